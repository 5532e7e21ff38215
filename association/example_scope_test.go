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

// The contacts who call a company their primary one.
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

// isCustomer is a host's predicate. It would ask a database about all of them at once.
func isCustomer(_ context.Context, companies []record.Ref) ([]bool, error) {
	answers := make([]bool, len(companies))
	for i, company := range companies {
		answers[i] = company == diner
	}
	return answers, nil
}

// A branch of a workflow: is the contact's primary company a customer?
func ExampleReader_Meets() {
	ctx, graph := given(staff()...)
	atCustomer := association.WorkflowCriterion(record.Companies, isCustomer)
	for _, contact := range []record.Ref{luke, mia} {
		is, err := graph.Meets(ctx, contact, atCustomer)
		fmt.Println(contact.ID, is, err)
	}
	// Output:
	// luke true <nil>
	// mia false <nil>
}

// A list: the contacts all of whose companies are customers, and those who work for
// several.
func ExampleReader_MeetsMany() {
	ctx, graph := given(staff()...)
	contacts := []record.Ref{luke, mia, noah}
	for _, criterion := range []association.Criterion{
		association.ListCriterion(record.Companies, association.All(), isCustomer),
		{To: record.Companies, Quantifier: association.AtLeast(2)},
	} {
		are, err := graph.MeetsMany(ctx, contacts, criterion)
		fmt.Println(criterion, are, err)
	}
	// Output:
	// every of companies (all) [false false false] <nil>
	// at least 2 of companies (all) [true true false] <nil>
}

// Whom a deal concerns, once it is won, and once it is lost although Luke has bought
// something else.
func ExampleReader_ClosedLost() {
	lease := record.New(record.Deals, "lease")
	ctx, graph := given(
		&association.AssociateAll{From: catering, Targets: []association.Target{{To: luke}, {To: mia}, {To: diner}}},
		&association.Associate{From: lease, To: luke},
	)
	for target, err := range graph.ClosedWon(ctx, catering) {
		fmt.Println("won:", target, err)
	}
	isWon := func(_ context.Context, deals []record.Ref) ([]bool, error) {
		return make([]bool, len(deals)), nil // nothing was ever won
	}
	for target, err := range graph.ClosedLost(ctx, catering, isWon) {
		fmt.Println("lost:", target, err)
		break
	}
	// Output:
	// won: contacts/mia <nil>
	// won: contacts/luke <nil>
	// won: companies/diner <nil>
	// lost: contacts/mia <nil>
}

// The stage of a contact goes to the primary company and to no other.
func ExampleReader_LifecycleSync() {
	ctx, graph := given(staff()...)
	company, found, err := graph.LifecycleSync(ctx, luke)
	fmt.Println(company, found, err)
	// Output: companies/diner true <nil>
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
