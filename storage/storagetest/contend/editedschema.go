package contend

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

const (
	editDeals    = 3
	editContacts = 10
	editHigh     = 6 // the limit of a deal's contacts
	editLow      = 2 // the lowered limit
	editLooks    = 5 // how often the editor looks before the next edit
)

// editedSchema has a player that lowers and raises a limit and requires and releases a primary,
// while the others write. After a limit was lowered a count only falls until it is within the
// limit. After a rule became required no record with links is without a primary.
var editedSchema = contest{
	name: "edited schema",
	found: func(ctx context.Context, graph *association.Graph) error {
		return graph.Edit(ctx, limitDeals(editHigh))
	},
	turn: func(p *player) error {
		if p.number == 0 {
			return p.edit()
		}
		from, to := deal(1+p.IntN(editDeals)), contact(1+p.IntN(editContacts))
		var err error
		switch p.IntN(6) {
		case 0, 1, 2:
			_, err = p.Associate(p.ctx, from, to)
		case 3:
			_, err = p.SetPrimary(p.ctx, from, to)
		default:
			err = p.alone(to, from)
		}
		return p.expect(err, limits.ErrExceeded, record.ErrNotLinked, primary.ErrNoRule)
	},
	watch: func(ctx context.Context, from association.Reader) error {
		for n := range editDeals {
			if count, err := from.Count(ctx, deal(n+1), record.Contacts); err != nil {
				return err
			} else if count > editHigh {
				return fmt.Errorf("%s has %d contacts of %d", deal(n+1), count, editHigh)
			}
		}
		return nil
	},
	final: func(ctx context.Context, graph *association.Graph, _ tally) error {
		return graph.Edit(ctx, limitDeals(editHigh))
	},
}

func limitDeals(most int) schema.Edit {
	return &schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts}, Max: most}
}

// edit makes one of four edits in turn, and checks the consequences.
func (p *player) edit() error {
	switch p.turns % 4 {
	case 0:
		if err := p.Edit(p.ctx, limitDeals(editLow)); err != nil {
			return p.expect(err)
		}
		return p.expect(p.falling())
	case 1:
		return p.expect(p.Edit(p.ctx, limitDeals(editHigh)))
	case 2:
		rule := primary.Rule{From: record.Deals, To: record.Contacts, Required: true}
		if err := p.Edit(p.ctx, &schema.DeclareRule{Rule: rule}); err != nil {
			return p.expect(err)
		}
		return p.expect(p.required())
	}
	return p.expect(p.Edit(p.ctx, &schema.WithdrawRule{From: record.Deals, To: record.Contacts}), primary.ErrNoRule)
}

// falling looks at the counts under the lowered limit.
func (p *player) falling() error {
	most := [editDeals]int{}
	for look := range editLooks {
		for n := range most {
			count, err := p.Count(p.ctx, deal(n+1), record.Contacts)
			if err != nil {
				return err
			}
			if look > 0 && count > max(most[n], editLow) {
				return fmt.Errorf("%s went from %d to %d contacts, of %d", deal(n+1), most[n], count, editLow)
			}
			most[n] = count
		}
	}
	return nil
}

// required looks for a deal with contacts and no primary.
func (p *player) required() error {
	for range editLooks {
		if err := p.View(p.ctx, func(r association.Reader) error {
			for n := range editDeals {
				all, err := links(p.ctx, r, deal(n+1), record.Contacts)
				if err != nil {
					return err
				}
				is, _, err := r.Primary(p.ctx, deal(n+1), record.Contacts)
				if err != nil {
					return err
				}
				if err := marked(deal(n+1), all, is); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
