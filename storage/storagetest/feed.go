package storagetest

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var feedScenarios = []scenario{
	{"every event once", feedHasEveryEventOnce},
	{"own events", feedHidesOwnEvents},
	{"future positions", futurePositions},
	{"forgotten events", forgottenEvents},
	{"rolled back events", rolledBackEvents},
	{"under way", feedMissesNothing},
}

// feed returns the whole feed, page by page.
func feed(t tester, s *env, from storage.Reader, most int) []storage.Event {
	t.Helper()
	rows, err := walkStream(s.ctx, from, storage.EventPage{Kind: storage.Feed, Max: most})
	require.NoError(t, err)
	return rows
}

// newestPosition returns the place of the last event in the feed.
func newestPosition(t tester, s *env, from storage.Reader) storage.Position {
	t.Helper()
	rows := feed(t, s, from, 100)
	require.NotEmpty(t, rows)
	return rows[len(rows)-1].Position
}

// The feed has every event once, in the form and in the order of the writes, at growing
// positions. From each position a reader resumes with the next event.
func feedHasEveryEventOnce(t tester, s *env) {
	store := s.open()
	source := history.By(history.Import).WithUser("u1", "Ann O'Hara").WithRequest("r1")
	var want []history.Event
	for n := 1; n <= 9; n++ {
		e := edit{links: []change{linked(ann, company(n), record.Time(n), manager), linked(bob, company(n), record.Time(n))}}
		operation := s.operation()
		var written []history.Event
		require.NoError(t, store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
			var b storage.Batch
			e.ask(&b)
			s.read(t, tx, &b)
			e.wish(&b, operation)
			for i := range b.Events {
				b.Events[i].Source, b.Events[i].Group = source, named("an import")
				b.Events[i].Causes = history.Causes{Near: primary.FirstLinked, Far: primary.Demoted}
			}
			written = slices.Clone(b.Events)
			return tx.Apply(s.ctx, &b)
		}))
		want = append(want, written...)
	}
	all := feed(t, s, store, storage.MaxPage)
	require.Equal(t, want, eventsOf(all))
	require.True(t, slices.IsSortedFunc(all, func(a, b storage.Event) int {
		return 2*storage.ComparePositions(a.Position, b.Position) + 1 // equal positions are not sorted
	}), "positions grow")
	for _, most := range []int{1, 2, 7, len(all)} {
		require.Equal(t, all, feed(t, s, store, most), "%d a page", most)
	}
	for i, e := range all {
		b := s.read(t, store, &storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, After: e.Position, Max: 2}}})
		require.Equal(t, all[i+1:min(i+3, len(all))], append([]storage.Event{}, b.EventPages[0].Rows(b)...), "after event %d", i)
		require.Equal(t, i+3 < len(all), b.EventPages[0].More, "after event %d", i)
	}
}

// Inside an Update the feed does not show the transaction's own events, while the
// other event pages do.
func feedHidesOwnEvents(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	e := edit{links: []change{linked(ann, inn, 2)}}
	err := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		operation := s.operation()
		if err := e.in(s.ctx, tx, operation); err != nil {
			return err
		}
		b := s.read(t, tx, &storage.Batch{EventPages: []storage.EventPage{
			{Kind: storage.Feed, Max: 5}, {Kind: storage.OfRecord, Of: ann, Max: 5},
			{Kind: storage.OfPair, Of: inn, With: ann, Max: 5}, {Kind: storage.OfOperation, Operation: operation, Max: 5},
		}, Records: []storage.Record{{Of: inn}}})
		require.Equal(t, []int{1, 2, 1, 1}, counts(b))
		require.Equal(t, inn, b.EventPages[1].Rows(b)[0].A, "newest first")
		require.NotZero(t, b.Records[0].Newest)
		return nil
	})
	require.NoError(t, err)
	require.Len(t, feed(t, s, store, 5), 2)
}

// counts returns the number of rows of each of b's event pages.
func counts(b *storage.Batch) (n []int) {
	for i := range b.EventPages {
		n = append(n, b.EventPages[i].Count)
	}
	return n
}

// A position that the store has never given is refused, in every stream.
func futurePositions(t tester, s *env) {
	store := s.open()
	refused := func(after storage.Position) {
		for _, stream := range []storage.EventPage{
			{Kind: storage.Feed}, {Kind: storage.OfRecord, Of: ann}, {Kind: storage.OfGroup, Operation: numbered(1)},
		} {
			stream.After, stream.Max = after, 5
			err := store.Read(s.ctx, &storage.Batch{EventPages: []storage.EventPage{stream}})
			require.ErrorIs(t, err, storage.ErrPosition, "kind %d after %q", stream.Kind, after)
		}
	}
	refused(storage.Position{Sequence: 1})
	refused(storage.Position{Epoch: 1 << 40})
	s.link(t, store, linked(ann, acme, 1))
	newest := newestPosition(t, s, store)
	for _, later := range []storage.Position{{Sequence: 1}, {Transaction: 1}, {Epoch: 1}} {
		refused(storage.Position{
			Epoch: newest.Epoch + later.Epoch, Transaction: newest.Transaction + later.Transaction,
			Sequence: newest.Sequence + later.Sequence,
		})
	}
	b := s.read(t, store, &storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, After: newest, Max: 1}}})
	require.Zero(t, b.EventPages[0].Count, "the newest position itself has no event after it yet")
	read, err := storage.ParsePosition(newest.String())
	require.NoError(t, err)
	require.Equal(t, newest, read)
}

