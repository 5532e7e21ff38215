package pebble_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/pebble"
)

// What was associated is there when the folder is opened again. Meanwhile nobody else
// can open it.
func Example() {
	folder, err := os.MkdirTemp("", "relata")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	ctx, path := context.Background(), filepath.Join(folder, "crm")
	luke, diner := record.New(record.Contacts, "1"), record.New(record.Companies, "10")

	store, err := pebble.Open(path, nil)
	if err != nil {
		log.Fatal(err)
	}
	graph, err := association.Open(ctx, store.Account("portal 7"), nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := graph.Associate(ctx, luke, diner); err != nil {
		log.Fatal(err)
	}
	_, err = pebble.Open(path, nil)
	fmt.Println("locked:", errors.Is(err, pebble.ErrLocked))
	if err := store.Close(); err != nil {
		log.Fatal(err)
	}

	if store, err = pebble.Open(path, nil); err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	if graph, err = association.Open(ctx, store.Account("portal 7"), nil); err != nil {
		log.Fatal(err)
	}
	first, _, err := graph.Primary(ctx, luke, record.Companies)
	fmt.Println(first, err)
	// Output:
	// locked: true
	// companies/10 <nil>
}

// A backup is a folder like the store's own. Its first opening begins a new epoch, so
// that no reader of the feed takes new events for old ones.
func ExampleStore_Backup() {
	folder, err := os.MkdirTemp("", "relata")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	store, err := pebble.Open(filepath.Join(folder, "crm"), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	backup := filepath.Join(folder, "backup")
	if err := store.Backup(context.Background(), backup); err != nil {
		log.Fatal(err)
	}
	restored, err := pebble.Open(backup, &pebble.Options{NewEpoch: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(restored.Close())
	// Output: <nil>
}
