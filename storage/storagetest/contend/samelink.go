package contend

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

const (
	linkContacts = 2
	linkLabels   = 40 // players in all that have a label of their own
)

func ownLabel(player int) string { return fmt.Sprint("Label ", player%linkLabels) }

// sameLink is a race of writers that each put a label of their own on the same link and take it
// off again. No other writer touches that label, so a writer that finds the label changed has
// seen a lost update. TwoWay holds at any moment.
var sameLink = contest{
	name: "same link",
	found: func(ctx context.Context, graph *association.Graph) error {
		edits := []schema.Edit{&schema.SetMaxLabels{Max: linkLabels}}
		for k := range linkLabels {
			d := label.Paired(record.Contacts, record.Contacts, ownLabel(k), ownLabel(k)+" of")
			edits = append(edits, &schema.DefineLabel{Definition: d})
		}
		if err := graph.Edit(ctx, edits...); err != nil {
			return err
		}
		for k := range linkContacts {
			if _, err := graph.Associate(ctx, contact(1), contact(k+2)); err != nil {
				return err
			}
		}
		return nil
	},
	turn: func(p *player) error {
		from, to := contact(1), contact(2+p.IntN(linkContacts))
		own, place := ownLabel(p.number), to.String()
		link, linked, err := p.Linked(p.ctx, from, to)
		if err != nil {
			return err
		}
		if has := carries(link, own); !linked || has != p.mine[place] {
			return fmt.Errorf("player %d left label %q on %s - %s: %v, and finds it: %v", p.number, own, from, to, p.mine[place], has)
		}
		if p.mine[place] {
			_, err = p.RemoveLabels(p.ctx, to, from, labeled(own+" of")...)
		} else {
			_, err = p.AddLabels(p.ctx, from, to, labeled(own)...)
		}
		if err == nil {
			p.mine[place] = !p.mine[place]
		}
		return p.expect(err)
	},
	watch: func(ctx context.Context, from association.Reader) error {
		schema, err := from.Schema(ctx)
		if err != nil {
			return err
		}
		for k := range linkContacts {
			there, err := links(ctx, from, contact(1), record.Contacts)
			if err != nil {
				return err
			}
			back, linked, err := from.Linked(ctx, contact(k+2), contact(1))
			if err != nil {
				return err
			}
			if !linked || len(there) != linkContacts || schema.Labels().Mirror(there[k].Set()) != back.Set() {
				return fmt.Errorf("%s sees labels %s, which do not mirror %v", contact(k+2), back.Set(), there)
			}
		}
		return nil
	},
}

// carries reports whether a link has a label of that text.
func carries(link association.Link, text string) bool {
	for _, l := range link.Labels {
		if l.Text == text {
			return true
		}
	}
	return false
}
