package bolt_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/bolt"
)

// What was associated is there when the file is opened again.
func Example() {
	folder, err := os.MkdirTemp("", "relata")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	ctx, path := context.Background(), filepath.Join(folder, "crm.bolt")
	luke, diner := record.New(record.Contacts, "1"), record.New(record.Companies, "10")

	store, err := bolt.Open(path, nil)
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
	if err := store.Close(); err != nil {
		log.Fatal(err)
	}

	if store, err = bolt.Open(path, nil); err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	if graph, err = association.Open(ctx, store.Account("portal 7"), nil); err != nil {
		log.Fatal(err)
	}
	first, _, err := graph.Primary(ctx, luke, record.Companies)
	fmt.Println(first, err)
	// Output: companies/10 <nil>
}

// A backup is a file like the store's own. Its first opening begins a new epoch, so that
// no reader of the feed takes new events for old ones.
func ExampleStore_Backup() {
	folder, err := os.MkdirTemp("", "relata")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	store, err := bolt.Open(filepath.Join(folder, "crm.bolt"), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	backup, err := os.Create(filepath.Join(folder, "backup.bolt"))
	if err != nil {
		log.Fatal(err)
	}
	if err := store.Backup(context.Background(), backup); err != nil {
		log.Fatal(err)
	}
	if err := backup.Sync(); err != nil { // only now is it on disk
		log.Fatal(err)
	}
	if err := backup.Close(); err != nil {
		log.Fatal(err)
	}

	restored, err := bolt.Open(backup.Name(), &bolt.Options{NewEpoch: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(restored.Close())
	// Output: <nil>
}
