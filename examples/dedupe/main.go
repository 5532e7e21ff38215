// Command dedupe merges companies that have the same domain. It finds them by the normal form
// of the domains that people typed, shows a plan of all the merges, applies the plan, and shows
// the primary companies before and after. Then a merge is undone.
//
//	go run ./examples/dedupe
//
// The companies, contacts and deals are in data.go.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func main() {
	if err := tell(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "dedupe:", err)
		os.Exit(1)
	}
}

// tell tells the story to w.
func tell(ctx context.Context, w io.Writer) error {
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		return err
	}
	if err := fill(ctx, graph); err != nil {
		return err
	}
	found, err := duplicates(companies)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "Companies with one domain:")
	var merges []association.Operation
	for _, d := range found {
		fmt.Fprintf(w, "  %s: %s is kept, of %d\n", d.domain, d.survivor, 1+len(d.others))
		for _, other := range d.others {
			merges = append(merges, &association.MergeRecords{Survivor: d.survivor, Merged: other})
		}
	}

	// All merges are in the same plan. Apply executes the plan, or nothing.
	plan, err := graph.Plan(ctx, merges...)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nThe plan, of %d merges:\n%s", len(merges), plan)
	before, err := primaries(ctx, graph)
	if err != nil {
		return err
	}
	results, err := graph.Apply(ctx, plan)
	if err != nil {
		return err
	}
	return after(ctx, w, graph, before, results)
}

// after shows the changes of the merges, and undoes the first of them.
func after(ctx context.Context, w io.Writer, graph *association.Graph, before []record.Ref, results []association.Result) error {
	now, err := primaries(ctx, graph)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "\nPrimary companies, before and after:")
	for i, of := range contacts {
		fmt.Fprintf(w, "  %s: %s, %s\n", of, before[i], now[i])
	}
	old := record.New(record.Companies, "12")
	n, err := graph.Count(ctx, old, record.Contacts)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s now names the company that is kept: it has %d contacts\n", old, n)

	res, err := graph.Undo(ctx, results[0].Operation)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "the first merge is taken back:", res)
	back, err := primaries(ctx, graph)
	if err != nil {
		return err
	}
	for i, of := range contacts {
		if back[i] != now[i] {
			fmt.Fprintf(w, "  %s: %s again\n", of, back[i])
		}
	}
	return nil
}

// primaries returns the primary companies of the contacts, by index.
func primaries(ctx context.Context, graph *association.Graph) ([]record.Ref, error) {
	return graph.PrimaryMany(ctx, contacts, record.Companies)
}
