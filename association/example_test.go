package association_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// The records of the examples. Ids are whatever the host calls its records; here they
// are words, so that output can be read.
var (
	luke = record.New(record.Contacts, "luke")
	mia  = record.New(record.Contacts, "mia")
	noah = record.New(record.Contacts, "noah")

	inn    = record.New(record.Companies, "inn")
	diner  = record.New(record.Companies, "diner")
	bakery = record.New(record.Companies, "bakery")

	catering = record.New(record.Deals, "catering")
)

// The labels of the examples, by name. Every graph that given opens has them.
var (
	manager    = label.Named("Manager")    // one word for both ends
	contractor = label.Named("Contractor") // one word for both ends
	employer   = label.Named("Employer")   // what a company is to a contact, who is its Employee
)

// clock is what every graph of the examples reads, so that they always print the same.
var clock time.Time

// at sets the clock to a time of the second of March.
func at(hour, minute int) {
	clock = time.Date(2026, time.March, 2, hour, minute, 0, 0, time.UTC)
}

// given returns a graph with the labels above in which the operations were done, one
// after the other, at nine o'clock.
func given(ops ...association.Operation) (context.Context, *association.Graph) {
	at(9, 0)
	ctx, number := context.Background(), uint64(0)
	graph, err := association.Open(ctx, memory.New(), &association.Options{
		Clock:  func() time.Time { return clock },
		NextID: func() uint64 { number++; return number },
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range []label.Definition{
		label.Single(record.Contacts, record.Companies, "Manager"),
		label.Single(record.Contacts, record.Companies, "Contractor"),
		label.Paired(record.Contacts, record.Companies, "Employer", "Employee"),
	} {
		if _, err := graph.Define(ctx, d); err != nil {
			log.Fatal(err)
		}
	}
	for _, op := range ops {
		if _, err := graph.Do(ctx, op); err != nil {
			log.Fatal(err)
		}
	}
	return ctx, graph
}

// A person manages one company and works for another.
func Example() {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		log.Fatal(err)
	}
	manager, err := graph.Define(ctx, label.Single("contacts", "companies", "Manager"))
	if err != nil {
		log.Fatal(err)
	}

	luke := record.New("contacts", "luke")
	diner, inn := record.New("companies", "diner"), record.New("companies", "inn")
	result, err := graph.Associate(ctx, luke, diner, manager)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)
	if _, err := graph.Associate(ctx, luke, inn); err != nil {
		log.Fatal(err)
	}

	for link, err := range graph.Links(ctx, luke, "companies") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(link.To, link.Labels, link.Primary)
	}
	// Output:
	// created; companies/diner becomes primary
	// companies/inn [] false
	// companies/diner [Manager] true
}

// Tests give a graph a clock and an id source of their own.
func ExampleOpen() {
	ctx := context.Background()
	day, number := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), uint64(0)
	graph, err := association.Open(ctx, memory.New(), &association.Options{
		Clock:  func() time.Time { return day },
		NextID: func() uint64 { number++; return number },
	})
	if err != nil {
		log.Fatal(err)
	}
	result, err := graph.Associate(ctx, luke, diner)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Operation, result.At)
	// Output: ~1 2026-03-02T09:00:00Z
}
