package storagetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var atomicScenarios = []scenario{
	{"rows of every family", rowsOfEveryFamily},
	{"several applies", severalApplies},
	{"unchanged rows", unchangedRowsAreNotWritten},
	{"failed updates", failedUpdatesLeaveNothing},
	{"ended context", endedContextWritesNothing},
	{"errors unchanged", errorsComeBackUnchanged},
	{"many rows", manyRowsAtOnce},
}

// everything is an edit that writes a row of every family.
func everything() edit {
	return edit{
		links:    []change{linked(ann, acme, 4, manager).asPrimary(), linked(ann, bob, 4, friend)},
		states:   []stateChange{{inn, storage.RecordState{Status: storage.Merged, Into: acme.ID, At: 4, Expires: 9, Operation: named("x")}}},
		metadata: []metadataChange{{"a", "one"}, {"b", "\x01 \xf0\x9f\x98\x80"}},
		name:     "first",
		document: []byte("{}"),
	}
}

// mustReadAll asks everything about the small dataset.
func mustReadAll(t tester, s *env, from storage.Reader) answers {
	t.Helper()
	a, err := smallSet.readAll(s.ctx, from)
	require.NoError(t, err)
	return a
}

// Rows of every family are written. They exist inside the transaction at once, and outside
// after the commit. A row that became the zero value no longer exists.
func rowsOfEveryFamily(t tester, s *env) {
	store, model := s.open(), Reference()
	edits := []edit{
		everything(),
		{
			links:    []change{unlinked(ann, bob), linked(acme, ann, 4, reports, other)},
			states:   []stateChange{{inn, storage.RecordState{Status: 200, At: 1, Expires: 3}}}, // a state of times to come
			metadata: []metadataChange{{"a", "two"}, {"b", ""}}, document: []byte{0, 255}, also: []record.Ref{acme},
		},
		{links: []change{unlinked(ann, acme)}, states: []stateChange{{inn, storage.RecordState{}}}, metadata: []metadataChange{{"a", ""}}},
	}
	for i, e := range edits {
		operation := s.operation()
		require.NoError(t, e.commit(s.ctx, model, operation))
		want := mustReadAll(t, s, model)
		err := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
			if err := e.in(s.ctx, tx, operation); err != nil {
				return err
			}
			got := mustReadAll(t, s, tx)
			require.Equal(t, want.Rows, got.Rows, "inside, edit %d", i)
			require.Equal(t, want.Pages, got.Pages, "inside, edit %d", i)
			require.Equal(t, want.Degrees, got.Degrees, "inside, edit %d", i)
			require.Equal(t, want.Version, got.Version, "inside, edit %d", i)
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, want, mustReadAll(t, s, store), "edit %d", i)
	}
}

// Each Apply of an Update sees the rows of the Apply before, and all are committed together.
func severalApplies(t tester, s *env) {
	store := s.open()
	const steps = 5
	anchors := []record.Ref{company(1), company(2), company(3), company(4), company(5), ann}
	err := store.Update(s.ctx, anchors, func(tx storage.Tx) error {
		for i := 1; i <= steps; i++ {
			e := edit{links: []change{linked(ann, company(i), 8)}, clock: record.Time(i)}
			if err := e.in(s.ctx, tx, s.operation()); err != nil {
				return err
			}
			b := s.read(t, tx, &storage.Batch{Degrees: []storage.Degree{{Of: ann, To: record.Companies}}})
			require.Equal(t, i, b.Degrees[0].Was.Count)
		}
		return nil
	})
	require.NoError(t, err)
	b := s.read(t, store, &storage.Batch{
		Degrees: []storage.Degree{{Of: ann, To: record.Companies}}, NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, 10)},
	})
	require.Equal(t, steps, b.Degrees[0].Was.Count)
	require.Equal(t, steps, b.NeighborPages[0].Count)
}

// A row whose Now equals its Was changes nothing, even if another batch of the transaction has
// written the row before.
func unchangedRowsAreNotWritten(t tester, s *env) {
	store, e := s.open(), everything()
	s.write(t, store, edit{metadata: []metadataChange{{"a", "before"}}})
	err := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		var stale storage.Batch
		e.ask(&stale)
		stale.Metadata = append(stale.Metadata, storage.Metadata{Key: "c"})
		s.read(t, tx, &stale)
		if err := e.in(s.ctx, tx, s.operation()); err != nil {
			return err
		}
		stale.Metadata[len(stale.Metadata)-1].Now = "changed"
		return tx.Apply(s.ctx, &stale)
	})
	require.NoError(t, err)
	b := everything()
	var now storage.Batch
	b.ask(&now)
	now.Metadata = append(now.Metadata, storage.Metadata{Key: "c"})
	s.read(t, store, &now)
	require.Equal(t, "changed", now.Metadata[2].Was)
	require.Equal(t, "one", now.Metadata[0].Was)
	require.True(t, now.Links[0].Was.Linked())
	require.Equal(t, 1, sideOf(&now, ann, record.Companies, counted[0]).Was.Count)
	require.Equal(t, storage.Merged, recordOf(&now, inn).Was.Status)
	require.NotZero(t, now.Operations[0].Was.At)
	require.Equal(t, uint64(1), now.Schema.Version)
}

