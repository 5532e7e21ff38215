package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
)

var retryScenarios = []scenario{
	{"every call counts once", everyCallCountsOnce},
	{"waiting ends with the context", waitingEndsWithTheContext},
	{"conflicts", conflicts},
	{"unknown outcomes", unknownOutcomes},
}

// fn may be called any number of times. An Update that returned nil has taken effect once, and
// an Update that returned ErrConflict has not. No event of a lost call remains.
func everyCallCountsOnce(t tester, s *env) {
	const writers, each = 4, 10
	store := s.open()
	all := s.meet(writers)
	counts := make(chan int, writers)
	var running []<-chan error
	for w := range writers {
		running = append(running, begin(func() error {
			committed := 0
			defer func() { counts <- committed }()
			for i := range each {
				e := edit{links: []change{linked(ann, company(w*each+i), 1)}}
				err := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
					if i == 0 {
						all.wait()
					}
					return e.in(s.ctx, tx, numbered(uint64(w*each+i+1)))
				})
				switch {
				case err == nil:
					committed++
				case !errors.Is(err, storage.ErrConflict):
					return err
				}
			}
			return nil
		}))
	}
	want := 0
	for _, done := range running {
		require.NoError(t, await(t, done, "a writer"))
		want += <-counts
	}
	b := s.read(t, store, &storage.Batch{Degrees: []storage.Degree{{Of: ann, To: record.Companies}}})
	require.Equal(t, want, b.Degrees[0].Was.Count)
	rows, err := walk(s.ctx, store, pageOf(ann, record.Companies, 100))
	require.NoError(t, err)
	require.Len(t, rows, want)
	events, err := walkStream(s.ctx, store, storage.EventPage{Kind: storage.OfRecord, Of: ann, Max: 7})
	require.NoError(t, err)
	require.Len(t, events, want)
	for i := 1; i < len(events); i++ {
		require.Less(t, events[i].At, events[i-1].At, "the record's events grow with each transaction")
	}
}

// An Update waits for another. The waiting ends when the context ends, while the other Update
// is still under way. A backend in which no Update waits may commit.
func waitingEndsWithTheContext(t tester, s *env) {
	store := s.open()
	inside, leave := make(chan struct{}, 100), make(chan struct{})
	release := sync.OnceFunc(func() { close(leave) })
	defer release()
	first := begin(func() error {
		return increment(s.ctx, store, func() { inside <- struct{}{}; <-leave })
	})
	<-inside
	ctx, cancel := context.WithTimeout(s.ctx, s.meet(1).grace)
	defer cancel()
	waiting := begin(func() error { return increment(ctx, store, func() {}) })
	err := await(t, waiting, "an Update whose context has ended")
	want := 0
	if err == nil {
		want++
	} else {
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
	release()
	switch err := await(t, first, "the Update that was waited for"); {
	case err == nil:
		want++
	default:
		require.ErrorIs(t, err, storage.ErrConflict)
	}
	requireCounter(t, s, store, want)
}

// loses declares that the next attempts of store lose at a step, or fails.
func (s *env) loses(t tester, store storage.Storage, at faulty.Step, times int) {
	t.Helper()
	require.NotNil(t, s.conflict, "set Options.Conflict, or declare in Options.Skip why fn is never called again")
	s.conflict(store, at, times)
}

// An Update loses at a Read, an Apply or the commit. Update calls fn again until a call wins,
// and then the changes exist once; or Update returns ErrConflict, and nothing has changed.
func conflictsAreRetried(t tester, s *env) {
	for _, at := range []faulty.Step{faulty.AtRead, faulty.AtApply, faulty.AtCommit} {
		for _, times := range []int{1, 3} {
			store := s.open()
			s.operations = 0 // as in the model
			s.link(t, store, linked(bob, acme, 1))
			before := mustReadAll(t, s, store)
			e, operation, attempts := everything(), s.operation(), 0
			s.loses(t, store, at, times)
			err := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
				attempts++
				return e.in(s.ctx, tx, operation)
			})
			s.loses(t, store, at, 0)
			where := fmt.Sprintf("lost %d times at its %s", times, at)
			if err != nil {
				require.ErrorIs(t, err, storage.ErrConflict, where)
				require.LessOrEqual(t, attempts, times, "%s", where)
				requireSame(t, before, mustReadAll(t, s, store), where)
				continue
			}
			require.Equal(t, times+1, attempts, "%s", where)
			model := Reference()
			first := edit{links: []change{linked(bob, acme, 1)}}
			require.NoError(t, first.commit(s.ctx, model, numbered(1)))
			require.NoError(t, e.commit(s.ctx, model, numbered(2)))
			requireSame(t, mustReadAll(t, s, model), mustReadAll(t, s, store), where)
		}
	}
}

