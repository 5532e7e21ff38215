package association_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// contactsOfCompany is what the limits of these examples are about.
var contactsOfCompany = limits.Key{From: record.Companies, To: record.Contacts}

// Which companies have four fifths of what they may have, or more? And which would be
// above a limit of one contact?
func ExampleReader_Report_oneLimit() {
	ctx, graph := given(staff()...)
	if err := graph.Edit(ctx, &schema.SetLimit{Key: contactsOfCompany, Max: 2}); err != nil {
		log.Fatal(err)
	}
	keys := []limits.Key{contactsOfCompany}
	for _, q := range []association.ReportQuery{{Keys: keys}, {Keys: keys, AtLeast: 1 + 1}} {
		page, err := graph.Report(ctx, q)
		if err != nil {
			log.Fatal(err)
		}
		for _, usage := range page.Rows {
			fmt.Println(usage.Record, "has", usage.Have, "of", usage.Max)
		}
	}
	// Output:
	// companies/diner has 2 of 2
	// companies/diner has 2 of 2
}

// A plan without labels: what a link carries stays, new labels are refused.
func ExampleGraph_Edit_subscription() {
	ctx, graph := given(staff()...)
	if err := graph.Edit(ctx, &schema.SetSubscription{Subscription: limits.Starter}); err != nil {
		log.Fatal(err)
	}
	link, _, err := graph.Linked(ctx, luke, inn)
	fmt.Println(link.Labels, err)

	_, err = graph.AddLabels(ctx, luke, inn, manager)
	fmt.Println(errors.Is(err, limits.ErrNotInSubscription))
	// Output:
	// [Contractor] <nil>
	// true
}
