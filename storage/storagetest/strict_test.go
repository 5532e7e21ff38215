package storagetest

import (
	"context"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// spoilt commits a lawful edit whose batch was changed just before Apply.
func spoilt(e edit, spoil func(b *storage.Batch)) func(storage.Storage) error {
	return func(s storage.Storage) error {
		ctx := context.Background()
		return s.Update(ctx, e.anchors(), func(tx storage.Tx) error {
			var b storage.Batch
			e.ask(&b)
			if err := tx.Read(ctx, &b); err != nil {
				return err
			}
			e.wish(&b, numbered(50))
			spoil(&b)
			return tx.Apply(ctx, &b)
		})
	}
}

// update runs fn in an Update of ann and acme.
func update(fn func(tx storage.Tx) error) func(storage.Storage) error {
	return func(s storage.Storage) error {
		return s.Update(context.Background(), []record.Ref{acme, ann}, fn)
	}
}

// A wrong is a mistake of an engine, with a word of Strict's error.
type wrong struct {
	run  func(storage.Storage) error
	says string
}

// wrongUses are of anchors, batches and transactions.
func wrongUses() map[string]wrong {
	ctx := context.Background()
	link := edit{links: []change{linked(ann, inn, 3, manager)}}
	var leaked storage.Tx
	return map[string]wrong{
		"anchors unsorted": {func(s storage.Storage) error {
			return s.Update(ctx, []record.Ref{ann, acme}, func(storage.Tx) error { return nil })
		}, "does not come before"},
		"anchors doubled": {func(s storage.Storage) error {
			return s.Update(ctx, []record.Ref{ann, ann}, func(storage.Tx) error { return nil })
		}, "does not come before"},
		"link outside the anchors": {update(func(tx storage.Tx) error {
			return link.in(ctx, tx, numbered(50))
		}), "not an anchor"},
		"life outside the anchors": {update(func(tx storage.Tx) error {
			e := edit{states: []stateChange{{bob, storage.RecordState{Status: storage.Deleted, At: 1}}}}
			return e.in(ctx, tx, numbered(50))
		}), "the life of contacts/2 is written, which is not an anchor"},
		"schema without the zero anchor": {update(func(tx storage.Tx) error {
			e := edit{document: []byte("x")}
			return e.in(ctx, tx, numbered(50))
		}), "without the zero Ref"},
		"key twice": {spoilt(link, func(b *storage.Batch) {
			b.Degrees = append(b.Degrees, b.Degrees[0])
		}), "is twice in a Batch"},
		"link turned round": {func(s storage.Storage) error {
			return s.Read(ctx, &storage.Batch{Links: []storage.Link{{A: ann, B: acme}}})
		}, "A does not come before B"},
		"batch of another transaction": {func(s storage.Storage) error {
			b := storage.Batch{Degrees: []storage.Degree{{Of: ann, To: record.Companies}}}
			read := update(func(tx storage.Tx) error { return tx.Read(ctx, &b) })
			if err := read(s); err != nil {
				return err
			}
			return read(s)
		}, "Reset or Rewind it first"},
		"batch that is spent": {update(func(tx storage.Tx) error {
			b := storage.Batch{Metadata: []storage.Metadata{{Key: "k"}}}
			if err := tx.Read(ctx, &b); err != nil {
				return err
			}
			if err := tx.Apply(ctx, &b); err != nil {
				return err
			}
			return tx.Read(ctx, &b)
		}), "Reset or Rewind it first"},
		"transaction after its end": {func(s storage.Storage) error {
			if err := s.Update(ctx, nil, func(tx storage.Tx) error { leaked = tx; return nil }); err != nil {
				return err
			}
			return leaked.Read(ctx, &storage.Batch{})
		}, "after its function returned"},
	}
}

// wrongRows are rows and events that do not agree with each other or with the stored rows.
func wrongRows() map[string]wrong {
	link := edit{links: []change{linked(ann, inn, 3, manager)}}
	return map[string]wrong{
		"link not read": {spoilt(link, func(b *storage.Batch) {
			b.Links = append(b.Links, storage.Link{A: acme, B: ann, Now: history.State{Created: 9}})
		}), "not both anchors"},
		"wrong Was of a link": {spoilt(link, func(b *storage.Batch) {
			b.Links[0].Was.Created = 8
		}), "is written over"},
		"wrong Was of a side": {spoilt(link, func(b *storage.Batch) { b.Degrees[0].Was.Count = 4 }), "is written over"},
		"wrong Was of a memo": {spoilt(edit{}, func(b *storage.Batch) {
			b.Metadata = append(b.Metadata, storage.Metadata{Key: "k", Was: "x"})
		}), "is written over"},
		"count not raised":   {spoilt(link, func(b *storage.Batch) { b.Degrees[0].Now = b.Degrees[0].Was }), "the links say"},
		"count raised twice": {spoilt(link, func(b *storage.Batch) { b.Degrees[0].Now.Count++ }), "the links say"},
		"count of a label": {spoilt(link, func(b *storage.Batch) {
			sideOf(b, ann, record.Companies, manager).Now.Count = 7
		}), "label USER_DEFINED/1, says"},
		"primary without its mark": {spoilt(link, func(b *storage.Batch) {
			sideOf(b, ann, record.Companies, label.TypeID{}).Now.Primary = inn.ID
		}), "the links say"},
		"two marks": {spoilt(edit{links: []change{linked(ann, inn, 3).asPrimary()}}, func(*storage.Batch) {}), "both marked as primary"},
		"one half without labels": {spoilt(link, func(b *storage.Batch) {
			b.Links[0].Now.Near.Labels = label.Set{}
		}), "on one half"},
		"removed link with a mark": {spoilt(edit{links: []change{unlinked(ann, acme)}}, func(b *storage.Batch) {
			b.Links[0].Now.Near.Primary = true
		}), "keeps labels or marks"},
		"no event":             {spoilt(link, func(b *storage.Batch) { b.Events = nil }), "its events lead to"},
		"event without change": {spoilt(link, func(b *storage.Batch) { b.Links[0].Now = b.Links[0].Was }), "its events lead to"},
		"two events": {spoilt(link, func(b *storage.Batch) {
			b.Events = append(b.Events, b.Events[0])
		}), "another event of the link"},
		"event of another state":   {spoilt(link, func(b *storage.Batch) { b.Events[0].Now.Created = 5 }), "its events lead to"},
		"event from another state": {spoilt(link, func(b *storage.Batch) { b.Events[0].Was.Created = 5 }), "begins at"},
		"event turned round":       {spoilt(link, func(b *storage.Batch) { b.Events[0] = b.Events[0].Flip() }), "A does not come before B"},
		"event too early":          {spoilt(link, func(b *storage.Batch) { b.Events[0].At = 1 }), "cannot have one before"},
		"event before the clock":   {spoilt(link, func(b *storage.Batch) { b.Clock = b.Events[0].At + 1 }), "before the Batch's clock"},
	}
}

// Each offence is told by name, fails the transaction, and is remembered.
func TestStrictTellsOffences(t *testing.T) {
	all := wrongUses()
	maps.Copy(all, wrongRows())
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			s := NewStrict(Reference())
			first := edit{links: []change{linked(ann, acme, 1).asPrimary()}, clock: 10}
			require.NoError(t, first.commit(t.Context(), s, numbered(1)))
			before, err := smallSet.readAll(t.Context(), s)
			require.NoError(t, err)
			require.NoError(t, s.Err())

			err = c.run(s)
			require.ErrorIs(t, err, ErrStrict)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, err, s.Err())

			after, err := smallSet.readAll(t.Context(), s)
			require.NoError(t, err)
			require.Equal(t, before, after, "nothing was written")
		})
	}
}

