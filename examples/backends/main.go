// Command backends keeps a graph in the backend that a flag names: the program opens a store,
// writes, closes the store, opens it again and shows the rows that are still there.
//
//	go run ./examples/backends
//	go run ./examples/backends -store bolt:crm.bolt
//	go run ./examples/backends -store pebble:crm
//	go run ./examples/backends -store sqlite:crm.db
//	go run ./examples/backends -store 'postgres:host=localhost dbname=crm'
//	go run ./examples/backends -store memory:
//
// Without the flag the store is bolt, in a temporary folder that is removed at the end. Each of
// the two visits runs the same code, which is in visit.go; ask.go reads. In a durable store the
// second visit finds everything and changes nothing, and so does the next run of the program.
// In memory the graph is gone as soon as the store is.
//
// The output is the same on every durable backend: package storage/open opens the store, and
// nothing else knows which one it is. That package imports every backend, so the first run
// downloads and compiles their dependencies. Your program imports the one backend that it
// uses, or storage/open as well.
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

	"github.com/relata-go/relata/storage/open"
)

// seats are the members of a committee of the United States Senate and its five
// subcommittees, a part of the file that examples/import reads.
//
//go:embed testdata/seats.csv
var seats []byte

func main() {
	url := flag.String("store", "", "the `URL` of the store that keeps the graph, such as bolt:PATH (default a temporary file)")
	flag.Parse()
	if err := start(context.Background(), os.Stdout, *url); err != nil {
		fmt.Fprintln(os.Stderr, "backends:", err)
		os.Exit(1)
	}
}

// start visits the store of a URL. If there is no URL it visits a file of bolt's that it removes.
func start(ctx context.Context, w io.Writer, url string) error {
	if url != "" {
		return visitTwice(ctx, w, url, seats)
	}
	dir, err := os.MkdirTemp("", "backends")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return visitTwice(ctx, w, "bolt:"+filepath.Join(dir, "crm.bolt"), seats)
}

// visitTwice opens the store, visits it and closes it, and does the same once more.
func visitTwice(ctx context.Context, w io.Writer, url string, file []byte) error {
	for _, title := range []string{"The store is opened", "The store is closed and opened again"} {
		fmt.Fprintf(w, "%s\n\n", title)
		if err := visitOnce(ctx, w, url, file); err != nil {
			return err
		}
	}
	return nil
}

// visitOnce opens the account of this program in the store, visits it and closes it. Other
// accounts of the store it leaves alone.
func visitOnce(ctx context.Context, w io.Writer, url string, file []byte) error {
	account, err := open.Storage(ctx, url, "backends")
	if err != nil {
		return err
	}
	return errors.Join(visit(ctx, w, account, file), account.Close())
}