// Each attempt gets answers of its own. The second attempt sees the rows that another has
// committed since the first, and none of the rows that the first attempt applied.
func lostAnswersAreForgotten(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	s.loses(t, store, faulty.AtCommit, 1)
	e, operation := edit{links: []change{linked(ann, inn, 2)}, metadata: []metadataChange{{"a", "x"}}}, s.operation()
	err := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		var b storage.Batch
		e.ask(&b)
		b.NeighborPages = append(b.NeighborPages, pageOf(ann, record.Companies, 5))
		s.read(t, tx, &b)
		require.Equal(t, 1, b.Degrees[0].Was.Count)
		require.Equal(t, 1, b.NeighborPages[0].Count)
		require.Empty(t, b.Metadata[0].Was)
		require.False(t, b.Links[0].Was.Linked())
		e.wish(&b, operation)
		return tx.Apply(s.ctx, &b)
	})
	s.loses(t, store, faulty.AtCommit, 0)
	if err != nil {
		require.ErrorIs(t, err, storage.ErrConflict)
	}
}

// An Update that always loses ends when the context ends, or gives up before.
func retriesEndWithTheContext(t tester, s *env) {
	for _, at := range []faulty.Step{faulty.AtRead, faulty.AtApply, faulty.AtCommit} {
		store := s.open()
		s.link(t, store, linked(ann, acme, 1))
		want := mustReadAll(t, s, store)
		ctx, cancel := context.WithCancel(s.ctx)
		e, attempts := everything(), 0
		s.loses(t, store, at, 1<<30)
		defer s.conflict(store, at, 0) // also when the Update never ends
		done := begin(func() error {
			return store.Update(ctx, e.anchors(), func(tx storage.Tx) error {
				if attempts++; attempts == 2 {
					cancel()
				}
				return e.in(s.ctx, tx, numbered(9))
			})
		})
		err := await(t, done, "an Update whose context has ended between its attempts")
		cancel()
		require.Error(t, err)
		if !errors.Is(err, context.Canceled) {
			require.ErrorIs(t, err, storage.ErrConflict)
		}
		requireSame(t, want, mustReadAll(t, s, store), "it lost at its "+string(at))
	}
}

// conflicts are scenarios for backends that call fn again.
func conflicts(t tester, s *env) {
	conflictsAreRetried(t, s)
	lostAnswersAreForgotten(t, s)
	retriesEndWithTheContext(t, s)
}

// A commit was sent and not answered. The transaction is not run again while the outcome is
// unknown, and the error of Update is true for that outcome.
func unknownOutcomes(t tester, s *env) {
	require.NotNil(t, s.lose, "set Options.Lose, or declare in Options.Skip why the outcome of a commit is always known")
	for _, committed := range []bool{true, false} {
		store := s.open()
		s.link(t, store, linked(ann, acme, 1))
		attempts := 0
		s.lose(store, committed)
		err := increment(s.ctx, store, func() { attempts++ })
		b := s.read(t, store, &storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}})
		switch counter := b.Metadata[0].Was; {
		case err == nil:
			require.Equal(t, "1", counter, "an Update that returned nil has taken effect once")
		case errors.Is(err, storage.ErrAmbiguous):
			require.Equal(t, 1, attempts, "fn was called again although the outcome of its commit was unknown")
			require.Equal(t, committed, counter == "1")
		default:
			require.Empty(t, counter, "an Update that returned %v has taken effect", err)
		}
		if committed {
			require.Equal(t, 1, attempts, "fn was called again although its commit was made")
		}
		require.NoError(t, increment(s.ctx, store, func() {}), "the Update after a lost answer")
	}
}
