// Command quickstart tells the story of one contact and his companies: how records are
// associated under labels, which company is the primary one and how that changes, what
// a limit refuses, and what the history says of it all afterwards.
//
//	go run ./examples/quickstart
//	go run ./examples/quickstart -store bolt:crm.bolt
//
// The story is in story.go, what it prints in show.go. The records and their names
// belong to the host; the graph knows references only. It is told once: a place that has
// it already is left as it is.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/examples/internal/store"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func main() {
	place := store.Flag(flag.CommandLine)
	flag.Parse()
	if err := start(context.Background(), os.Stdout, *place); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// errTold says that the story stands in a place, or a part of it.
var errTold = errors.New("not empty: an earlier run told its story there, name another place")

// start opens the place and tells the story on it to w.
func start(ctx context.Context, w io.Writer, place store.Place) error {
	account, err := place.Open(ctx, "quickstart")
	if err != nil {
		return err
	}
	if err = run(ctx, w, account); errors.Is(err, errTold) {
		err = fmt.Errorf("%s: %w", place, err)
	}
	return errors.Join(err, account.Close())
}

// The host's records. An id is whatever the host calls the record, most often a number.
var (
	luke = record.New(record.Contacts, "luke")
	mia  = record.New(record.Contacts, "mia")

	diner  = record.New(record.Companies, "diner")
	inn    = record.New(record.Companies, "inn")
	bakery = record.New(record.Companies, "bakery")

	feast = record.New(record.Deals, "feast")
)

// names is the host's own table of names.
var names = map[record.Ref]string{
	luke: "Luke Brandt", mia: "Mia Sommer",
	diner: "Corner Diner", inn: "Harbour Inn", bakery: "Mill Bakery",
	feast: "Summer feast",
}

// Who changes things in the story. Every write carries its source into the history.
var (
	rosa = history.ByUser("7", "Rosa")
	fair = history.By(history.Import)
)

// run tells the story to w.
func run(ctx context.Context, w io.Writer, account storage.Storage) error {
	// A program would pass nil and get the system's clock. This one sets the time by
	// hand, so that it prints the same on every day.
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	graph, err := association.Open(ctx, account, &association.Options{
		Clock: func() int64 { return now.UnixNano() },
	})
	if err != nil {
		return err
	}
	schema, err := graph.Schema(ctx)
	if err != nil {
		return err
	}
	if schema.Version() > 0 { // the story begins by defining labels
		return errTold
	}
	s := &story{page: newPage(w), graph: graph}
	for _, chapter := range []func(context.Context) error{
		s.associate, s.seeBothSides, s.movePrimary, s.leave, s.limit, s.remember, s.explain, s.card,
	} {
		now = now.Add(30 * time.Minute)
		if err := chapter(ctx); err != nil {
			return err
		}
	}
	return s.rows.Flush()
}
