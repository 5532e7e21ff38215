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
	wordContacts  = 8
	wordCompanies = 8
	wordsKept     = 3 // labels that are there at a time, about
)

// removedLabel has a player that defines labels and removes them, while the others put every
// label that they find on links. LabelsDefined: a link never carries a label that is not
// defined.
var removedLabel = contest{
	name: "removed label",
	found: func(ctx context.Context, graph *association.Graph) error {
		for k := range wordContacts {
			for n := range wordCompanies {
				if _, err := graph.Associate(ctx, contact(k+1), company(n+1)); err != nil {
					return err
				}
			}
		}
		return nil
	},
	turn: func(p *player) error {
		defined, err := p.Schema(p.ctx)
		if err != nil {
			return err
		}
		words := customLabels(defined)
		if p.number == 0 {
			return p.reword(words)
		}
		if len(words) == 0 {
			return nil
		}
		from, to, word := contact(1+p.IntN(wordContacts)), company(1+p.IntN(wordCompanies)), words[p.IntN(len(words))]
		if p.IntN(3) == 0 {
			_, err = p.RemoveLabels(p.ctx, from, to, word)
		} else {
			_, err = p.AddLabels(p.ctx, to, from, word)
		}
		return p.expect(err, schema.ErrRetired, label.ErrRemoved)
	},
	watch: func(ctx context.Context, from association.Reader) error {
		defined, err := from.Schema(ctx)
		if err != nil {
			return err
		}
		for n := range wordCompanies {
			all, err := links(ctx, from, company(n+1), record.Contacts)
			if err != nil {
				return err
			}
			for _, link := range all {
				for id := range link.Set().All() {
					l, known := defined.Labels().Lookup(id)
					if !known || l.Status == label.Removed {
						return fmt.Errorf("%s carries label %s, which is %s", link, id, l.Status)
					}
				}
			}
		}
		return nil
	},
}

// customLabels returns the account's own labels of contacts towards companies.
func customLabels(defined *schema.Schema) (own []label.Label) {
	for _, l := range defined.Labels().Labels(record.Contacts, record.Companies) {
		if l.ID.Category != label.HubSpotDefined {
			own = append(own, l)
		}
	}
	return own
}

// reword defines a label, or takes the oldest label from all its carriers and removes the
// label. The removal is refused if another player puts the label on a link first.
func (p *player) reword(words []label.Label) error {
	if len(words) < wordsKept {
		_, err := p.Define(p.ctx, label.Paired(record.Contacts, record.Companies, fmt.Sprint("Word ", p.turns), fmt.Sprint("Word of ", p.turns)))
		return p.expect(err)
	}
	for n := range wordCompanies {
		carriers, err := links(p.ctx, p.Reader, company(n+1), record.Contacts, association.Labeled(words[0]))
		if err != nil {
			return err
		}
		for _, link := range carriers {
			if _, err := p.RemoveLabels(p.ctx, link.From, link.To, words[0]); err != nil {
				return p.expect(err)
			}
		}
	}
	return p.expect(p.Edit(p.ctx, &schema.RemoveLabel{ID: words[0].ID}), schema.ErrInUse)
}
