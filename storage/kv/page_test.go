package kv_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Lists that would have to look at many rows for a few end early, go on where they
// stopped, and find all.
func TestLongListsComeInShortPages(t *testing.T) {
	const contacts, every = 15_000, 7_000
	db := open(t, newEngine())
	b := &storage.Batch{}
	for i := range contacts {
		of := record.New(record.Contacts, record.ID(fmt.Sprint(i)))
		state := history.State{Created: record.Time(contacts - i)}
		degree := storage.Summary{Count: 1}
		if i%every == every-1 {
			state.Near.Labels, state.Far.Labels, degree.Count = label.SetOf(friend), label.SetOf(friend), 5
		}
		b.Links = append(b.Links, storage.Link{A: acme, B: of, Now: state})
		b.Degrees = append(b.Degrees, storage.Degree{Of: of, To: record.Companies, Now: degree}, storage.Degree{Of: of, To: record.Deals, Now: degree})
	}
	require.NoError(t, db.Update(t.Context(), nil, func(tx storage.Tx) error { return tx.Apply(t.Context(), b) }))
	want := []record.ID{"6999", "13999"}

	var found []record.ID
	page, pages := storage.NeighborPage{Of: record.Ref{Type: record.Contacts}, To: record.Companies, Label: friend, Max: 1}, 0
	for more := true; more; pages++ {
		b := &storage.Batch{NeighborPages: []storage.NeighborPage{page}}
		require.NoError(t, db.Read(t.Context(), b))
		for _, n := range b.Neighbors {
			require.Equal(t, acme.ID, n.ID)
			found = append(found, n.Of)
		}
		more, page.After = b.NeighborPages[0].More, b.NeighborPages[0].Next
	}
	require.Equal(t, want, found)
	require.Greater(t, pages, 3)

	found, pages = nil, 0
	degrees := storage.DegreePage{Of: record.Ref{Type: record.Contacts}, To: record.Deals, AtLeast: 2, Max: 1}
	for more := true; more; pages++ {
		b := &storage.Batch{DegreePages: []storage.DegreePage{degrees}}
		require.NoError(t, db.Read(t.Context(), b))
		for _, row := range b.DegreeRows {
			found = append(found, row.Of)
		}
		more, degrees.After = b.DegreePages[0].More, b.DegreePages[0].Next
	}
	require.Equal(t, want, found)
	require.Greater(t, pages, 5)

	// By age a page keeps few of a hub's links at a time.
	b = &storage.Batch{NeighborPages: []storage.NeighborPage{
		{Of: acme, To: record.Contacts, Order: storage.OldestFirst, Max: 2},
		{Of: acme, To: record.Contacts, Order: storage.NewestFirst, After: storage.Cursor{Created: 2, ID: "14998"}, Max: 2},
	}}
	require.NoError(t, db.Read(t.Context(), b))
	require.Equal(t, []record.ID{"14999", "14998"}, []record.ID{b.Neighbors[0].ID, b.Neighbors[1].ID})
	require.True(t, b.NeighborPages[0].More)
	require.Equal(t, "14999", string(b.Neighbors[2].ID))
	require.False(t, b.NeighborPages[1].More)
}

// A page inside an Update merges what is not written with what is, also far into
// either.
func TestPagesOverManyChanges(t *testing.T) {
	db := open(t, newEngine())
	link := func(i int, created record.Time) storage.Link {
		return storage.Link{A: acme, B: record.New(record.Contacts, record.ID(fmt.Sprint(10_000+i))), Now: history.State{Created: created}}
	}
	var first, second storage.Batch
	for i := range 500 {
		if i%3 != 0 {
			first.Links = append(first.Links, link(i, 1))
		}
		switch {
		case i%5 == 0:
			second.Links = append(second.Links, link(i, 2))
		case i%7 == 0:
			gone := link(i, 0)
			gone.Was.Created = 1
			second.Links = append(second.Links, gone)
		}
	}
	want := map[record.ID]int64{}
	for _, l := range append(first.Links[:len(first.Links):len(first.Links)], second.Links...) {
		if want[l.B.ID] = int64(l.Now.Created); !l.Now.Linked() {
			delete(want, l.B.ID)
		}
	}
	check := func(from storage.Reader, most int) {
		got, last := map[record.ID]int64{}, record.ID("")
		p := storage.NeighborPage{Of: acme, To: record.Contacts, Max: most}
		for more := true; more; {
			b := &storage.Batch{NeighborPages: []storage.NeighborPage{p}}
			require.NoError(t, from.Read(t.Context(), b))
			for _, n := range b.Neighbors {
				require.Negative(t, record.CompareIDs(last, n.ID))
				last = n.ID
				got[n.ID] = int64(n.State.Created)
			}
			more, p.After = b.NeighborPages[0].More, b.NeighborPages[0].Next
		}
		require.Equal(t, want, got)
	}
	require.NoError(t, db.Update(t.Context(), nil, func(tx storage.Tx) error { return tx.Apply(t.Context(), &first) }))
	require.NoError(t, db.Update(t.Context(), nil, func(tx storage.Tx) error {
		require.NoError(t, tx.Apply(t.Context(), &second))
		check(tx, 37)
		check(tx, 400)
		return nil
	}))
	check(db, 400)
}
