package association_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// hour returns a time of the day on which Luke's companies changed.
func hour(h int) time.Time { return time.Date(2026, time.March, 2, h, 30, 0, 0, time.UTC) }

// Where was Luke at half past eleven?
func ExampleReader_AsOf() {
	ctx, graph := told()
	for link, err := range graph.AsOf(hour(11)).Links(ctx, luke, record.Companies) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(link)
	}
	// Output:
	// contacts/luke - companies/inn: Contractor
	// contacts/luke - companies/diner: primary
}

// One page for the present and for the past: it takes the reads that it needs.
func ExamplePastReader() {
	type reads interface {
		Count(ctx context.Context, of record.Ref, to record.Type) (int, error)
		Primary(ctx context.Context, of record.Ref, to record.Type) (record.Ref, bool, error)
	}
	show := func(ctx context.Context, when string, r reads) {
		n, err := r.Count(ctx, luke, record.Companies)
		if err != nil {
			log.Fatal(err)
		}
		primary, _, err := r.Primary(ctx, luke, record.Companies)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(when, n, "companies, the primary is", primary.ID)
	}
	ctx, graph := told()
	show(ctx, "then:", graph.AsOf(hour(11)))
	show(ctx, "now:", graph)
	// Output:
	// then: 2 companies, the primary is diner
	// now: 1 companies, the primary is inn
}

// One association, at two times.
func ExamplePastReader_Linked() {
	ctx, graph := told()
	for _, at := range []time.Time{hour(12), hour(13)} {
		_, linked, err := graph.AsOf(at).Linked(ctx, luke, diner)
		fmt.Println(linked, err)
	}
	// Output:
	// true <nil>
	// false <nil>
}

// A record that was merged away was alive before.
func ExamplePastReader_State() {
	ctx, graph := told()
	at(14, 0)
	if _, err := graph.MergeRecords(ctx, inn, diner); err != nil {
		log.Fatal(err)
	}
	for _, at := range []time.Time{hour(13), hour(14)} {
		state, err := graph.AsOf(at).State(ctx, diner)
		fmt.Println(state.Status == storage.Merged, state.Into.ID, err)
	}
	// Output:
	// false  <nil>
	// true inn <nil>
}

// What changed between half past ten and half past twelve.
func ExampleReader_Difference() {
	ctx, graph := told()
	changed, err := graph.Difference(ctx, luke, record.Companies, hour(10), hour(12))
	if err != nil {
		log.Fatal(err)
	}
	for _, event := range changed {
		fmt.Println(event, "by", event.Source)
	}
	// Output:
	// contacts/luke - companies/inn: created, labels added, primary set by Rosa
	// contacts/luke - companies/diner: primary cleared by Rosa
}

// The same for the whole account.
func ExampleReader_DifferenceOfAll() {
	ctx, graph := told()
	changed, err := graph.DifferenceOfAll(ctx, feed.Token{}, hour(12), hour(13))
	for _, event := range changed {
		fmt.Println(event, err)
	}
	// Output: companies/diner - contacts/luke: removed <nil>
}

// A host follows the account: it keeps the token with what it made of the events.
func ExampleReader_Feed() {
	ctx, graph := told()
	kept := ""
	for more := true; more; {
		token, err := feed.ParseToken(kept)
		if err != nil {
			log.Fatal(err)
		}
		page, err := graph.Feed(ctx, token, 3)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(page.Events), "events, more:", page.More)
		kept, more = page.Token.String(), page.More
	}
	// Output:
	// 3 events, more: true
	// 2 events, more: false
}

// The card of a record as of a time, and the cells of an index.
func ExamplePastReader_Card() {
	ctx, graph := told()
	then := graph.AsOf(hour(11))
	card, err := then.Card(ctx, luke, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, group := range card.Groups {
		fmt.Println(group.Type, group.Count, group.Primary.ID, group.Page.Links, group.Count > len(group.Page.Links))
	}
	rows, err := then.Columns(ctx, []record.Ref{luke, mia}, association.Column{To: record.Companies})
	fmt.Println(rows[0][0].Count, rows[1][0].Count, err)
	// Output:
	// companies 2 diner [contacts/luke - companies/inn: Contractor] true
	// 2 0 <nil>
}

// Is the record alive?
func ExampleReader_State() {
	ctx, graph := told()
	if _, err := graph.DeleteRecord(ctx, inn); err != nil {
		log.Fatal(err)
	}
	state, err := graph.State(ctx, inn)
	fmt.Println(state.Status == storage.Deleted, err)
	// Output: true <nil>
}

// History is kept for a duration: what is older goes, but for what is needed.
func ExampleGraph_TrimHistory() {
	ctx, graph := told()
	forgotten, err := graph.TrimHistory(ctx, hour(13).Add(-30*time.Minute))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(forgotten, "events are gone")
	_, err = graph.AsOf(hour(11)).Count(ctx, luke, record.Companies)
	var old *retention.TooOldError
	if errors.As(err, &old) {
		fmt.Println("history begins at", oclock(old.Since))
	}
	// Output:
	// 2 events are gone
	// history begins at 13:00
}

// How far back may users ask?
func ExampleReader_RetainedSince() {
	ctx, graph := told()
	since, err := graph.RetainedSince(ctx)
	fmt.Println(since.IsZero(), err)
	// Output: true <nil>
}
