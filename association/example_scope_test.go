package association_test

import (
	"context"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// Everybody who manages one of these companies, each once.
func ExampleReader_Targets() {
	ctx, graph := given(staff()...)
	companies := []record.Ref{diner, inn, bakery}
	for contact, err := range graph.Targets(ctx, companies, record.Contacts, association.Labeled(manager)) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact)
	}
	// Output: contacts/luke
}

// A page of the managers of each company, and on from its last.
func ExampleReader_TargetsMany() {
	ctx, graph := given(staff()...)
	pages, err := graph.TargetsMany(ctx, []record.Ref{diner, inn}, record.Contacts, association.All(), nil, 1)
	for _, page := range pages {
		fmt.Println(page.Of, page.IDs, !page.Next.IsZero(), err)
	}
	after := []association.Cursor{pages[0].Next}
	pages, err = graph.TargetsMany(ctx, []record.Ref{diner}, record.Contacts, association.All(), after, 1)
	fmt.Println(pages[0].Of, pages[0].IDs, !pages[0].Next.IsZero(), err)
	// Output:
	// companies/diner [mia] true <nil>
	// companies/inn [luke] false <nil>
	// companies/diner [luke] false <nil>
}

// The contacts whose primary company is this one.
func ExampleReader_Targets_primaryOf() {
	ctx, graph := given(staff()...)
	for contact, err := range graph.Targets(ctx, []record.Ref{diner}, record.Contacts, association.PrimaryOf()) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact)
	}
	// Output: contacts/luke
}

// A call with Luke joins his primary company, and the latest of the deals that are open.
func ExampleGraph_AssociateActivity() {
	lease := record.New(record.Deals, "lease")
	ctx, graph := given(append(staff(), &association.Associate{From: luke, To: lease}, &association.Associate{From: luke, To: catering})...)
	openDeals := association.ActivityRule{
		To: record.Deals, Most: association.Latest,
		Choose: func(_ context.Context, newestFirst []record.Ref) ([]record.Ref, error) {
			return newestFirst, nil // the host would drop those that are closed
		},
	}
	call := record.New(record.Calls, "7")
	result, err := graph.AssociateActivity(ctx, call, luke, openDeals)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result, result.Joined)

	// As an operation it can be planned, or made together with others.
	op, err := graph.Activity(ctx, record.New(record.Calls, "8"), luke, openDeals)
	if err != nil {
		log.Fatal(err)
	}
	plan, err := graph.Plan(ctx, op)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan)
	// Output:
	// created [companies/diner deals/catering]
	// calls/8 - contacts/luke: created
	// calls/8 - companies/diner: created
	// calls/8 - deals/catering: created
}
