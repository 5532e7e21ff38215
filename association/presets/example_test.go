package presets_test

import (
	"context"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/association/presets"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

var (
	luke     = record.New(record.Contacts, "luke")
	mia      = record.New(record.Contacts, "mia")
	diner    = record.New(record.Companies, "diner")
	bakery   = record.New(record.Companies, "bakery")
	catering = record.New(record.Deals, "catering")
	lease    = record.New(record.Deals, "lease")
)

// bakeries returns a graph of two contacts and two deals.
func bakeries() (context.Context, *association.Graph) {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		log.Fatal(err)
	}
	_, err = graph.Do(ctx,
		&association.Associate{From: luke, To: diner},
		&association.Associate{From: mia, To: bakery}, &association.Associate{From: mia, To: diner},
		&association.AssociateAll{From: catering, Targets: []association.Target{{To: luke}, {To: mia}, {To: diner}}},
		&association.Associate{From: lease, To: luke},
	)
	if err != nil {
		log.Fatal(err)
	}
	return ctx, graph
}

// isCustomer is the application's condition.
func isCustomer(_ context.Context, companies []record.Ref) ([]bool, error) {
	answers := make([]bool, len(companies))
	for i, company := range companies {
		answers[i] = company == diner
	}
	return answers, nil
}

// A branch of a workflow: is the contact's primary company a customer?
func ExampleWorkflow() {
	ctx, graph := bakeries()
	atCustomer := presets.Workflow(record.Companies, isCustomer)
	are, err := criteria.MeetsMany(ctx, graph, []record.Ref{luke, mia}, atCustomer)
	fmt.Println(atCustomer, are, err)
	// Output: any of companies (primary) [true false] <nil>
}

// A list: the contacts all of whose companies are customers.
func ExampleList() {
	ctx, graph := bakeries()
	ofCustomers := presets.List(record.Companies, association.All(), isCustomer)
	are, err := criteria.MeetsMany(ctx, graph, []record.Ref{luke, mia}, ofCustomers)
	fmt.Println(ofCustomers, are, err)
	// Output: every of companies (all) [true false] <nil>
}

// The records that a deal affects after it is won.
func ExampleClosedWon() {
	ctx, graph := bakeries()
	for target, err := range presets.ClosedWon(ctx, graph, catering) {
		fmt.Println(target, err)
	}
	// Output:
	// contacts/mia <nil>
	// contacts/luke <nil>
	// companies/diner <nil>
}

// The deal is lost, although Luke has bought something else.
func ExampleClosedLost() {
	ctx, graph := bakeries()
	isWon := func(_ context.Context, deals []record.Ref) ([]bool, error) {
		answers := make([]bool, len(deals))
		for i, deal := range deals {
			answers[i] = deal == lease
		}
		return answers, nil
	}
	for target, err := range presets.ClosedLost(ctx, graph, catering, isWon) {
		fmt.Println(target, err)
	}
	// Output:
	// contacts/mia <nil>
	// companies/diner <nil>
}

// The stage of a contact goes to the primary company and to no other.
func ExampleLifecycleSync() {
	ctx, graph := bakeries()
	company, found, err := presets.LifecycleSync(ctx, graph, mia)
	fmt.Println(company, found, err)
	// Output: companies/bakery true <nil>
}
