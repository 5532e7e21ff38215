package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Card is what a record's page shows of its associations: one group for each type
// that it is associated with, by type.
type Card struct {
	Record record.Ref // the survivor, if the record was merged away
	Groups []Group
}

// A Group is a record's associations with one type: how many, which is primary, and the
// first of them in Ref order.
type Group struct {
	Type    record.Type
	Count   int
	Primary record.Ref // zero: none
	Page    Page
}

// Group returns the group of type t, empty when the record has nothing of it.
func (c Card) Group(t record.Type) Group {
	for _, g := range c.Groups {
		if g.Type == t {
			return g
		}
	}
	return Group{Type: t}
}

// Card returns a record's associations of all types, at most links of each; 0 stands
// for 100.
func (r Reader) Card(ctx context.Context, of record.Ref, links int) (Card, error) {
	cards, err := r.CardMany(ctx, []record.Ref{of}, links)
	if err != nil {
		return Card{}, err
	}
	return cards[0], nil
}

// CardMany returns the card of each record. It reads them all at once.
func (r Reader) CardMany(ctx context.Context, of []record.Ref, links int) ([]Card, error) {
	cards := make([]Card, len(of))
	err := r.ask(ctx, func(a *ask) error {
		refs := append([]record.Ref(nil), of...)
		for _, ref := range refs {
			if err := ref.Validate(); err != nil {
				return err
			}
		}
		q, _, err := a.resolved(ctx, "", "", Query{Max: links})
		if err != nil {
			return err
		}
		return a.following(refs, func() error { return a.cards(ctx, refs, q, cards) })
	})
	return cards, err
}

// cards asks for the counts of every record and, since they are not known yet, for a
// page of every type that its type can be associated with.
func (a *ask) cards(ctx context.Context, of []record.Ref, q Query, cards []Card) error {
	types := a.schema.Labels().Types()
	asked := make(map[batch.DegreeKey]int)
	for _, ref := range of {
		a.DegreePages = append(a.DegreePages, storage.DegreePage{Of: ref})
		for _, t := range types {
			if a.schema.Labels().CheckPair(ref.Type, t) == nil {
				asked[batch.DegreeKey{Of: ref, To: t}] = len(a.NeighborPages)
				a.question(ref, t, q, nil)
			}
		}
	}
	if err := a.read(ctx); err != nil {
		return err
	}
	for i, ref := range of {
		cards[i] = Card{Record: ref}
		for _, tally := range a.DegreePages[i].Rows(&a.Batch.Batch) {
			page, known := asked[batch.DegreeKey{Of: ref, To: tally.To}]
			if !known || !tally.Label.IsZero() || tally.Summary.Count == 0 {
				continue
			}
			g := Group{Type: tally.To, Count: tally.Summary.Count, Page: a.page(page, page+1, ref, tally.To, q.Max)}
			if tally.Summary.Primary != "" {
				g.Primary = record.New(tally.To, tally.Summary.Primary)
			}
			cards[i].Groups = append(cards[i].Groups, g)
		}
	}
	return nil
}
