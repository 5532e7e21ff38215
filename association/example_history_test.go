package association_test

import (
	"context"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// told is a graph in which an import, a person and a job changed Luke's companies.
func told() (context.Context, *association.Graph) {
	ctx, graph := given()
	changes := []struct {
		hour int
		by   history.Source
		op   association.Operation
	}{
		{10, history.By(history.Import), &association.Associate{From: luke, To: diner}},
		{11, history.ByUser("7", "Rosa"), &association.Associate{From: luke, To: inn, Labels: labels(contractor)}},
		{12, history.ByUser("7", "Rosa"), &association.SetPrimary{From: luke, To: inn}},
		{13, history.By(history.Job), &association.Dissociate{From: luke, To: diner}},
	}
	for _, change := range changes {
		at(change.hour, 0)
		if _, err := graph.As(change.by).Do(ctx, change.op); err != nil {
			log.Fatal(err)
		}
	}
	return ctx, graph
}

// oclock prints the time of an event.
func oclock(at record.Time) string { return at.Time().Format("15:04") }

// Everything that a handle writes carries its source.
func ExampleGraph_As() {
	ctx, graph := given()
	rosa := graph.As(history.ByUser("7", "Rosa"))
	if _, err := rosa.Associate(ctx, luke, diner); err != nil {
		log.Fatal(err)
	}
	for event, err := range graph.HistoryOf(ctx, luke, diner) {
		fmt.Println(event.Source, err)
	}
	// Output: Rosa <nil>
}

// All that belongs to one import has its name.
func ExampleGraph_Grouped() {
	ctx, graph := given()
	name, err := history.NamedOperation("fair-2026.csv")
	if err != nil {
		log.Fatal(err)
	}
	fair := graph.As(history.By(history.Import)).Grouped(name)
	for _, contact := range []record.Ref{luke, mia} {
		if _, err := fair.Associate(ctx, contact, diner); err != nil {
			log.Fatal(err)
		}
	}
	for event, err := range graph.History(ctx, diner, record.Contacts) {
		fmt.Println(event.B, event.Source, event.Group, err)
	}
	// Output:
	// contacts/mia Import fair-2026.csv <nil>
	// contacts/luke Import fair-2026.csv <nil>
}

// Who changed what and when, newest first.
func ExampleReader_History() {
	ctx, graph := told()
	for event, err := range graph.History(ctx, luke, record.Companies) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(oclock(event.At), event.B.ID, event.Kinds(), "by", event.Source)
	}
	// Output:
	// 13:00 diner removed by Job
	// 12:00 inn primary set by Rosa
	// 12:00 diner primary cleared by Rosa
	// 11:00 inn created, labels added by Rosa
	// 10:00 diner created, primary set by Import
}

// What became of one association.
func ExampleReader_HistoryOf() {
	ctx, graph := told()
	for event, err := range graph.HistoryOf(ctx, luke, inn) {
		fmt.Println(oclock(event.At), event, err)
	}
	// Output:
	// 12:00 contacts/luke - companies/inn: primary set <nil>
	// 11:00 contacts/luke - companies/inn: created, labels added <nil>
}

// The history panel of a contact, with the names that the host knows.
func ExampleReader_Panel() {
	ctx, graph := told()
	names := func(_ context.Context, refs []record.Ref) ([]string, error) {
		known := map[record.Ref]string{inn: "Harbour Inn", diner: "Luke's Diner"}
		called := make([]string, len(refs))
		for i, ref := range refs {
			called[i] = known[ref]
		}
		return called, nil
	}
	rows, err := graph.Panel(ctx, luke, record.Companies, names)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range rows {
		fmt.Printf("%-12s since %s by %s, stands: %t\n", row.Name, oclock(row.First.At), row.First.Source, row.Linked)
	}
	// Output:
	// Harbour Inn  since 11:00 by Rosa, stands: true
	// Luke's Diner since 10:00 by Import, stands: false
}

// The newest change of a contact's companies, and the change before it.
func ExampleReader_HistoryPage() {
	ctx, graph := told()
	for q := (association.HistoryQuery{Max: 2}); ; {
		page, err := graph.HistoryPage(ctx, luke, record.Companies, q)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(page.Events), "events up to", oclock(page.Events[0].At))
		if q.After = page.Next; q.After.IsZero() {
			break
		}
	}
	// Output:
	// 2 events up to 13:00
	// 2 events up to 12:00
	// 1 events up to 10:00
}

// The newest event of one association.
func ExampleReader_HistoryOfPage() {
	ctx, graph := told()
	page, err := graph.HistoryOfPage(ctx, luke, inn, association.HistoryQuery{Max: 1})
	fmt.Println(page.Events[0].Kinds(), "more:", !page.Next.IsZero(), err)
	// Output: primary set more: true <nil>
}

// A history panel, one row on a page.
func ExampleReader_PanelPage() {
	ctx, graph := told()
	for q := (association.PanelQuery{Max: 1}); ; {
		page, err := graph.PanelPage(ctx, luke, record.Companies, q)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(page.Rows[0].Other.ID, page.Rows[0].Linked)
		if q.After = page.Next; q.After.IsZero() {
			break
		}
	}
	// Output:
	// inn true
	// diner false
}

// Why is the inn Luke's primary company?
func ExampleReader_Why() {
	ctx, graph := told()
	why, found, err := graph.Why(ctx, luke, record.Companies)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(why.Primary.ID, found)
	fmt.Println(why, "by", why.Event.Source, "at", oclock(why.Event.At))
	fmt.Println("somebody comes next:", !why.Next.IsZero())
	// Output:
	// inn true
	// set as primary company by Rosa at 12:00
	// somebody comes next: false
}
