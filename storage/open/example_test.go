package open_test

import (
	"context"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/open"
)

// A setting says where the graph is kept. Each customer has an account.
func Example() {
	ctx, setting := context.Background(), "memory:" // or bolt:crm.bolt, postgres://db/crm ...
	accounts, err := open.Accounts(ctx, setting)
	if err != nil {
		log.Fatal(err)
	}
	defer accounts.Close()
	for _, customer := range []string{"portal 7", "portal 12"} {
		graph, err := association.Open(ctx, accounts.Account(customer), nil)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := graph.Associate(ctx, record.New(record.Contacts, "1"), record.New(record.Companies, "10")); err != nil {
			log.Fatal(err)
		}
	}
	if err := accounts.DropAccount(ctx, "portal 7"); err != nil { // the customer has left
		log.Fatal(err)
	}
	for name, err := range accounts.AccountNames(ctx) {
		fmt.Println(name, err)
	}
	// Output: portal 12 <nil>
}

// A URL that cannot be read is refused with the forms that can.
func ExampleCheck() {
	fmt.Println(open.Check("mysql:crm"))
	// Output: store "mysql:...": unknown scheme: write memory:, bolt:PATH, pebble:PATH, sqlite:PATH or postgres:DSN
}
