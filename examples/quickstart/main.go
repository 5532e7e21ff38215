// Command quickstart tells the story of a contact and his companies: how records are associated
// under labels, which company is the primary and how that changes, which write a limit refuses,
// and how the history shows all changes afterwards.
//
//	go run ./examples/quickstart
//
// The story is in story.go, and show.go prints it. The graph is kept in memory and is gone at
// the end; examples/backends keeps a graph in a file or a database. The application owns the
// records and their names. The graph knows references only.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// The application's records. An id is whatever the application calls the record, most often
// a number.
var (
	luke = record.New(record.Contacts, "luke")
	mia  = record.New(record.Contacts, "mia")

	diner  = record.New(record.Companies, "diner")
	inn    = record.New(record.Companies, "inn")
	bakery = record.New(record.Companies, "bakery")

	feast = record.New(record.Deals, "feast")
)

// names is the application's own table of names.
var names = map[record.Ref]string{
	luke: "Luke Brandt", mia: "Mia Sommer",
	diner: "Corner Diner", inn: "Harbour Inn", bakery: "Mill Bakery",
	feast: "Summer feast",
}

// The sources of the changes in the story. Every event in the history names its source.
var (
	rosa = history.ByUser("7", "Rosa")
	fair = history.By(history.Import)
)

// run tells the story to w.
func run(ctx context.Context, w io.Writer) error {
	// A program would pass nil and get the system's clock. This program sets the time by hand,
	// so that the output is the same on every day.
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	graph, err := association.Open(ctx, memory.New(), &association.Options{
		Clock: func() time.Time { return now },
	})
	if err != nil {
		return err
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