// An engine that starts over, pages on and appends rows that a page showed keeps the
// contract.
func TestStrictAllowsWhatEnginesDo(t *testing.T) {
	ctx, s := t.Context(), NewStrict(Reference())
	first := edit{links: []change{linked(ann, acme, 1).asPrimary(), linked(ann, inn, 1)}}
	require.NoError(t, first.commit(ctx, s, numbered(1)))
	var b storage.Batch
	calls := 0
	again := func(tx storage.Tx) error {
		calls++
		b.Rewind()
		if calls == 1 {
			b.Records = append(b.Records, storage.Record{Of: acme}, storage.Record{Of: ann}, storage.Record{Of: inn})
			for _, of := range []record.Ref{acme, inn} {
				b.Degrees = append(b.Degrees, storage.Degree{Of: of, To: record.Contacts})
			}
			b.Degrees = append(b.Degrees, storage.Degree{Of: ann, To: record.Companies})
			b.NeighborPages = append(b.NeighborPages, pageOf(ann, record.Companies, 1))
		}
		require.NoError(t, tx.Read(ctx, &b))
		if calls == 1 {
			return errOwn
		}
		b.NeighborPages = append(b.NeighborPages, pageAfter(b.NeighborPages[0], b.NeighborPages[0].Next))
		require.NoError(t, tx.Read(ctx, &b))
		removed := b.NeighborPages[1].Rows(&b)[0] // seen from ann
		b.Links = append(b.Links, storage.Link{A: inn, B: ann, Was: removed.State.Flip()})
		b.Degrees[1].Now.Count, b.Degrees[2].Now.Count = 0, 1
		b.Events = append(b.Events, history.Event{A: inn, B: ann, At: 9, Operation: numbered(2), Was: b.Links[0].Was})
		return tx.Apply(ctx, &b)
	}
	anchors := []record.Ref{acme, inn, ann}
	require.ErrorIs(t, s.Update(ctx, anchors, again), errOwn)
	require.NoError(t, s.Update(ctx, anchors, again))
	require.NoError(t, s.Err())
	require.False(t, s.Traits().Exclusive)
	require.NoError(t, Verify(ctx, s, smallSet.types(), mirrored))
}