// Dropped events are gone from every stream. Their positions remain resume tokens and are never
// given again, and Newest still counts them.
func forgottenEvents(t tester, s *env) {
	store := s.open()
	for n := 1; n <= 6; n++ {
		s.link(t, store, linked(ann, company(n), 1))
	}
	all := feed(t, s, store, 100)
	gone := []storage.Position{all[0].Position, all[2].Position, all[4].Position, all[5].Position}
	forget := func() { s.write(t, store, edit{forget: gone}) }
	forget()
	forget() // gone already
	left := []storage.Event{all[1], all[3]}
	require.Equal(t, left, feed(t, s, store, 1))
	b := s.read(t, store, &storage.Batch{
		Records: []storage.Record{{Of: ann}, {Of: company(6)}},
		EventPages: []storage.EventPage{
			{Kind: storage.OfRecord, Of: ann, Max: 9}, {Kind: storage.OfPair, Of: ann, With: company(6), Max: 9},
			{Kind: storage.OfOperation, Operation: all[4].Operation, Max: 9}, {Kind: storage.OfGroup, Operation: all[3].Group, Max: 9},
			{Kind: storage.Feed, After: gone[0], Max: 9}, {Kind: storage.Feed, After: gone[1], Max: 9}, {Kind: storage.Feed, After: gone[3], Max: 9},
			{Kind: storage.OfRecord, Of: ann, After: gone[1], Max: 9},
		},
	})
	require.Equal(t, []int{2, 0, 0, 1, 2, 1, 0, 1}, counts(b))
	require.Equal(t, []int64{int64(all[5].At), int64(all[5].At)}, []int64{int64(b.Records[0].Newest), int64(b.Records[1].Newest)})
	for _, e := range all {
		gone = append(gone, e.Position)
	}
	slices.SortFunc(gone, storage.ComparePositions)
	gone = slices.Compact(gone)
	forget()
	require.Empty(t, feed(t, s, store, 1))
	s.link(t, store, linked(bob, company(1), 1))
	fresh := feed(t, s, store, 1)
	require.Len(t, fresh, 1)
	require.Positive(t, storage.ComparePositions(fresh[0].Position, all[5].Position), "a position was given again")
	b = s.read(t, store, &storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, After: all[5].Position, Max: 9}}})
	require.Equal(t, 1, b.EventPages[0].Count, "a reader at the end sees the new event")
}

// Events that were rolled back leave no trace, and trimmed events that were rolled back exist
// again.
func rolledBackEvents(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	want := feed(t, s, store, 5)
	e := edit{links: []change{linked(ann, inn, 2)}, forget: []storage.Position{want[0].Position}}
	require.ErrorIs(t, store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		if err := e.in(s.ctx, tx, s.operation()); err != nil {
			return err
		}
		return errOwn
	}), errOwn)
	require.Equal(t, want, feed(t, s, store, 5))
	b := s.read(t, store, &storage.Batch{Records: []storage.Record{{Of: inn}, {Of: ann}}})
	require.Equal(t, []int64{0, int64(want[0].At)}, []int64{int64(b.Records[0].Newest), int64(b.Records[1].Newest)})
	s.link(t, store, linked(ann, inn, 2))
	require.Len(t, feed(t, s, store, 5), 2)
}

// A reader that follows the feed while others write sees every event exactly once,
// and each record's events in their order.
func feedMissesNothing(t tester, s *env) {
	const writers, each = 3, 30
	store := s.open()
	var running []<-chan error
	for w := range writers {
		of := record.New(record.Contacts, record.ID(fmt.Sprint(w)))
		running = append(running, begin(func() error {
			for i := range each {
				// Every third link shares the company with the other writers.
				c := linked(of, company(w*each+i+1), 1)
				if i%3 == 0 {
					c = linked(of, company(9000), record.Time(i+1))
				}
				e := edit{links: []change{c}}
				if err := persist(s, store, e, numbered(uint64(w*each+i+1))); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	finished := begin(func() error {
		for _, done := range running {
			if err := <-done; err != nil {
				return err
			}
		}
		return nil
	})
	seen, err := follow(s, store, writers*each, finished)
	require.NoError(t, err)
	require.Equal(t, seen, feed(t, s, store, 100), "the followed events are those of the feed, in the same order")
	newest := map[record.Ref]record.Time{}
	for _, e := range seen {
		for _, ref := range []record.Ref{e.A, e.B} {
			require.Greater(t, e.At, newest[ref], "the events of %s are out of order", ref)
			newest[ref] = e.At
		}
	}
}

// follow reads the feed from position to position until it has seen want events and finished
// has said that there are no more.
func follow(s *env, store storage.Storage, want int, finished <-chan error) (seen []storage.Event, err error) {
	var after storage.Position
	for begun := time.Now(); time.Since(begun) < patience; runtime.Gosched() {
		rows, err := walkStream(s.ctx, store, storage.EventPage{Kind: storage.Feed, After: after, Max: 10})
		if err != nil {
			return nil, err
		}
		seen = append(seen, rows...)
		if len(seen) > 0 {
			after = seen[len(seen)-1].Position
		}
		select {
		case err := <-finished:
			if err != nil {
				return nil, err
			}
			finished = nil
		default:
		}
		if finished == nil && len(seen) >= want {
			return seen, nil
		}
	}
	return nil, fmt.Errorf("the feed has shown %d of %d events after %s", len(seen), want, patience)
}
