package history_test

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// Three changes of one contact's companies, oldest first.
func ofLuke() (luke, diner, inn record.Ref, events []history.Event) {
	luke = record.New(record.Contacts, "1")
	diner, inn = record.New(record.Companies, "10"), record.New(record.Companies, "11")
	primary := history.State{Created: 100, Far: history.End{Primary: true}} // a contact is after a company
	return luke, diner, inn, []history.Event{
		{A: diner, B: luke, At: 100, Source: history.ByUser("7", "Rosa"), Now: primary},
		{A: inn, B: luke, At: 200, Source: history.By(history.Import), Now: history.State{Created: 200}},
		{A: diner, B: luke, At: 300, Source: history.By(history.API), Was: primary},
	}
}

func ExampleEvent_From() {
	luke, _, _, events := ofLuke()
	for _, e := range events {
		fmt.Println(e.From(luke))
	}
	// Output:
	// contacts/1 - companies/10: created, primary set
	// contacts/1 - companies/11: created
	// contacts/1 - companies/10: removed, primary cleared
}

func ExampleReplay() {
	luke, diner, inn, events := ofLuke()
	projection, err := history.Replay(slices.Values(events))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(diner, projection.Link(luke, diner).Linked())
	fmt.Println(inn, projection.Link(luke, inn).Linked())
	// Output:
	// companies/10 false
	// companies/11 true
}

func ExamplePanel() {
	luke, _, _, events := ofLuke()
	slices.Reverse(events) // newest first, as a record's events are read
	for _, row := range history.Panel(luke, slices.Values(events)) {
		fmt.Printf("%s: since %d by %s; last %s by %s; linked: %t\n",
			row.Other, row.First.At, row.First.Source, row.Last.Kinds, row.Last.Source, row.Linked)
	}
	// Output:
	// companies/10: since 100 by Rosa; last removed, primary cleared by API; linked: false
	// companies/11: since 200 by Import; last created by Import; linked: true
}
