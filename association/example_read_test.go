package association_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// staff is two contacts of the diner, one of whom also works for the inn.
func staff() []association.Operation {
	return []association.Operation{
		&association.Associate{From: luke, To: diner, Labels: labels(manager, employer)},
		&association.Associate{From: luke, To: inn, Labels: labels(contractor)},
		&association.Associate{From: mia, To: bakery, Labels: labels(employer)},
		&association.Associate{From: mia, To: diner, Labels: labels(employer)},
	}
}

// Each end sees the link with its own words.
func ExampleReader_Linked() {
	ctx, graph := given(staff()...)
	for _, ends := range [][2]record.Ref{{luke, diner}, {diner, luke}} {
		link, linked, err := graph.Linked(ctx, ends[0], ends[1])
		fmt.Println(link.From, "sees", link.Labels, linked, err)
	}
	_, linked, err := graph.Linked(ctx, mia, inn)
	fmt.Println("mia and the inn:", linked, err)
	// Output:
	// contacts/luke sees [Manager Employer] true <nil>
	// companies/diner sees [Manager Employee] true <nil>
	// mia and the inn: false <nil>
}

// Links yields in the order of references, shorter ids first.
func ExampleReader_Links() {
	ctx, graph := given(staff()...)
	for link, err := range graph.Links(ctx, luke, record.Companies) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(link.To, link.Labels, link.Primary)
	}
	// Output:
	// companies/inn [Contractor] false
	// companies/diner [Manager Employer] true
}

// All is what Links yields without a scope too.
func ExampleAll() {
	ctx, graph := given(staff()...)
	for link, err := range graph.Links(ctx, diner, record.Contacts, association.All()) {
		fmt.Println(link.To, link.Labels, err)
	}
	// Output:
	// contacts/mia [Employee] <nil>
	// contacts/luke [Manager Employee] <nil>
}

// Whom to write to at the diner: its managers. Several labels mean any of them.
func ExampleLabeled() {
	ctx, graph := given(staff()...)
	for link, err := range graph.Links(ctx, diner, record.Contacts, association.Labeled(manager)) {
		fmt.Println(link.To, err)
	}
	// Output: contacts/luke <nil>
}

// A contact's primary company, as the one link of a scope.
func ExamplePrimary() {
	ctx, graph := given(staff()...)
	for link, err := range graph.Links(ctx, mia, record.Companies, association.Primary()) {
		fmt.Println(link.To, link.Labels, err)
	}
	// Output: companies/bakery [Employer] <nil>
}

// Of the diner's two contacts one has it as the primary company.
func ExamplePrimaryOf() {
	ctx, graph := given(staff()...)
	for link, err := range graph.Links(ctx, diner, record.Contacts, association.PrimaryOf()) {
		fmt.Println(link.To, err)
	}
	// Output: contacts/luke <nil>
}

// A client sends back the text of a cursor. A text for another question is refused.
func ExampleParseCursor() {
	ctx, graph := given(staff()...)
	first, err := graph.Page(ctx, diner, record.Contacts, association.Query{Max: 1, Order: storage.NewestFirst})
	if err != nil {
		log.Fatal(err)
	}
	sent := first.Next.String()
	after, err := association.ParseCursor(sent)
	if err != nil {
		log.Fatal(err)
	}
	_, err = graph.Page(ctx, diner, record.Contacts, association.Query{After: after, Order: storage.NewestFirst})
	fmt.Println(err)
	_, err = graph.Page(ctx, inn, record.Contacts, association.Query{After: after})
	fmt.Println(errors.Is(err, association.ErrCursor))
	_, err = association.ParseCursor("page 2")
	fmt.Println(err)
	// Output:
	// <nil>
	// true
	// cursor "page 2" is not the text of a cursor: begin with the first page
}

// A list that a person leafs through, one link on a page.
func ExampleReader_Page() {
	ctx, graph := given(staff()...)
	query := association.Query{Max: 1}
	for more := true; more; {
		page, err := graph.Page(ctx, diner, record.Contacts, query)
		if err != nil {
			log.Fatal(err)
		}
		for _, link := range page.Links {
			fmt.Println(link.To)
		}
		query.After = page.Next
		more = !query.After.IsZero()
	}
	// Output:
	// contacts/mia
	// contacts/luke
}

// A record that nobody ever associated has no primary; that is no error.
func ExampleReader_Primary() {
	ctx, graph := given(staff()...)
	for _, contact := range []record.Ref{luke, noah} {
		company, found, err := graph.Primary(ctx, contact, record.Companies)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.ID, found, company.ID)
	}
	// Output:
	// luke true diner
	// noah false
}

// Counting costs the same for two as for ten thousand.
func ExampleReader_Count() {
	ctx, graph := given(staff()...)
	count, err := graph.Count(ctx, diner, record.Contacts)
	fmt.Println(count, err)
	// Output: 2 <nil>
}

// What the page of a record shows: of every type how many, and the first few.
func ExampleReader_Card() {
	ctx, graph := given(append(staff(),
		&association.Associate{From: catering, To: luke},
	)...)
	card, err := graph.Card(ctx, luke, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, group := range card.Groups {
		first := group.Page.Links[0]
		fmt.Printf("%s (%d): %s %v, more: %t\n", group.Type, group.Count, first.To.ID, first.Labels, !group.Page.Next.IsZero())
	}
	fmt.Println("primary:", card.Group(record.Companies).Primary.ID)
	// Output:
	// companies (2): inn [Contractor], more: true
	// deals (1): catering [], more: false
	// primary: diner
}

// Count and links are of one moment, whatever others write in between.
func ExampleGraph_View() {
	ctx, graph := given(staff()...)
	err := graph.View(ctx, func(reader association.Reader) error {
		if _, err := graph.Associate(ctx, noah, diner); err != nil {
			return err
		}
		seen, err := reader.Count(ctx, diner, record.Contacts)
		fmt.Println("in the view:", seen)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	count, err := graph.Count(ctx, diner, record.Contacts)
	fmt.Println("now:", count, err)
	// Output:
	// in the view: 2
	// now: 3 <nil>
}