var errOwn = errors.New("the function's own error")

// brokenOff are the ways in which fn does not return nil.
var brokenOff = map[string]func() error{
	"error":  func() error { return errOwn },
	"Goexit": func() error { runtime.Goexit(); return nil },
	"panic": func() error {
		var none []error
		return none[len(none)] // out of range, which panics
	},
}

// An Update that fails leaves nothing, however it fails, and the next Update finds the store as
// usable as before.
func failedUpdatesLeaveNothing(t tester, s *env) {
	for name, end := range brokenOff {
		store := s.open()
		s.link(t, store, linked(ann, acme, 1, manager), linked(bob, inn, 2))
		want := mustReadAll(t, s, store)
		done := begin(func() error {
			defer func() { _ = recover() }()
			return store.Update(s.ctx, allOf(smallSet), func(tx storage.Tx) error {
				undo := edit{links: []change{unlinked(ann, acme), unlinked(bob, inn)}}
				if err := undo.in(s.ctx, tx, numbered(90)); err != nil {
					return err
				}
				again := everything()
				if err := again.in(s.ctx, tx, numbered(91)); err != nil {
					return err
				}
				return end()
			})
		})
		if err := await(t, done, "an Update that ends with "+name); name == "error" {
			require.ErrorIs(t, err, errOwn)
		}
		require.Equal(t, want, mustReadAll(t, s, store), name)
		next := everything()
		done = begin(func() error { return next.commit(s.ctx, store, s.operation()) })
		require.NoError(t, await(t, done, "the Update after one that ended with "+name))
	}
}

// allOf returns the anchors of everything there is, the Schema included.
func allOf(w dataset) []record.Ref { return append([]record.Ref{{}}, w.records...) }

// When the context ends before the commit is sent, nothing is written and the error
// says so.
func endedContextWritesNothing(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	want := mustReadAll(t, s, store)
	for name, inside := range map[string]bool{"before": false, "inside": true} {
		ctx, cancel := context.WithCancel(s.ctx)
		if !inside {
			cancel()
		}
		e := everything()
		e.links = e.links[1:]
		err := store.Update(ctx, e.anchors(), func(tx storage.Tx) error {
			if err := e.in(s.ctx, tx, numbered(90)); err != nil {
				return err
			}
			cancel()
			return nil
		})
		cancel()
		require.ErrorIs(t, err, context.Canceled, name)
		require.Equal(t, want, mustReadAll(t, s, store), name)
	}
}

// Update returns the error of fn unchanged, without wrapping.
func errorsComeBackUnchanged(t tester, s *env) {
	store := s.open()
	e := everything()
	own := fmt.Errorf("wrapped by the caller: %w", errOwn)
	calls := 0
	got := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		calls++
		if err := e.in(s.ctx, tx, s.operation()); err != nil {
			return err
		}
		return own
	})
	require.True(t, got == own, "Update returned %v", got)
	require.Equal(t, 1, calls, "an error of fn's own is no reason to call it again")
	got = store.View(s.ctx, func(r storage.Reader) error { return own })
	require.True(t, got == own, "View returned %v", got)
}

// enoughRows is how many changed rows every backend takes in a single commit.
const enoughRows = 50_000

// A commit takes as many rows as the contract promises, or as few as the backend declares.
func manyRowsAtOnce(t tester, s *env) {
	store, rows := s.open(), enoughRows
	if s.rows > 0 {
		rows = min(rows, s.rows)
	}
	var e edit
	for i := range rows {
		e.metadata = append(e.metadata, metadataChange{fmt.Sprintf("many/%05d", i), "kept"})
	}
	s.write(t, store, e)
	last := fmt.Sprintf("many/%05d", rows-1)
	b := s.read(t, store, &storage.Batch{Metadata: []storage.Metadata{{Key: "many/00000"}, {Key: last}}})
	require.Equal(t, []string{"kept", "kept"}, []string{b.Metadata[0].Was, b.Metadata[1].Was})
}
