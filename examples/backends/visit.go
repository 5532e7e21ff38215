package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// The records that the visits are about.
var (
	boozman = record.New(record.Contacts, "B001236")
	guest   = record.New(record.Contacts, "guest")

	agriculture = record.New(record.Companies, "SSAF")
	rural       = record.New(record.Companies, "SSAF15")
)

// A visitor has the graph of an account open.
type visitor struct {
	w     io.Writer
	graph *association.Graph
	names names
	file  []byte
}

// visit writes to the account and reads the graph, and prints to w the result of each step.
// Every step may be repeated: a step that an earlier visit did already changes nothing.
func visit(ctx context.Context, w io.Writer, account storage.Storage, file []byte) error {
	graph, err := association.Open(ctx, account, nil)
	if err != nil {
		return err
	}
	v := &visitor{w: w, graph: graph.As(history.ByUser("7", "Rosa")), file: file}
	if v.names, err = readNames(file); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		v.find, v.define, v.load, v.move, v.limit, v.leave, v.ask,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintln(w)
	return nil
}

// say prints a line: the subject, and the message.
func (v *visitor) say(about, format string, values ...any) {
	fmt.Fprintf(v.w, "  %-16s %s\n", about, fmt.Sprintf(format, values...))
}

// find counts the rows of earlier visits.
func (v *visitor) find(ctx context.Context) error {
	links, events := 0, 0
	for _, err := range v.graph.Walk(ctx, record.Contacts, record.Companies, association.All(), association.Cursor{}) {
		if err != nil {
			return err
		}
		links++
	}
	page := feed.Page{More: true}
	for page.More {
		var err error
		if page, err = v.graph.Feed(ctx, page.Token, 0); err != nil {
			return err
		}
		events += len(page.Events)
	}
	v.say("found", "%d associations, %d events", links, events)
	return nil
}

// words are the labels of the file.
var words = []string{"Chair", "Cochair", "Ex Officio", "Majority", "Minority", "Ranking Member", "Vice Chair"}

// define defines the labels. A label that is defined already is an error, which says so.
func (v *visitor) define(ctx context.Context) error {
	defined := 0
	for _, word := range words {
		_, err := v.graph.Define(ctx, label.Single(record.Contacts, record.Companies, word))
		if err == nil {
			defined++
		} else if !errors.Is(err, label.ErrDuplicate) {
			return err
		}
	}
	v.say("labels", "%d defined, %d known", defined, len(words)-defined)
	return nil
}

// load imports the file.
func (v *visitor) load(ctx context.Context) error {
	report, err := importer.Run(ctx, v.graph, bytes.NewReader(v.file), importer.Mapping{
		From:   importer.End{Type: record.Contacts, Header: "Contact ID"},
		To:     importer.End{Type: record.Companies, Header: "Company ID"},
		Labels: "Association label",
	}, nil)
	if err != nil {
		return err
	}
	v.say("import", "%s", report.Progress)
	return nil
}

// move makes another committee Boozman's primary. The request has an id, which the store keeps,
// and takes effect once: a repetition would not move the primary back even if another user had
// changed the primary in between.
func (v *visitor) move(ctx context.Context) error {
	id, err := history.NamedOperation("request-17")
	if err != nil {
		return err
	}
	plan, err := v.graph.Plan(ctx, association.Once(id, &association.SetPrimary{From: boozman, To: rural}))
	if err != nil {
		return err
	}
	for line := range strings.Lines(plan.String()) {
		v.say("plan", "%s", strings.TrimSpace(line))
	}
	results, err := v.graph.Apply(ctx, plan)
	if err != nil {
		return err
	}
	for _, result := range results {
		v.say(id.String(), "%s", result)
	}
	return nil
}
