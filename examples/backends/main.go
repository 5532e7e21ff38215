// Command backends keeps a graph in the backend that a flag names: the program opens a store,
// writes, closes the store, opens it again and shows the rows that are still there.
//
//	go run ./examples/backends
//	go run ./examples/backends -store bolt:crm.bolt
//	go run ./examples/backends -store pebble:crm
//	go run ./examples/backends -store sqlite:crm.db
//	go run ./examples/backends -store 'postgres:host=localhost dbname=crm'
//	go run ./examples/backends -store memory
//
// Without the flag the store is bolt, in a temporary folder that is removed at the end. Each of
// the two visits runs the same code, which is in visit.go; ask.go reads. In a durable store the
// second visit finds everything and changes nothing, and so does the next run of the program.
// In memory the graph is gone as soon as the store is.
//
// The output is the same on every durable backend: only the call that opens the store depends
// on the backend, and that call is in internal/store. This program imports every backend, so it
// is a separate module, and the first run downloads and compiles their dependencies. Your
// program imports only the backend in use.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/relata-go/relata/examples/backends/internal/store"
)

// seats are the members of a committee of the United States Senate and its five
// subcommittees, a part of the file that examples/import reads.
//
//go:embed testdata/seats.csv
var seats []byte

func main() {
	place := store.Flag(flag.CommandLine)
	flag.Parse()
	if err := start(context.Background(), os.Stdout, *place); err != nil {
		fmt.Fprintln(os.Stderr, "backends:", err)
		os.Exit(1)
	}
}

// start visits the place. Without a named place the visit is to a file of bolt's, which is
// removed afterwards.
func start(ctx context.Context, w io.Writer, place store.Place) error {
	if place != (store.Place{}) {
		return visitTwice(ctx, w, place, seats)
	}
	dir, err := os.MkdirTemp("", "backends")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := place.Set("bolt:" + filepath.Join(dir, "crm.bolt")); err != nil {
		return err
	}
	return visitTwice(ctx, w, place, seats)
}

// visitTwice opens the place, visits the account and closes the place, two times.
func visitTwice(ctx context.Context, w io.Writer, place store.Place, file []byte) error {
	for _, title := range []string{"The store is opened", "The store is closed and opened again"} {
		fmt.Fprintf(w, "%s\n\n", title)
		if err := visitOnce(ctx, w, place, file); err != nil {
			return err
		}
	}
	return nil
}

// visitOnce opens the account of this program in the place, makes a visit and closes the
// account. Other accounts of the place stay unchanged.
func visitOnce(ctx context.Context, w io.Writer, place store.Place, file []byte) error {
	account, err := place.Open(ctx, "backends")
	if err != nil {
		return err
	}
	return errors.Join(visit(ctx, w, account, file), account.Close())
}
