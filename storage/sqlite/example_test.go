package sqlite_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/sqlite"
)

// What was associated is there when the file is opened again.
func Example() {
	folder, err := os.MkdirTemp("", "relata")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	ctx, path := context.Background(), filepath.Join(folder, "crm.db")
	luke, diner := record.New(record.Contacts, "1"), record.New(record.Companies, "10")

	store, err := sqlite.Open(path, nil)
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

	if store, err = sqlite.Open(path, nil); err != nil {
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
