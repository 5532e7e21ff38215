package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/association/presets"
	"github.com/relata-go/relata/record"
)

func (app *application) say(format string, values ...any) { fmt.Fprintf(app.w, format+"\n", values...) }

// each calls fn with every target of an action.
func each(targets iter.Seq2[record.Ref, error], fn func(record.Ref)) error {
	for target, err := range targets {
		if err != nil {
			return err
		}
		fn(target)
	}
	return nil
}

// invoice mails the billing contacts of some companies, each contact once. The same criterion
// serves the list of all contacts and the branch of a workflow that looks at a single contact.
func (app *application) invoice(ctx context.Context) error {
	app.say("The invoice mail")
	companies := []record.Ref{mill, forge}
	err := each(app.graph.Targets(ctx, companies, record.Contacts, association.Labeled(billing)), func(contact record.Ref) {
		app.say("  to %s", names[contact])
	})
	if err != nil {
		return err
	}

	atCustomer := presets.Workflow(record.Companies, app.isCustomer)
	contacts := []record.Ref{ida, jon, kaya}
	is, err := criteria.MeetsMany(ctx, app.graph, contacts, atCustomer)
	if err != nil {
		return err
	}
	for i, contact := range contacts {
		if is[i] {
			app.say("  with thanks, as their primary company is a customer: %s", names[contact])
		}
	}
	thanked, err := criteria.Meets(ctx, app.graph, jon, atCustomer)
	if err == nil && !thanked {
		app.say("  not with thanks, although he works for a customer too: %s", names[jon])
	}
	return err
}

// isCustomer answers for many companies at once, as a database would.
func (app *application) isCustomer(_ context.Context, companies []record.Ref) ([]bool, error) {
	answers := make([]bool, len(companies))
	for i, company := range companies {
		answers[i] = app.lifecycle[company] == "customer"
	}
	return answers, nil
}

// sync passes the new lifecycle stage of a contact on to the primary company alone.
func (app *application) sync(ctx context.Context) error {
	app.say("\nJon becomes an opportunity")
	app.lifecycle[jon] = "opportunity"
	company, found, err := presets.LifecycleSync(ctx, app.graph, jon)
	if err != nil || !found {
		return err
	}
	app.lifecycle[company] = app.lifecycle[jon]
	app.say("  so does %s; %s stays a %s", names[company], names[mill], app.lifecycle[mill])
	return nil
}

// won makes customers of all contacts and companies of a deal that is won.
func (app *application) won(ctx context.Context) error {
	app.say("\n%s is won", names[anvil])
	app.stage[anvil] = "won"
	return each(presets.ClosedWon(ctx, app.graph, anvil), func(target record.Ref) {
		app.lifecycle[target] = "customer"
		app.say("  %s becomes a customer", names[target])
	})
}

// lost marks the contacts and companies of a lost deal, except those that have another deal
// that was won.
func (app *application) lost(ctx context.Context) error {
	app.say("\n%s is lost", names[cart])
	app.stage[cart] = "lost"
	return each(presets.ClosedLost(ctx, app.graph, cart, app.isWon), func(target record.Ref) {
		app.lifecycle[target] = "lost"
		app.say("  %s is marked as lost: no other deal of theirs was won", names[target])
	})
}

// isWon answers for many deals at once.
func (app *application) isWon(_ context.Context, deals []record.Ref) ([]bool, error) {
	answers := make([]bool, len(deals))
	for i, deal := range deals {
		answers[i] = app.stage[deal] == "won"
	}
	return answers, nil
}
