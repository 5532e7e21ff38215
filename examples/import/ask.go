package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// committee asks for the members of the first committee in the file, label by label.
func (s *story) committee(ctx context.Context) error {
	of := s.names.companies[0]
	s.title(s.names.of[of])
	for _, l := range s.labels {
		var members []string
		for link, err := range s.graph.Links(ctx, of, record.Contacts, association.Labeled(l)) {
			if err != nil {
				return err
			}
			members = append(members, s.names.of[link.To])
		}
		if len(members) > 0 {
			s.say("%-16s %2d  %s", l.Text, len(members), several(members, 4))
		}
	}
	n, err := s.graph.Count(ctx, of, record.Contacts)
	s.say("%-16s %2d", "all", n)
	return err
}

// several joins the first few of words.
func several(words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
}

// person asks for the card of the first person of the file.
func (s *story) person(ctx context.Context) error {
	const most = 8
	of := s.names.contacts[0]
	card, err := s.graph.Card(ctx, of, most)
	if err != nil {
		return err
	}
	s.title("The card of " + s.names.of[of])
	for _, group := range card.Groups {
		s.say("%d %s", group.Count, group.Type)
		for _, link := range group.Page.Links {
			var words []string
			for _, l := range link.Labels {
				words = append(words, l.Text)
			}
			mark := " "
			if link.Primary {
				mark = "*"
			}
			s.say("%s %-22s %s", mark, strings.Join(words, ", "), s.names.of[link.To])
		}
		if left := group.Count - len(group.Page.Links); left > 0 {
			s.say("  and %d more; the primary one is %s", left, s.names.of[group.Primary])
		}
	}
	return nil
}

// primary asks why the first committee of a person is the primary.
func (s *story) primary(ctx context.Context) error {
	of := s.names.contacts[0]
	why, known, err := s.graph.Why(ctx, of, record.Companies)
	if err != nil || !known {
		return err
	}
	s.title("Why it is the primary one")
	s.say("%s: %s", s.names.of[why.Primary], why)
	s.say("by %s, in the group %s", why.Event.Source, why.Event.Group)
	if !why.Next.IsZero() {
		s.say("if it went, %s would follow", s.names.of[why.Next])
	}
	return nil
}

// maxMembers is how many members a committee may have in this story.
const maxMembers = 80

// limit sets a limit and asks which committees are near it.
func (s *story) limit(ctx context.Context) error {
	key := limits.Key{From: record.Companies, To: record.Contacts}
	if err := s.graph.Edit(ctx, &schema.SetLimit{Key: key, Max: maxMembers}); err != nil {
		return err
	}
	s.title(fmt.Sprintf("Near a limit of %d members", maxMembers))
	report, err := s.graph.Report(ctx, association.ReportQuery{Keys: []limits.Key{key}})
	if err != nil {
		return err
	}
	for _, usage := range report.Rows {
		s.say("%d of %d  %s", usage.Have, usage.Max, s.names.of[usage.Record])
	}
	return nil
}
