package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// stories are told in order, on the same graph.
type stories struct {
	w     io.Writer
	graph *association.Graph
}

func (s *stories) say(format string, values ...any) { fmt.Fprintf(s.w, format+"\n", values...) }

// sale is a deal with a company and three contacts. Each contact has another part in the deal.
func (s *stories) sale(ctx context.Context) error {
	s.say("A sale")
	for _, contact := range []record.Ref{nora, paul, selma} {
		company := weaver
		if contact == selma {
			company = loom // she advises from outside
		}
		if _, err := s.graph.Associate(ctx, contact, company); err != nil {
			return err
		}
	}
	// The deal gets all its associations, or none.
	result, err := s.graph.AssociateAll(ctx, looms,
		association.Target{To: weaver},
		association.Target{To: nora, Labels: one(signer)},
		association.Target{To: paul, Labels: one(payer)},
		association.Target{To: selma, Labels: one(adviser)},
	)
	if err != nil {
		return err
	}
	s.say("  %q is sold to %s, its primary company.", names[looms], names[result.Promoted])
	for link, err := range s.graph.Links(ctx, looms, record.Contacts) {
		if err != nil {
			return err
		}
		s.say("  %s: %s", names[link.To], words(link))
	}

	// The visit is logged on Nora. Her primary company is associated by itself, and her latest
	// deal because the application gives that rule.
	logged, err := s.graph.AssociateActivity(ctx, visit, nora, association.ActivityRule{
		Activity: record.Meetings, To: record.Deals, Most: association.Latest,
	})
	if err != nil {
		return err
	}
	s.say("  %q with %s shows up with %s as well.", names[visit], names[nora], list(logged.Joined))
	return nil
}

// complaint is a ticket of two contacts, about a deal.
func (s *stories) complaint(ctx context.Context) error {
	s.say("\nA complaint")
	_, err := s.graph.AssociateAll(ctx, creaks,
		association.Target{To: paul, Labels: one(reports)},
		association.Target{To: nora, Labels: one(affected)},
		association.Target{To: looms},
	)
	if err != nil {
		return err
	}
	card, err := s.graph.Card(ctx, creaks, 5)
	if err != nil {
		return err
	}
	for _, group := range card.Groups {
		for _, link := range group.Page.Links {
			s.say("  %q and %s: %s", names[creaks], names[link.To], words(link))
		}
	}

	// Contacts of the same deal might know about the problem too.
	found, err := s.graph.Recommend(ctx, creaks, record.Contacts, nil)
	if err != nil {
		return err
	}
	for _, also := range found.List {
		s.say("  %s might know more: they have %d record in common.", names[also.Record], also.Shared)
	}
	return nil
}

// form is filled in by two contacts. The application makes a ticket for the companies where the
// contact decides, and thanks the other.
func (s *stories) form(ctx context.Context) error {
	s.say("\nA form is submitted")
	for _, company := range []record.Ref{weaver, loom} {
		if _, err := s.graph.Associate(ctx, nora, company, decides); err != nil {
			return err
		}
	}
	for _, contact := range []record.Ref{nora, paul} {
		var companies []record.Ref
		for company, err := range s.graph.Targets(ctx, []record.Ref{contact}, record.Companies, association.Labeled(decides)) {
			if err != nil {
				return err
			}
			companies = append(companies, company)
		}
		if len(companies) == 0 {
			s.say("  %s decides nowhere: a word of thanks.", names[contact])
			continue
		}
		targets := []association.Target{{To: contact, Labels: one(reports)}}
		for _, company := range companies {
			targets = append(targets, association.Target{To: company})
		}
		if _, err := s.graph.AssociateAll(ctx, advice, targets...); err != nil {
			return err
		}
		s.say("  %s decides at %s: the ticket %q is theirs.", names[contact], list(companies), names[advice])
	}
	return nil
}

// one returns a set of a single label.
func one(l label.Label) []label.Label { return []label.Label{l} }

// words returns the labels of a link, as the From record sees them.
func words(link association.Link) string {
	labels := link.Labels
	if len(labels) == 0 {
		return "no label"
	}
	texts := make([]string, len(labels))
	for i, l := range labels {
		texts[i] = l.Text
	}
	return strings.Join(texts, ", ")
}

// list returns the names of records, as in "Ann and Bob".
func list(refs []record.Ref) string {
	texts := make([]string, len(refs))
	for i, ref := range refs {
		texts[i] = names[ref]
	}
	if n := len(texts) - 1; n > 0 {
		return strings.Join(texts[:n], ", ") + " and " + texts[n]
	}
	return strings.Join(texts, "")
}
