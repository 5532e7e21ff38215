package storagetest

import (
	"errors"
	"slices"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var aliasScenarios = []scenario{
	{"answers belong to the caller", answersBelongToTheCaller},
	{"wishes are not kept", wishesAreNotKept},
	{"concurrent reads", concurrentReads},
}

// overwrite puts rubbish into every row for which b's slices have room, as a caller that reuses
// its memory would.
func overwrite(b *storage.Batch) {
	rubbish := record.New("rubbish", "rubbish")
	state := history.State{Created: -1}
	fill(b.Records, storage.Record{Of: rubbish, Was: storage.RecordState{Status: 99}, Now: storage.RecordState{Status: 98}})
	fill(b.Operations, storage.Operation{ID: named("rubbish"), Now: storage.StoredResult{At: 99}})
	fill(b.Metadata, storage.Metadata{Key: "rubbish", Was: "rubbish", Now: "more"})
	fill(b.Degrees, storage.Degree{Of: rubbish, Now: storage.Summary{Count: 99}})
	fill(b.Links, storage.Link{A: rubbish, B: rubbish, Now: state})
	fill(b.NeighborPages, storage.NeighborPage{Of: rubbish, Max: -1})
	fill(b.Neighbors, storage.Neighbor{Of: "rubbish", ID: "rubbish", State: state})
	fill(b.DegreePages, storage.DegreePage{Of: rubbish, Max: -1})
	fill(b.DegreeRows, storage.DegreeRow{Of: "rubbish"})
	fill(b.EventPages, storage.EventPage{Of: rubbish, Max: -1})
	fill(b.EventRows, storage.Event{Event: history.Event{A: rubbish, At: 99}})
	fill(b.ExpiredPages, storage.ExpiredPage{Max: -1})
	fill(b.ExpiredRecords, storage.Record{Of: rubbish})
	fill(b.ExpiredOperations, storage.Operation{ID: named("rubbish")})
	fill(b.Events, history.Event{A: rubbish, B: rubbish, At: 99})
	fill(b.DropEvents, storage.Position{Epoch: 99})
	fill(b.Schema.Document, 'x')
	fill(b.Schema.Body, 'x')
}

func fill[R any](rows []R, with R) {
	rows = rows[:cap(rows)]
	for i := range rows {
		rows[i] = with
	}
}

// questions asks for a row of every family, with answers of every kind.
func questions() *storage.Batch {
	b := smallSet.byKey()
	b.NeighborPages = []storage.NeighborPage{
		pageOf(ann, record.Companies, 5), {Of: acme, To: record.Contacts, Order: storage.NewestFirst, Max: 5},
		pairOf(record.Contacts, record.Companies, 5),
	}
	b.DegreePages = []storage.DegreePage{{Of: ann}, {Of: record.Ref{Type: record.Contacts}, To: record.Companies, AtLeast: 1, Max: 5}}
	b.EventPages = []storage.EventPage{
		{Kind: storage.Feed, Max: 50}, {Kind: storage.OfRecord, Of: ann, Max: 50}, {Kind: storage.OfOperation, Operation: numbered(1), Max: 50},
	}
	return &b
}

// copyOf returns b's rows in memory of their own, to compare with later.
func copyOf(b *storage.Batch) storage.Batch {
	c := *b
	c.Records, c.Operations, c.Metadata = append([]storage.Record{}, b.Records...), append([]storage.Operation{}, b.Operations...), append([]storage.Metadata{}, b.Metadata...)
	c.Degrees, c.Links, c.NeighborPages = append([]storage.Degree{}, b.Degrees...), append([]storage.Link{}, b.Links...), append([]storage.NeighborPage{}, b.NeighborPages...)
	c.Neighbors, c.DegreePages, c.DegreeRows = append([]storage.Neighbor{}, b.Neighbors...), append([]storage.DegreePage{}, b.DegreePages...), append([]storage.DegreeRow{}, b.DegreeRows...)
	c.EventPages, c.EventRows = append([]storage.EventPage{}, b.EventPages...), append([]storage.Event{}, b.EventRows...)
	c.ExpiredPages, c.ExpiredRecords, c.ExpiredOperations = append([]storage.ExpiredPage{}, b.ExpiredPages...), append([]storage.Record{}, b.ExpiredRecords...), append([]storage.Operation{}, b.ExpiredOperations...)
	c.Events, c.DropEvents = nil, nil
	c.Schema.Document = append([]byte{}, b.Schema.Document...)
	return c
}

// A caller overwrites the answers that it got. That changes neither the stored rows nor the
// answers of another caller.
func answersBelongToTheCaller(t tester, s *env) {
	store := s.open()
	s.write(t, store, everything())
	first := s.read(t, store, questions())
	want := copyOf(first)
	second := s.read(t, store, questions())
	overwrite(second)
	require.Equal(t, want, copyOf(first), "another caller's answers were overwritten")
	require.NoError(t, store.View(s.ctx, func(r storage.Reader) error {
		for range 2 {
			b := s.read(t, r, questions())
			require.Equal(t, want, copyOf(b), "the stored rows were overwritten through an answer")
			overwrite(b)
		}
		return nil
	}))
	require.NoError(t, store.Update(s.ctx, allOf(smallSet), func(tx storage.Tx) error {
		for range 2 {
			b := s.read(t, tx, questions())
			require.Equal(t, want, copyOf(b), "in an Update")
			overwrite(b)
		}
		return nil
	}))
	require.Equal(t, want, copyOf(s.read(t, store, questions())))
}

// After Apply has returned, the caller overwrites the rows, and after Update has returned, the
// anchors. The rows are stored as they were when Apply was called.
func wishesAreNotKept(t tester, s *env) {
	store, model := s.open(), Reference()
	for i, e := range []edit{everything(), {links: []change{unlinked(ann, bob), linked(bob, acme, 5, friend)}, document: []byte("second")}} {
		operation := numbered(uint64(i + 1))
		require.NoError(t, e.commit(s.ctx, model, operation))
		anchors := e.anchors()
		err := store.Update(s.ctx, anchors, func(tx storage.Tx) error {
			var b storage.Batch
			mine := e
			mine.document = append([]byte(nil), e.document...)
			mine.ask(&b)
			if err := tx.Read(s.ctx, &b); err != nil {
				return err
			}
			mine.wish(&b, operation)
			if err := tx.Apply(s.ctx, &b); err != nil {
				return err
			}
			overwrite(&b)
			return nil
		})
		require.NoError(t, err)
		fill(anchors, record.New("rubbish", "rubbish"))
	}
	var positions []storage.Position
	rows, err := walkStream(s.ctx, store, storage.EventPage{Kind: storage.Feed, Max: 100})
	require.NoError(t, err)
	positions = append(positions, rows[0].Position)
	require.NoError(t, store.Update(s.ctx, nil, func(tx storage.Tx) error {
		b := storage.Batch{DropEvents: slices.Clone(positions)}
		if err := tx.Apply(s.ctx, &b); err != nil {
			return err
		}
		overwrite(&b)
		return nil
	}))
	want, got := mustReadAll(t, s, model), mustReadAll(t, s, store)
	require.Equal(t, want.Rows, got.Rows)
	require.Equal(t, want.Document, got.Document)
	require.Equal(t, want.Pages, got.Pages)
	left, err := walkStream(s.ctx, store, storage.EventPage{Kind: storage.Feed, Max: 100})
	require.NoError(t, err)
	require.Equal(t, rows[1:], left)
}

var errShared = errors.New("a Read shows what another caller has written into its own answers")

// Reads at the same time share no memory: each caller overwrites the answers at once. The race
// detector sees conflicts that the comparison misses.
func concurrentReads(t tester, s *env) {
	store := s.open()
	s.write(t, store, everything())
	want := copyOf(s.read(t, store, questions()))
	readers := make([]<-chan error, 4)
	for i := range readers {
		readers[i] = begin(func() error {
			for range 20 {
				b := questions()
				if err := store.Read(s.ctx, b); err != nil {
					return err
				}
				if got := copyOf(b); !assert.ObjectsAreEqual(want, got) {
					return errShared
				}
				overwrite(b)
			}
			return nil
		})
	}
	for _, done := range readers {
		require.NoError(t, await(t, done, "a reader"))
	}
}
