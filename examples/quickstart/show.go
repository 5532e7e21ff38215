package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A page is the story's paper: headings, sentences, and rows whose columns are aligned.
type page struct {
	w        io.Writer
	rows     *tabwriter.Writer
	chapters int
}

func newPage(w io.Writer) *page {
	return &page{w: w, rows: tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)}
}

// heading begins a chapter.
func (p *page) heading(text string) {
	p.chapters++
	if p.chapters > 1 {
		p.say("")
	}
	p.say("%d. %s", p.chapters, text)
}

// say prints a sentence, below the earlier rows.
func (p *page) say(format string, values ...any) {
	p.rows.Flush()
	fmt.Fprintf(p.w, format+"\n", values...)
}

// row prints a row of columns.
func (p *page) row(columns ...string) {
	fmt.Fprintln(p.rows, "     "+strings.Join(columns, "\t"))
}

// result prints the result of an operation in words.
func (p *page) result(what string, result association.Result) {
	text := result.Outcome.String()
	if !result.Promoted.IsZero() {
		text += ", and " + names[result.Promoted] + " becomes the primary company"
	}
	p.say("   %s: %s", what, text)
}

// link prints the other record of a link and the labels, as the From record sees them.
func (p *page) link(link association.Link) {
	words := "no label"
	if labels := link.Labels; len(labels) > 0 {
		words = strings.Trim(fmt.Sprint(labels), "[]")
	}
	columns := []string{names[link.To], words}
	if link.Primary {
		columns = append(columns, "primary")
	}
	p.row(columns...)
}

// links prints all links of a record to a type.
func (s *story) links(ctx context.Context, of record.Ref, to record.Type) error {
	for link, err := range s.graph.Links(ctx, of, to) {
		if err != nil {
			return err
		}
		s.link(link)
	}
	return nil
}

// event prints a change: time, source, the record at the other end, and the kinds of change.
func (p *page) event(e history.Event, catalog schema.Labels) {
	what := e.Kinds().String()
	for id := range e.Now.Near.Labels.Minus(e.Was.Near.Labels).All() {
		l, _ := catalog.Lookup(id)
		what += " +" + l.String()
	}
	for id := range e.Was.Near.Labels.Minus(e.Now.Near.Labels).All() {
		l, _ := catalog.Lookup(id)
		what += " -" + l.String()
	}
	p.row(clockTime(e.At), e.Source.String(), names[e.B], what)
}

// clockTime prints the time of day of an event.
func clockTime(at record.Time) string { return at.Time().Format("15:04") }
