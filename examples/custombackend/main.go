// Command custombackend shows how to write a storage backend, in a few hundred lines: the rows
// are maps, and a journal file makes them last. The backend keeps every promise of the
// contract, which its test proves with a single call of storagetest.Run. It is as slow as it is
// simple: every Update copies all rows.
//
//	go run ./examples/custombackend [FILE]
//
// Read store.go first: it is the whole life of a transaction. rows.go has the stored rows,
// answers.go answers each kind of question, and journal.go writes to the file. The backend
// decides nothing about associations; that is the engine's work. It is for a single process:
// nothing stops another from opening the same file.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

func main() {
	if err := start(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "custombackend:", err)
		os.Exit(1)
	}
}

// start uses the named file, or a new file that is removed afterwards.
func start(ctx context.Context) error {
	if len(os.Args) > 1 {
		return visit(ctx, os.Args[1], os.Stdout)
	}
	dir, err := os.MkdirTemp("", "custombackend")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "account.journal")
	for range 2 { // the second visit finds the rows of the first
		if err := visit(ctx, path, os.Stdout); err != nil {
			return err
		}
	}
	return nil
}

// visit opens the journal, links Luke to a further company, and lists them all.
func visit(ctx context.Context, path string, w io.Writer) error {
	store, err := Open(path)
	if err != nil {
		return err
	}
	defer store.Close()
	graph, err := association.Open(ctx, store, nil)
	if err != nil {
		return err
	}
	luke := record.New(record.Contacts, "luke")
	n, err := graph.Count(ctx, luke, record.Companies)
	if err != nil {
		return err
	}
	next := record.New(record.Companies, record.ID(fmt.Sprint(n+1)))
	if _, err := graph.Associate(ctx, luke, next); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s has:\n", luke)
	for link, err := range graph.Links(ctx, luke, record.Companies) {
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "  %s, primary: %t\n", link.To, link.Primary)
	}
	return nil
}
