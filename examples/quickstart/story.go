package main

import (
	"context"
	"errors"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A story is told in chapters. Each needs the chapters before it.
type story struct {
	*page
	graph   *association.Graph
	manager label.Label // defined in the first chapter
}

// associate defines two labels and links Luke with two companies. The first company becomes his
// primary company by itself.
func (s *story) associate(ctx context.Context) error {
	s.heading("Luke manages one company and works for another")
	manager, err := s.graph.Define(ctx, label.Single(record.Contacts, record.Companies, "Manager"))
	if err != nil {
		return err
	}
	contractor, err := s.graph.Define(ctx, label.Single(record.Contacts, record.Companies, "Contractor"))
	if err != nil {
		return err
	}
	s.manager = manager

	graph := s.graph.As(rosa) // a handle for Rosa's writes
	result, err := graph.Associate(ctx, luke, diner, manager)
	if err != nil {
		return err
	}
	s.result("with Corner Diner", result)
	if result, err = graph.Associate(ctx, luke, inn, contractor); err != nil {
		return err
	}
	s.result("with Harbour Inn", result)
	return s.links(ctx, luke, record.Companies)
}

// seeBothSides shows that both ends see the same link. A single label reads the same from both,
// a paired label has a word for each.
func (s *story) seeBothSides(ctx context.Context) error {
	s.heading("Labels, seen from both sides")
	boss, err := s.graph.Define(ctx, label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to"))
	if err != nil {
		return err
	}
	if _, err := s.graph.As(rosa).Associate(ctx, mia, luke, boss); err != nil {
		return err
	}
	for _, ends := range [][2]record.Ref{{luke, diner}, {diner, luke}, {mia, luke}, {luke, mia}} {
		link, _, err := s.graph.Linked(ctx, ends[0], ends[1])
		if err != nil {
			return err
		}
		s.row(names[link.From]+" sees", names[link.To], link.Labels[0].Text)
	}
	return nil
}

// movePrimary shows the effects of a move, and then makes exactly those happen.
func (s *story) movePrimary(ctx context.Context) error {
	s.heading("The primary company moves: the plan first, then the change")
	graph := s.graph.As(rosa)
	plan, err := graph.Plan(ctx, &association.SetPrimary{From: luke, To: inn})
	if err != nil {
		return err
	}
	for line := range strings.Lines(plan.String()) {
		s.say("   plan: %s", strings.TrimSpace(line))
	}

	// If another user had changed these links meanwhile, Apply would write nothing and return
	// an association.StaleError with the new plan.
	if _, err := graph.Apply(ctx, plan); err != nil {
		return err
	}
	return s.links(ctx, luke, record.Companies)
}

// leave removes the primary company. A contact with companies always has a primary, so with
// several left a user has to choose: the error lists them.
func (s *story) leave(ctx context.Context) error {
	s.heading("The primary company leaves: who is next?")
	if _, err := s.graph.As(fair).Associate(ctx, luke, bakery); err != nil {
		return err
	}
	graph := s.graph.As(rosa)
	_, err := graph.Dissociate(ctx, luke, inn)
	var choose *primary.ChooseError
	if !errors.As(err, &choose) {
		return err
	}
	for _, candidate := range choose.Candidates {
		s.say("   candidate: %s", names[record.New(choose.To, candidate.ID)])
	}
	result, err := graph.DissociateWithSuccessor(ctx, luke, inn, bakery)
	if err != nil {
		return err
	}
	s.result("from Harbour Inn", result)
	return s.links(ctx, luke, record.Companies)
}

// limit lets every company have one manager, and tries to add a second.
func (s *story) limit(ctx context.Context) error {
	s.heading("A company has one manager at most")
	err := s.graph.Edit(ctx, &schema.SetLimit{
		// The limit counts links as a company sees them, so it names that direction of the
		// label.
		Key: limits.Key{From: record.Companies, To: record.Contacts, Label: s.manager.Inverse},
		Max: 1,
	})
	if err != nil {
		return err
	}
	graph := s.graph.As(rosa)
	_, err = graph.Associate(ctx, mia, diner, s.manager)
	var full *limits.Error
	if !errors.As(err, &full) {
		return err
	}
	s.say("   Mia as a manager: refused, %s has %d of %d", names[full.Record], full.Have, full.Max)

	// Nothing was written. Without the label there is room.
	result, err := graph.Associate(ctx, mia, diner)
	if err != nil {
		return err
	}
	s.result("Mia without a label", result)
	return nil
}

// remember prints every change of Luke's companies, newest first.
func (s *story) remember(ctx context.Context) error {
	s.heading("Who changed what, and when")
	schema, err := s.graph.Schema(ctx)
	if err != nil {
		return err
	}
	for event, err := range s.graph.History(ctx, luke, record.Companies) {
		if err != nil {
			return err
		}
		s.event(event, schema.Labels())
	}
	return nil
}

// explain says why Luke's primary company is the primary.
func (s *story) explain(ctx context.Context) error {
	why, found, err := s.graph.Why(ctx, luke, record.Companies)
	if err != nil || !found {
		return err
	}
	s.heading("Why is " + names[why.Primary] + " the primary company?")
	s.say("   %s, by %s at %s", why, why.Event.Source, clockTime(why.Event.At))
	s.say("   if it left and nobody could be asked: %s", names[why.Next])
	return nil
}

// card ends the story with Luke's page: for every type the number of records, and the first
// five.
func (s *story) card(ctx context.Context) error {
	if _, err := s.graph.As(rosa).Associate(ctx, feast, luke); err != nil {
		return err
	}
	s.heading("The card of " + names[luke])
	card, err := s.graph.Card(ctx, luke, 5)
	if err != nil {
		return err
	}
	for _, group := range card.Groups {
		s.say("   %s (%d)", group.Type, group.Count)
		for _, link := range group.Page.Links {
			s.link(link)
		}
	}
	return nil
}
