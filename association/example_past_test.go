package association_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// hour returns a time of the day on which Luke's companies changed.
func hour(h int) int64 { return time.Date(2026, time.March, 2, h, 30, 0, 0, time.UTC).UnixNano() }

// Where was Luke at half past eleven?
func ExampleReader_AsOf() {
	ctx, graph := told()
	links, err := graph.AsOf(ctx, luke, record.Companies, hour(11))
	if err != nil {
		log.Fatal(err)
	}
	for _, link := range links {
		fmt.Println(link)
	}
	// Output:
	// contacts/luke - companies/inn: Contractor
	// contacts/luke - companies/diner: primary
}

// One association, at two times.
func ExampleReader_LinkedAsOf() {
	ctx, graph := told()
	for _, at := range []int64{hour(12), hour(13)} {
		_, linked, err := graph.LinkedAsOf(ctx, luke, diner, at)
		fmt.Println(linked, err)
	}
	// Output:
	// true <nil>
	// false <nil>
}

// A record that was merged away stood before.
func ExampleReader_LifeAsOf() {
	ctx, graph := told()
	at(14, 0)
	if _, err := graph.MergeRecords(ctx, inn, diner); err != nil {
		log.Fatal(err)
	}
	for _, at := range []int64{hour(13), hour(14)} {
		life, err := graph.LifeAsOf(ctx, diner, at)
		fmt.Println(life.Status == storage.Merged, life.Into.ID, err)
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
	changed, err := graph.DifferenceOfAll(ctx, association.Token{}, hour(12), hour(13))
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
		token, err := association.ParseToken(kept)
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

// A token that a host kept, and a text that is none.
func ExampleParseToken() {
	token, err := association.ParseToken("0.0.7")
	fmt.Println(token, err)
	_, err = association.ParseToken("page 2")
	fmt.Println(err)
	// Output:
	// 0.0.7 <nil>
	// "page 2" is no token of this feed: begin anew
}

// History is kept for a duration: what is older goes, but for what is needed.
func ExampleGraph_TrimHistory() {
	ctx, graph := told()
	forgotten, err := graph.TrimHistory(ctx, hour(13)-int64(30*time.Minute))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(forgotten, "events are gone")
	_, err = graph.AsOf(ctx, luke, record.Companies, hour(11))
	var old *association.TooOldError
	if errors.As(err, &old) {
		fmt.Println("history begins at", oclock(old.Horizon))
	}
	// Output:
	// 2 events are gone
	// history begins at 13:00
}

// How far back may users ask?
func ExampleReader_RetainedSince() {
	ctx, graph := told()
	since, err := graph.RetainedSince(ctx)
	fmt.Println(since, err)
	// Output: 0 <nil>
}
