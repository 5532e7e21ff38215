package associationtest_test

import (
	"context"
	"fmt"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/associationtest"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

var (
	luke  = record.New(record.Contacts, "1")
	diner = record.New(record.Companies, "10")
)

// The account as text, for golden files and for a look at a failure.
func ExampleText() {
	ctx := context.Background()
	graph, _ := association.Open(ctx, memory.New(), nil)
	_, _ = graph.Associate(ctx, luke, diner)
	_, _ = graph.Associate(ctx, luke, record.New(record.Companies, "11"))

	text, err := associationtest.Text(ctx, graph, nil)
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// companies/10
	//   contacts/1 - has it as primary
	// companies/11
	//   contacts/1
	// contacts/1
	//   companies/10 - primary
	//   companies/11
	// <nil>
}

// A seed is a value too.
func ExampleSeed() {
	ctx := context.Background()
	graph, _ := association.Open(ctx, memory.New(), nil)
	seed := associationtest.Seed{Links: []associationtest.SeedLink{
		{From: luke, To: record.New(record.Companies, "11")},
		{From: luke, To: diner, Primary: true},
	}}
	fmt.Println(seed.Apply(ctx, graph))
	primary, _, _ := graph.Primary(ctx, luke, record.Companies)
	fmt.Println(primary)
	// Output:
	// <nil>
	// companies/10
}

// The clock passes when the test says so.
func ExampleClock() {
	clock := new(associationtest.Clock)
	clock.Advance(36 * time.Hour)
	fmt.Println(clock.Now())
	clock.Set(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(clock.Now())
	// Output:
	// 2024-03-02 21:00:00 +0000 UTC
	// 2030-01-01 00:00:00 +0000 UTC
}
