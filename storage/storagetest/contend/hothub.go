package contend

import (
	"context"
	"errors"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

const (
	hubOwn   = 50 // contacts of each player
	hubBatch = 10
)

// hotHub is a company that every player writes to, each with contacts of its own. No other
// player touches those, so each player finds them unchanged. In the end CountsAreExact: the
// company has as many links as the players made, minus those that they removed.
var hotHub = contest{
	name:  "hot hub",
	found: func(context.Context, *association.Graph) error { return nil },
	turn: func(p *player) error {
		var ops []association.Operation
		n, first := 1, p.IntN(hubOwn)
		if p.IntN(4) == 0 {
			n = hubBatch
		}
		for k := range n {
			own := record.New(record.Contacts, record.ID(fmt.Sprintf("%d-%d", p.number, (first+k)%hubOwn)))
			if p.mine[own.String()] {
				ops = append(ops, &association.Dissociate{From: own, To: company(1), Unattended: true})
			} else {
				ops = append(ops, &association.Associate{From: company(1), To: own})
			}
		}
		if p.turns%2 == 0 {
			results, err := p.Do(p.ctx, ops...)
			for i, r := range results {
				if err == nil {
					err = p.took(ops[i], r.Outcome)
				}
			}
			return p.expect(err)
		}
		each, err := p.DoEach(p.ctx, ops...)
		for i, r := range each {
			if r.Err == nil {
				err = errors.Join(err, p.took(ops[i], r.Result.Outcome))
			}
		}
		return p.expect(err)
	},
	watch: func(ctx context.Context, from association.Reader) error {
		count, err := from.Count(ctx, company(1), record.Contacts)
		if err != nil {
			return err
		}
		all, err := links(ctx, from, company(1), record.Contacts)
		if err == nil && len(all) != count {
			err = fmt.Errorf("%s counts %d contacts and lists %d", company(1), count, len(all))
		}
		return err
	},
	final: func(ctx context.Context, graph *association.Graph, n tally) error {
		count, err := graph.Count(ctx, company(1), record.Contacts)
		if err == nil && count != n.Net {
			err = fmt.Errorf("%s has %d contacts, and its writers were told of %d", company(1), count, n.Net)
		}
		return err
	},
}

// took notes that a contact of the player's own was linked or unlinked.
func (p *player) took(op association.Operation, outcome association.Outcome) error {
	switch op := op.(type) {
	case *association.Associate:
		if outcome != association.Created {
			return fmt.Errorf("%s was not linked, and to link it was answered: %s", op.To, outcome)
		}
		p.mine[op.To.String()] = true
		p.Net++
	case *association.Dissociate:
		if outcome != association.Removed {
			return fmt.Errorf("%s was linked, and to unlink it was answered: %s", op.From, outcome)
		}
		delete(p.mine, op.From.String())
		p.Net--
	}
	return nil
}
