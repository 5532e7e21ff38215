package association_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A paired label has a word for each end. What Define returns serves both.
func ExampleGraph_Define() {
	ctx, graph := given()
	boss, err := graph.Define(ctx, label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to"))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := graph.Associate(ctx, luke, mia, boss); err != nil {
		log.Fatal(err)
	}
	for _, contact := range []record.Ref{luke, mia} {
		for link, err := range graph.Links(ctx, contact, record.Contacts) {
			fmt.Println("on the card of", contact.ID+":", link.To.ID, link.Labels, err)
		}
	}
	// Output:
	// on the card of luke: mia [Boss] <nil>
	// on the card of mia: luke [Reports to] <nil>
}

// A type of the host's own, what it is associated with, and a label between them: one
// new version of the schema.
func ExampleGraph_Edit() {
	ctx, graph := given()
	sponsor := &schema.DefineLabel{Definition: label.Single("events", record.Companies, "Sponsor")}
	err := graph.Edit(ctx,
		&schema.DefineType{Type: "events"},
		&schema.DefinePair{From: "events", To: record.Companies},
		sponsor,
	)
	if err != nil {
		log.Fatal(err)
	}
	fair := record.New("events", "fair")
	result, err := graph.Associate(ctx, fair, bakery, sponsor.Defined)
	fmt.Println(result, err)
	// Output: created; companies/bakery becomes primary <nil>
}

// What an account has, built in and defined, and how its primaries come about.
func ExampleReader_Schema() {
	ctx, graph := given()
	defined, err := graph.Schema(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(defined.Labels().Labels(record.Companies, record.Contacts))
	fmt.Println(defined.Limits().Max(record.Companies, record.Contacts))
	rule, _ := defined.Primary().Rule(record.Contacts, record.Companies)
	fmt.Println(rule)
	// Output:
	// [Billing contact Manager Contractor Employee]
	// 10000
	// contacts -> companies: required, first becomes primary, ask
}

// A label that links carry is not removed.
func ExampleGraph_Edit_removeLabel() {
	ctx, graph := given(&association.Associate{From: luke, To: diner, Labels: labels(manager)})
	defined, err := graph.Schema(ctx)
	if err != nil {
		log.Fatal(err)
	}
	found, err := defined.Labels().Resolve(record.Contacts, record.Companies, manager)
	if err != nil {
		log.Fatal(err)
	}

	err = graph.Edit(ctx, &schema.RemoveLabel{ID: found.ID})
	var used *schema.InUseError
	if errors.As(err, &used) {
		fmt.Println(used.Label, "is in use:", used.Links)
	}
	// Output: Manager is in use: 1
}

// The word changes on every link; the label stays the same.
func ExampleGraph_Edit_renameLabel() {
	ctx, graph := given()
	chef, err := graph.Define(ctx, label.Single(record.Contacts, record.Companies, "Chef"))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := graph.Associate(ctx, luke, diner, chef); err != nil {
		log.Fatal(err)
	}
	if err := graph.Edit(ctx, &schema.RenameLabel{ID: chef.ID, Text: "Head chef"}); err != nil {
		log.Fatal(err)
	}
	link, _, err := graph.Linked(ctx, luke, diner)
	fmt.Println(link.Labels, err)
	// Output: [Head chef] <nil>
}

// One chef for each company, any number of other contacts.
func ExampleGraph_Edit_setLimit() {
	ctx, graph := given()
	chef, err := graph.Define(ctx, label.Single(record.Contacts, record.Companies, "Chef"))
	if err != nil {
		log.Fatal(err)
	}
	err = graph.Edit(ctx, &schema.SetLimit{
		Key: limits.Key{From: record.Companies, To: record.Contacts, Label: chef.Inverse}, Max: 1,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, contact := range []record.Ref{luke, mia} {
		_, err := graph.Associate(ctx, contact, diner, chef)
		fmt.Println(contact.ID, errors.Is(err, limits.ErrExceeded))
	}
	// Output:
	// luke false
	// mia true
}

// Deals get a primary contact: the first one, unless somebody says otherwise.
func ExampleGraph_Edit_declareRule() {
	ctx, graph := given()
	err := graph.Edit(ctx, &schema.DeclareRule{
		Rule: primary.Rule{From: record.Deals, To: record.Contacts},
	})
	if err != nil {
		log.Fatal(err)
	}
	result, err := graph.Associate(ctx, catering, mia)
	fmt.Println(result, err)
	// Output: created; contacts/mia becomes primary <nil>
}
