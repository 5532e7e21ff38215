// Command story tells three short stories of a company's day: a sale with three contacts, a
// complaint with two, and a form on the website that makes a ticket only if a decision maker
// sent the form. In each story labels say which part a contact has, and the graph finds the
// records to act on. Sale shows AssociateAll and AssociateActivity, complaint shows Card and
// Recommend, form shows Targets. The stories are in stories.go.
//
//	go run ./examples/story
//
// The application owns the records and their names. The graph knows references only.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "story:", err)
		os.Exit(1)
	}
}

// The application's records.
var (
	nora  = record.New(record.Contacts, "nora")
	paul  = record.New(record.Contacts, "paul")
	selma = record.New(record.Contacts, "selma")

	weaver = record.New(record.Companies, "weaver")
	loom   = record.New(record.Companies, "loom")

	looms = record.New(record.Deals, "looms")

	creaks = record.New(record.Tickets, "creaks")
	advice = record.New(record.Tickets, "advice")

	visit = record.New(record.Meetings, "visit")
)

// names is the application's own table of names.
var names = map[record.Ref]string{
	nora: "Nora Weaver", paul: "Paul Klein", selma: "Selma Aydin",
	weaver: "Weaver & Daughters", loom: "Loom Cooperative",
	looms:  "Two looms",
	creaks: "The loom creaks", advice: "Advice wanted",
	visit: "Visit at the mill",
}

// The words of the stories, in the direction that is told.
var (
	decides  = label.Named("Decision maker")
	reports  = label.Named("Reported by")
	affected = label.Named("Affected")
	signer   = label.Named("Signer")
	payer    = label.Named("Payer")
	adviser  = label.Named("Adviser")
)

// run tells the stories to w.
func run(ctx context.Context, w io.Writer) error {
	// A program would pass nil and get the system's clock.
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	graph, err := association.Open(ctx, memory.New(), &association.Options{
		Clock: func() time.Time { now = now.Add(time.Minute); return now },
	})
	if err != nil {
		return err
	}
	for _, d := range []label.Definition{
		label.Single(record.Deals, record.Contacts, "Signer"),
		label.Single(record.Deals, record.Contacts, "Payer"),
		label.Single(record.Deals, record.Contacts, "Adviser"),
		label.Single(record.Contacts, record.Companies, "Decision maker"),
		label.Single(record.Tickets, record.Contacts, "Affected"),
		label.Paired(record.Tickets, record.Contacts, "Reported by", "Reported"),
	} {
		if _, err := graph.Define(ctx, d); err != nil {
			return err
		}
	}
	s := &stories{w: w, graph: graph}
	for _, story := range []func(context.Context) error{s.sale, s.complaint, s.form} {
		if err := story(ctx); err != nil {
			return err
		}
	}
	return nil
}
