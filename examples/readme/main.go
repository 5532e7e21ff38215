// Program readme is the program of the repository's README.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func main() {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	check(err)
	luke := record.New(record.Contacts, "1")
	diner, inn := record.New(record.Companies, "10"), record.New(record.Companies, "11")
	manager, err := graph.Define(ctx, label.Single(record.Contacts, record.Companies, "Manager"))
	check(err)

	_, err = graph.Associate(ctx, luke, diner, manager) // the first company becomes primary
	check(err)
	_, err = graph.Associate(ctx, luke, inn)
	check(err)
	plan, err := graph.Plan(ctx, &association.SetPrimary{From: luke, To: inn})
	check(err)
	fmt.Print(plan)
	_, err = graph.Apply(ctx, plan)
	check(err)
	for link, err := range graph.Links(ctx, luke, record.Companies) {
		check(err)
		fmt.Println(link)
	}
	why, _, err := graph.Why(ctx, luke, record.Companies)
	check(err)
	fmt.Println(why.Primary, "is primary:", why)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
