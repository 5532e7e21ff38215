package association_test

import (
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// Which of the invited contacts work where they say they do.
func ExampleReader_LinkedMany() {
	ctx, graph := given(staff()...)
	links, err := graph.LinkedMany(ctx, [][2]record.Ref{{luke, inn}, {noah, inn}})
	if err != nil {
		log.Fatal(err)
	}
	for _, link := range links {
		fmt.Println(!link.IsZero(), link.Labels)
	}
	// Output:
	// true [Contractor]
	// false []
}

// The column "primary company" of a list of contacts, in one question.
func ExampleReader_PrimaryMany() {
	ctx, graph := given(staff()...)
	contacts := []record.Ref{luke, mia, noah}
	companies, err := graph.PrimaryMany(ctx, contacts, record.Companies)
	if err != nil {
		log.Fatal(err)
	}
	for i, contact := range contacts {
		if companies[i].IsZero() {
			fmt.Println(contact.ID, "has none")
			continue
		}
		fmt.Println(contact.ID, companies[i].ID)
	}
	// Output:
	// luke diner
	// mia bakery
	// noah has none
}

// The column "number of contacts" of a list of companies.
func ExampleReader_CountMany() {
	ctx, graph := given(staff()...)
	counts, err := graph.CountMany(ctx, []record.Ref{inn, diner, bakery}, record.Contacts)
	fmt.Println(counts, err)
	// Output: [1 2 1] <nil>
}

// The first contacts of each company of a list.
func ExampleReader_PageMany() {
	ctx, graph := given(staff()...)
	pages, err := graph.PageMany(ctx, []record.Ref{inn, diner}, record.Contacts, association.Query{Max: 1})
	if err != nil {
		log.Fatal(err)
	}
	for _, page := range pages {
		first := page.Links[0]
		fmt.Println(first.From.ID, first.To.ID, "and more:", !page.Next.IsZero())
	}
	// Output:
	// inn luke and more: false
	// diner mia and more: true
}

// The cards of a list of records, here to count everything that each has.
func ExampleReader_CardMany() {
	ctx, graph := given(staff()...)
	cards, err := graph.CardMany(ctx, []record.Ref{luke, diner}, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, card := range cards {
		for _, group := range card.Groups {
			fmt.Println(card.Record.ID, "has", group.Count, group.Type)
		}
	}
	// Output:
	// luke has 2 companies
	// diner has 2 contacts
}
