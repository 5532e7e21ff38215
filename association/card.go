package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Card is what a record's page shows of its associations: one group for each type
// that it is associated with, by type.
type Card struct {
	Record record.Ref `json:"record,omitzero"` // the survivor, if the record was merged away
	Groups []Group    `json:"groups,omitzero"`
}

// A Group is a record's associations with one type: how many, which is primary, and the
// first of them in Ref order.
type Group struct {
	Type    record.Type `json:"type,omitzero"`
	Count   int         `json:"count,omitzero"`
	Primary record.Ref  `json:"primary,omitzero"` // zero: none
	// Page has the first links. Its Next continues with a [Query] about the card's Record. In
	// a card of a [PastReader] Next is zero, and Count says whether there were more.
	Page Page `json:"page,omitzero"`
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

// Card returns a record's associations of all types, at most links of each; 0 means
// 100.
func (r Reader) Card(ctx context.Context, of record.Ref, links int) (_ Card, err error) {
	ctx, call := r.observe.begin(ctx, "card")
	defer call.end(&err)
	cards, err := r.CardMany(ctx, []record.Ref{of}, links)
	if err != nil {
		return Card{}, err
	}
	return cards[0], nil
}

// CardMany returns the card of each record. It reads them all at once.
func (r Reader) CardMany(ctx context.Context, of []record.Ref, links int) (_ []Card, err error) {
	ctx, call := r.observe.begin(ctx, "card many")
	defer call.end(&err)
	cards := make([]Card, len(of))
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		refs := append([]record.Ref(nil), of...)
		for _, ref := range refs {
			if err := ref.Validate(); err != nil {
				return err
			}
		}
		q, err := Query{Max: links}.checked()
		if err != nil {
			return err
		}
		return ask.Following(refs, func() error { return r.readCards(ctx, ask, refs, q, cards) })
	})
	return cards, err
}

// readCards reads the counts of every record and, since they are not known yet, a page of
// every type that its type can be associated with.
func (r Reader) readCards(ctx context.Context, ask *question.Question, of []record.Ref, q Query, cards []Card) error {
	types := ask.Schema.Labels().Types()
	type asking struct {
		boundQuery
		at int // of its page of storage
	}
	asked := make(map[batch.DegreeKey]asking)
	for _, ref := range of {
		ask.Batch.DegreePages = append(ask.Batch.DegreePages, storage.DegreePage{Of: ref})
		for _, t := range types {
			if ask.Schema.Labels().CheckPair(ref.Type, t) == nil {
				bound, err := q.bind(ctx, r.questions, ask, asksLinks, ref, t, Cursor{})
				if err != nil {
					return err
				}
				asked[batch.DegreeKey{Of: ref, To: t}] = asking{bound, len(ask.Batch.NeighborPages)}
				bound.askFor(ask, ref, t)
			}
		}
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	for i, ref := range of {
		cards[i] = Card{Record: ref}
		for _, tally := range ask.Batch.DegreePages[i].Rows(&ask.Batch.Batch) {
			a, known := asked[batch.DegreeKey{Of: ref, To: tally.To}]
			if !known || !tally.Label.IsZero() || tally.Summary.Count == 0 {
				continue
			}
			g := Group{Type: tally.To, Count: tally.Summary.Count}
			var err error
			if g.Page, err = a.page(ctx, r.questions, ask, span{a.at, a.at + 1}, ref, tally.To); err != nil {
				return err
			}
			if tally.Summary.Primary != "" {
				g.Primary = record.New(tally.To, tally.Summary.Primary)
			}
			cards[i].Groups = append(cards[i].Groups, g)
		}
	}
	return nil
}
