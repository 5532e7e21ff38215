package association_test

import (
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/recommend"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
)

// Everything in the account that is at a limit or near it.
func ExampleReader_Report() {
	ctx, graph := given(staff()...)
	if err := graph.Edit(ctx, &schema.SetLimit{Key: contactsOfCompany, Max: 2}); err != nil {
		log.Fatal(err)
	}
	for q := (association.ReportQuery{Max: 50}); ; {
		page, err := graph.Report(ctx, q)
		if err != nil {
			log.Fatal(err)
		}
		for _, usage := range page.Rows {
			fmt.Println(usage.Key(), usage.Record.ID, usage.Have, "of", usage.Max)
		}
		if q.After = page.Next; q.After.IsZero() {
			break
		}
	}
	// Output: companies -> contacts diner 2 of 2
}

// How many of its ten labels a pair of types uses.
func ExampleGraph_Schema() {
	ctx, graph := given()
	defined, err := graph.Schema(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, use := range defined.LabelUse() {
		fmt.Println(use.Types, use.Used, "of", use.Max)
	}
	// Output: [companies contacts] 3 of 10
}

// The columns of a table of contacts: how many companies and which is primary, with the
// first of them, and the number of deals.
func ExampleReader_Columns() {
	ctx, graph := given(staff()...)
	contacts := []record.Ref{luke, mia, noah}
	rows, err := graph.Columns(ctx, contacts,
		association.Column{To: record.Companies, First: 1}, association.Column{To: record.Deals})
	if err != nil {
		log.Fatal(err)
	}
	for i, row := range rows {
		companies, deals := row[0], row[1]
		fmt.Println(contacts[i].ID, companies.Count, companies.Primary.ID, len(companies.First), deals.Count)
	}
	// Output:
	// luke 2 diner 1 0
	// mia 2 bakery 1 0
	// noah 0  0 0
}

// Whom should Luke be associated with? Mia works at the diner too, and the host knows
// Noah by his email.
func ExampleReader_Recommend() {
	ctx, graph := given(staff()...)
	found, err := graph.Recommend(ctx, luke, record.Contacts, &recommend.Options{
		Candidates: []recommend.Candidate{{Record: noah, Score: 2}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range found.List {
		fmt.Println(r.Record, r.Shared, r.Score)
	}
	// Output:
	// contacts/noah 0 2
	// contacts/mia 1 0
}

// A walk over every link that was interrupted continues after a link.
func ExampleReader_CursorAfter() {
	ctx, graph := given(staff()...)
	link, _, err := graph.Linked(ctx, luke, inn)
	if err != nil {
		log.Fatal(err)
	}
	after, err := graph.CursorAfter(ctx, link, association.All())
	if err != nil {
		log.Fatal(err)
	}
	for link, err := range graph.Walk(ctx, record.Contacts, record.Companies, association.All(), after) {
		fmt.Println(link.To.ID, err)
	}
	// Output: diner <nil>
}

// Every link between contacts and companies, and again from the middle on.
func ExampleReader_Walk() {
	ctx, graph := given(staff()...)
	var last association.Link
	for link, err := range graph.Walk(ctx, record.Contacts, record.Companies, association.All(), association.Cursor{}) {
		if err != nil {
			log.Fatal(err)
		}
		if fmt.Println(link); link.From == mia {
			last = link
		}
	}
	middle, err := graph.CursorAfter(ctx, last, association.All())
	if err != nil {
		log.Fatal(err)
	}
	page, err := graph.WalkPage(ctx, record.Contacts, record.Companies, association.WalkQuery{After: middle})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(page.Links), "after the last of Mia's")
	// Output:
	// contacts/mia - companies/diner: Employer
	// contacts/mia - companies/bakery: Employer, primary
	// contacts/luke - companies/inn: Contractor
	// contacts/luke - companies/diner: Manager, Employer, primary
	// 2 after the last of Mia's
}
