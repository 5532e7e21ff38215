package storagetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A minimal store uses every freedom that the contract gives: pages of a whole pair look at a
// single link at a time, More is set if it is uncertain, Newest is answered only where it
// matters, and every function runs a second time.
type minimal struct{ *broken }

func newMinimal() minimal {
	s := &broken{reference: Reference().(*reference)}
	s.answer = func(t *tables, b *storage.Batch, u storage.Unread) {
		for i := range u.NeighborPages {
			p := &u.NeighborPages[i]
			if p.Of.ID == "" {
				oneAtATime(t, b, p)
			} else if p.Count == p.Max {
				p.More = true
			}
		}
		for i := range u.Records {
			if r := &u.Records[i]; r.Newest < b.Clock {
				r.Newest = 0
			}
		}
	}
	return minimal{s}
}

// oneAtATime answers p with the next link of the pair, or with no row if p does not want that
// link.
func oneAtATime(t *tables, b *storage.Batch, p *storage.NeighborPage) {
	all := *p
	all.Label, all.PrimaryOf, all.Max = labelID{}, false, 1
	referenceReader{t, t.last}.page(b, &all)
	p.Start, p.Count, p.More, p.Next = all.Start, all.Count, all.More, all.Next
	if p.Count > 0 && !wanted(p, all.Rows(b)[0]) {
		p.Count = 0
	}
}

// Update runs fn on rows that are thrown away, and then again.
func (s minimal) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	return s.reference.Update(ctx, anchors, func(tx storage.Tx) error {
		work := tx.(referenceTx)
		lost := referenceTx{referenceReader{work.clone(), work.fed}}
		if err := fn(brokenTx{lost, s.broken}); err != nil {
			return err
		}
		return fn(brokenTx{work, s.broken})
	})
}

// The suite demands nothing that the contract does not.
func TestMinimalStorePasses(t *testing.T) {
	checks := map[Promise]int{Model: 20, Law: 2, Rule: 2}
	for _, p := range promises {
		if p.promise != Accounts && p.promise != Durable { // a minimal store has no accounts, and no place from which to reopen
			require.Empty(t, offence(t, p.promise, func() *env {
				return &env{checks: checks[p.promise], opens: func() storage.Storage { return newMinimal() }}
			}), p.promise)
		}
	}
}
