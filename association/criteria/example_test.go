package criteria_test

import (
	"context"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// The contacts all of whose companies are customers, and the contacts that work for several.
func Example() {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		log.Fatal(err)
	}
	luke, mia := record.New(record.Contacts, "luke"), record.New(record.Contacts, "mia")
	diner, bakery := record.New(record.Companies, "diner"), record.New(record.Companies, "bakery")
	_, err = graph.Do(ctx,
		&association.Associate{From: luke, To: diner},
		&association.Associate{From: mia, To: diner}, &association.Associate{From: mia, To: bakery},
	)
	if err != nil {
		log.Fatal(err)
	}
	// An application would ask its database about all of them at once.
	isCustomer := func(_ context.Context, companies []record.Ref) ([]bool, error) {
		answers := make([]bool, len(companies))
		for i, company := range companies {
			answers[i] = company == diner
		}
		return answers, nil
	}
	for _, criterion := range []criteria.Criterion{
		{To: record.Companies, Quantifier: criteria.EveryMeets(), Where: isCustomer},
		{To: record.Companies, Quantifier: criteria.AtLeast(2)},
	} {
		are, err := criteria.MeetsMany(ctx, graph, []record.Ref{luke, mia}, criterion)
		fmt.Println(criterion, are, err)
	}
	// Output:
	// every of companies (all) [true false] <nil>
	// at least 2 of companies (all) [false true] <nil>
}

// A trigger asks about a single record.
func ExampleMeets() {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		log.Fatal(err)
	}
	luke := record.New(record.Contacts, "luke")
	if _, err := graph.Associate(ctx, luke, record.New(record.Companies, "diner")); err != nil {
		log.Fatal(err)
	}
	hasPrimary := criteria.Criterion{To: record.Companies, Scope: association.Primary()}
	is, err := criteria.Meets(ctx, graph, luke, hasPrimary)
	fmt.Println(hasPrimary, is, err)
	// Output: any of companies (primary) true <nil>
}
