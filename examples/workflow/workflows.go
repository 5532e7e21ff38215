package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

func (h *host) say(format string, values ...any) { fmt.Fprintf(h.w, format+"\n", values...) }

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

// invoice mails the billing contacts of some companies,
// and nobody twice. The condition is one criterion, for the list of all contacts and for
// the branch of a workflow that looks at one of them.
func (h *host) invoice(ctx context.Context) error {
	h.say("The invoice mail")
	companies := []record.Ref{mill, forge}
	err := each(h.graph.Targets(ctx, companies, record.Contacts, association.Labeled(billing)), func(contact record.Ref) {
		h.say("  to %s", names[contact])
	})
	if err != nil {
		return err
	}

	atCustomer := association.WorkflowCriterion(record.Companies, h.isCustomer)
	contacts := []record.Ref{ida, jon, kaya}
	is, err := h.graph.MeetsMany(ctx, contacts, atCustomer)
	if err != nil {
		return err
	}
	for i, contact := range contacts {
		if is[i] {
			h.say("  with thanks, as their primary company is a customer: %s", names[contact])
		}
	}
	thanked, err := h.graph.Meets(ctx, jon, atCustomer)
	if err == nil && !thanked {
		h.say("  not with thanks, although he works for a customer too: %s", names[jon])
	}
	return err
}

// isCustomer answers for many companies at once, as a database would.
func (h *host) isCustomer(_ context.Context, companies []record.Ref) ([]bool, error) {
	answers := make([]bool, len(companies))
	for i, company := range companies {
		answers[i] = h.lifecycle[company] == "customer"
	}
	return answers, nil
}

// sync passes the new lifecycle stage of a contact on to the primary company alone.
func (h *host) sync(ctx context.Context) error {
	h.say("\nJon becomes an opportunity")
	h.lifecycle[jon] = "opportunity"
	company, found, err := h.graph.LifecycleSync(ctx, jon)
	if err != nil || !found {
		return err
	}
	h.lifecycle[company] = h.lifecycle[jon]
	h.say("  so does %s; %s stays a %s", names[company], names[mill], h.lifecycle[mill])
	return nil
}

// won makes customers of all contacts and companies of a deal that is won.
func (h *host) won(ctx context.Context) error {
	h.say("\n%s is won", names[anvil])
	h.stage[anvil] = "won"
	return each(h.graph.ClosedWon(ctx, anvil), func(target record.Ref) {
		h.lifecycle[target] = "customer"
		h.say("  %s becomes a customer", names[target])
	})
}

// lost marks whom a lost deal concerns, but nobody who is a customer by another deal.
func (h *host) lost(ctx context.Context) error {
	h.say("\n%s is lost", names[cart])
	h.stage[cart] = "lost"
	return each(h.graph.ClosedLost(ctx, cart, h.isWon), func(target record.Ref) {
		h.lifecycle[target] = "lost"
		h.say("  %s is marked as lost: no other deal of theirs was won", names[target])
	})
}

// isWon answers for many deals at once.
func (h *host) isWon(_ context.Context, deals []record.Ref) ([]bool, error) {
	answers := make([]bool, len(deals))
	for i, deal := range deals {
		answers[i] = h.stage[deal] == "won"
	}
	return answers, nil
}
