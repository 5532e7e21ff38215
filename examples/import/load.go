package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// mapping gives the columns of a file of memberships their meaning. The ids in the file are the
// ids of the records, so no lookup is needed.
var mapping = importer.Mapping{
	From:   importer.End{Type: record.Contacts, Header: "Contact ID"},
	To:     importer.End{Type: record.Companies, Header: "Company ID"},
	Labels: "Association label",
}

// define defines the labels of the label file. An import never defines a label: an unknown word
// is a mistake in the file.
func (s *story) define(ctx context.Context) error {
	rows, err := csv.NewReader(bytes.NewReader(s.files.labels)).ReadAll()
	if err != nil {
		return err
	}
	s.title("Labels, defined before the import")
	for i, row := range rows {
		if i == 0 || len(row) < 3 {
			continue // the header
		}
		l, err := s.graph.Define(ctx, label.Single(record.Type(row[0]), record.Type(row[1]), row[2]))
		if err != nil {
			return err
		}
		s.labels = append(s.labels, l)
		s.say("%-16s %s, from %s to %s", l.Text, l.ID, l.From, l.To)
	}
	return nil
}

// load imports the file.
func (s *story) load(ctx context.Context) (err error) {
	s.title("The import")
	s.first, err = importer.Run(ctx, s.graph, bytes.NewReader(s.files.memberships), mapping, &importer.Options{
		Progress: func(p importer.Progress) { s.say("line %5d: %s", p.Line, p) },
	})
	if err != nil {
		return err
	}
	s.errors(s.first)
	if len(s.names.contacts) == 0 || len(s.names.companies) == 0 {
		return errors.New("nothing to ask about: the file names no person, or no committee")
	}
	s.say("%d people on %d committees", len(s.names.contacts), len(s.names.companies))
	return nil
}

// mistakes imports a damaged file in a dry run: the report is that of an import,
// and nothing is written.
func (s *story) mistakes(ctx context.Context) (err error) {
	s.title("A damaged file, in a dry run")
	s.broken, err = importer.Run(ctx, s.graph, bytes.NewReader(s.files.broken), mapping, &importer.Options{DryRun: true})
	if err != nil {
		return err
	}
	s.errors(s.broken)
	s.say("%s", s.broken.Progress)
	return nil
}

// errors prints the errors of the rows of an import.
func (s *story) errors(report importer.Report) {
	for _, e := range report.Errors {
		where := "whole row"
		if e.Column > 0 {
			where = fmt.Sprintf("column %d, %s", e.Column, e.Header)
		}
		what := fmt.Sprintf("%q", e.Value)
		if e.Value == "" && e.Err != nil {
			what = e.Err.Error()
		} else if e.Value == "" {
			what = ""
		}
		s.say("line %2d  %-28s  %-21s  %s", e.Line, where, e.Kind, what)
	}
	if n := len(report.Errors); n < report.ErrorCount {
		s.say("and %d more", report.ErrorCount-n)
	}
}

// again imports the file a second time.
func (s *story) again(ctx context.Context) error {
	s.title("The same file again")
	before, err := s.events(ctx)
	if err != nil {
		return err
	}
	s.second, err = importer.Run(ctx, s.graph, bytes.NewReader(s.files.memberships), mapping, nil)
	if err != nil {
		return err
	}
	after, err := s.events(ctx)
	if err != nil {
		return err
	}
	s.say("%s", s.second.Progress)
	s.say("%d events before, %d after", before, after)
	return nil
}

// events counts the events of everybody's history with committees.
func (s *story) events(ctx context.Context) (int, error) {
	n := 0
	for _, person := range s.names.contacts {
		for _, err := range s.graph.History(ctx, person, record.Companies) {
			if err != nil {
				return 0, err
			}
			n++
		}
	}
	return n, nil
}
