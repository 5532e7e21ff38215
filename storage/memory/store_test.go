package memory_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// Readers at any moment, also in the middle of a transaction or of an Apply, see each
// transaction whole or not at all: contacts come in threes, half of the transactions
// are undone, and every new text id is looked up while it is being interned.
func TestReadersSeeWholeTransactions(t *testing.T) {
	const writers, rounds, together = 2, 60, 3
	store, ctx := memory.New(), context.Background()
	hub := record.New(record.Companies, "hub")
	var writing, reading sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		reading.Go(func() {
			for seen := 0; ; {
				select {
				case <-stop:
					return
				default:
				}
				seen = checkWhole(t, store, hub, seen, together)
			}
		})
	}
	for n := range writers {
		writing.Go(func() {
			for round := range rounds {
				err := store.Update(ctx, nil, func(tx storage.Tx) error {
					for i := range together {
						if err := addOne(tx, hub, record.ID(fmt.Sprintf("c%d-%d-%d", n, round, i))); err != nil {
							return err
						}
					}
					if round%2 == 1 {
						return errBack
					}
					return nil
				})
				if round%2 == 0 && err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	close(stop)
	reading.Wait()
	require.Equal(t, writers*rounds/2*together, checkWhole(t, store, hub, 0, together))
	require.NoError(t, store.Close())
}

func addOne(tx storage.Tx, hub record.Ref, id record.ID) error {
	ctx, contact := context.Background(), record.New(record.Contacts, id)
	b := storage.Batch{
		Degrees: []storage.Degree{{Of: hub, To: record.Contacts}},
		Links:   []storage.Link{{A: hub, B: contact}},
	}
	if err := tx.Read(ctx, &b); err != nil {
		return err
	}
	b.Degrees[0].Now.Count++
	b.Links[0].Now = history.State{Created: 1}
	b.Events = []history.Event{{A: hub, B: contact, At: 1, Now: b.Links[0].Now}}
	return tx.Apply(ctx, &b)
}

// checkWhole reads everything twice in one view, and returns how many links there are.
func checkWhole(t *testing.T, store *memory.Store, hub record.Ref, seen, together int) int {
	err := store.View(context.Background(), func(r storage.Reader) error {
		for range 2 {
			b := storage.Batch{
				Degrees:       []storage.Degree{{Of: hub, To: record.Contacts}},
				NeighborPages: []storage.NeighborPage{{Of: hub, To: record.Contacts, Max: storage.MaxPage}, {Of: record.Ref{Type: record.Contacts}, To: record.Companies, Max: storage.MaxPage}},
				EventPages:    []storage.EventPage{{Kind: storage.OfRecord, Of: hub, Max: storage.MaxPage}, {Kind: storage.Feed, Max: storage.MaxPage}},
				Links:         []storage.Link{{A: hub, B: record.New(record.Contacts, record.ID(fmt.Sprintf("c0-%d-2", seen)))}},
			}
			if err := r.Read(context.Background(), &b); err != nil {
				return err
			}
			count := b.Degrees[0].Was.Count
			for _, n := range []int{b.NeighborPages[0].Count, b.NeighborPages[1].Count, b.EventPages[0].Count, b.EventPages[1].Count} {
				if n != count || n%together != 0 || n < seen {
					return fmt.Errorf("%d rows where the count is %d, after %d were seen", n, count, seen)
				}
			}
			seen = count
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return seen
}

// P7: a reader in the middle of a transaction that is large enough for a snapshot of
// its own sees nothing of it, and all of what was there before.
func TestReaderInsideALargeTransaction(t *testing.T) {
	l := newLoad(12_000, decimalID)
	e := (&load{links: l.links[:2_000]}).fill(t, memory.New())
	count := func() int {
		b := storage.Batch{NeighborPages: []storage.NeighborPage{{Of: record.Ref{Type: record.Companies}, To: record.Contacts, Max: storage.MaxPage}}}
		require.NoError(t, e.store.Read(context.Background(), &b))
		return b.NeighborPages[0].Count
	}
	for _, reads := range []int{1, 100, 5_000} { // early, at times, or only late
		err := e.store.Update(context.Background(), nil, func(tx storage.Tx) error {
			for n, pair := range l.links[2_000:] {
				e.pair = pair
				require.NoError(t, e.run(tx))
				if n == reads || n == 9_999 {
					require.Equal(t, 2_000, count())
				}
			}
			return errBack
		})
		require.ErrorIs(t, err, errBack)
		require.Equal(t, 2_000, count())
	}
}

// P8: an association, a point lookup and a count allocate nothing once the store is
// warm, and a page of decimal ids at most once.
func TestSteadyStateDoesNotAllocate(t *testing.T) {
	l := newLoad(20_000, decimalID)
	rest := len(l.links) - 2_000
	e := (&load{links: l.links[:rest]}).fill(t, memory.New())
	next := rest
	require.Zero(t, testing.AllocsPerRun(1_500, func() {
		if e.associate(l.links[next]) != nil {
			t.Fail()
		}
		next++
	}))
	var b storage.Batch
	for name, question := range map[string]struct {
		ask  func(history.Pair)
		most float64
	}{
		"point":   {func(p history.Pair) { b.Links = append(b.Links, storage.Link{A: p.A, B: p.B}) }, 0},
		"count":   {func(p history.Pair) { b.Degrees = append(b.Degrees, storage.Degree{Of: p.A, To: p.B.Type}) }, 0},
		"primary": {func(p history.Pair) { b.Degrees = append(b.Degrees, storage.Degree{Of: p.B, To: p.A.Type}) }, 0},
		"page": {func(p history.Pair) {
			b.NeighborPages = append(b.NeighborPages, storage.NeighborPage{Of: p.A, To: p.B.Type, Max: 100})
		}, 1},
	} {
		n := 0
		allocs := testing.AllocsPerRun(1_000, func() {
			b.Reset()
			question.ask(l.links[n%rest])
			n += 37
			if e.store.Read(context.Background(), &b) != nil {
				t.Fail()
			}
		})
		require.LessOrEqual(t, allocs, question.most, name)
	}
}

// A Tx and a Reader that are kept for later say so, also while another transaction
// runs.
func TestKeptHandlesAreOver(t *testing.T) {
	store, ctx := memory.New(), context.Background()
	var kept storage.Tx
	var view storage.Reader
	require.NoError(t, store.Update(ctx, nil, func(tx storage.Tx) error { kept = tx; return nil }))
	require.NoError(t, store.View(ctx, func(r storage.Reader) error { view = r; return nil }))
	require.NoError(t, store.Update(ctx, nil, func(storage.Tx) error {
		require.Error(t, kept.Read(ctx, new(storage.Batch)))
		require.Error(t, kept.Apply(ctx, &storage.Batch{Metadata: []storage.Metadata{{Key: "k", Now: "x"}}}))
		require.Error(t, view.Read(ctx, new(storage.Batch)))
		return nil
	}))
	b := storage.Batch{Metadata: []storage.Metadata{{Key: "k"}}}
	require.NoError(t, store.Read(ctx, &b))
	require.Empty(t, b.Metadata[0].Was)
}

// One type too many is an error, and nothing of its transaction remains.
func TestTooManyTypes(t *testing.T) {
	store, ctx := memory.New(), context.Background()
	write := func(n int) error {
		return store.Update(ctx, nil, func(tx storage.Tx) error {
			b := &storage.Batch{Degrees: []storage.Degree{{Of: record.New(record.Type(fmt.Sprint("t", n)), "1"), To: "t0", Now: storage.Summary{Count: 1}}}}
			return tx.Apply(ctx, b)
		})
	}
	for n := range 1023 {
		require.NoError(t, write(n))
	}
	require.ErrorIs(t, write(1023), storage.ErrTooLarge)
	require.NoError(t, write(7))
}
