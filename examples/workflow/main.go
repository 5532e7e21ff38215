// Command workflow runs four automations of a CRM over one graph: an e-mail to the billing
// contacts of some companies, a lifecycle stage that goes to the primary company, and the
// actions after a deal is won or lost.
//
//	go run ./examples/workflow
//
// The graph yields the records that an action is for. The application has the properties of
// records, such as the stage of a deal. Here they are in two maps, and the graph asks about
// them through a predicate, for many records at once. The automations are in workflows.go.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "workflow:", err)
		os.Exit(1)
	}
}

// The application's records.
var (
	ida  = record.New(record.Contacts, "ida")
	jon  = record.New(record.Contacts, "jon")
	kaya = record.New(record.Contacts, "kaya")

	mill  = record.New(record.Companies, "mill")
	forge = record.New(record.Companies, "forge")

	oven  = record.New(record.Deals, "oven")
	anvil = record.New(record.Deals, "anvil")
	cart  = record.New(record.Deals, "cart")
)

// names is the application's own table of names.
var names = map[record.Ref]string{
	ida: "Ida Holm", jon: "Jon Perez", kaya: "Kaya Brook",
	mill: "River Mill", forge: "Old Forge",
	oven: "Stone oven", anvil: "Anvil order", cart: "Handcart",
}

// An application has the properties of records, which the graph does not know.
type application struct {
	w         io.Writer
	graph     *association.Graph
	stage     map[record.Ref]string // of deals
	lifecycle map[record.Ref]string // of contacts and companies
}

// billing is a label that every account has, in both directions.
var billing = label.Named("Billing contact")

// run prints to w the actions of the workflows.
func run(ctx context.Context, w io.Writer) error {
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		return err
	}
	app := &application{
		w: w, graph: graph,
		stage:     map[record.Ref]string{oven: "won", anvil: "open", cart: "open"},
		lifecycle: map[record.Ref]string{mill: "customer", forge: "lead"},
	}
	_, err = graph.Do(ctx,
		&association.Associate{From: ida, To: mill, Labels: []label.Label{billing}},
		&association.Associate{From: jon, To: forge},
		&association.Associate{From: jon, To: mill},
		&association.Associate{From: kaya, To: forge, Labels: []label.Label{billing}},
		&association.AssociateAll{From: oven, Targets: []association.Target{{To: ida}, {To: mill}}},
		&association.AssociateAll{From: anvil, Targets: []association.Target{{To: kaya}, {To: forge}}},
		&association.AssociateAll{From: cart, Targets: []association.Target{{To: ida}, {To: jon}, {To: mill}, {To: forge}}},
	)
	if err != nil {
		return err
	}
	for _, workflow := range []func(context.Context) error{app.invoice, app.sync, app.won, app.lost} {
		if err := workflow(ctx); err != nil {
			return err
		}
	}
	return nil
}
