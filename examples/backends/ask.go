package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// ask reads the graph. All answers in a View show the same moment.
func (v *visitor) ask(ctx context.Context) error {
	return v.graph.View(ctx, func(r association.Reader) error {
		for _, question := range []func(context.Context, association.Reader) error{
			v.askMembers, v.askCard, v.askWhy, v.askHistory,
		} {
			if err := question(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// askMembers asks for the members of the committee and their parts.
func (v *visitor) askMembers(ctx context.Context, r association.Reader) error {
	schema, err := r.Schema(ctx)
	if err != nil {
		return err
	}
	for _, l := range schema.Labels().Labels(record.Contacts, record.Companies) {
		var members []string
		for link, err := range r.Links(ctx, agriculture, record.Contacts, association.Labeled(l)) {
			if err != nil {
				return err
			}
			members = append(members, v.names[link.To])
		}
		if len(members) > 0 {
			v.say(l.Text, "%d: %s", len(members), strings.Join(members[:min(3, len(members))], ", "))
		}
	}
	return nil
}

// askCard asks for the first five committees of Boozman.
func (v *visitor) askCard(ctx context.Context, r association.Reader) error {
	card, err := r.Card(ctx, boozman, 5)
	if err != nil {
		return err
	}
	committees := card.Group(record.Companies)
	v.say(v.names[boozman], "%d committees", committees.Count)
	for _, link := range committees.Page.Links {
		mark := ""
		if link.Primary {
			mark = ", primary"
		}
		v.say("", "%s %v%s", v.names[link.To], link.Labels, mark)
	}
	return nil
}

// askWhy asks why Boozman's primary committee is the primary.
func (v *visitor) askWhy(ctx context.Context, r association.Reader) error {
	why, known, err := r.Why(ctx, boozman, record.Companies)
	if err != nil || !known {
		return err
	}
	v.say("why primary", "%s, by %s", why, why.Event.Source)
	return nil
}

// askHistory asks for the events between Boozman and that committee, newest first.
func (v *visitor) askHistory(ctx context.Context, r association.Reader) error {
	for event, err := range r.HistoryOf(ctx, boozman, rural) {
		if err != nil {
			return err
		}
		v.say("history", "%s", fmt.Sprint(event.Kinds(), ", by ", event.Source))
	}
	return nil
}
