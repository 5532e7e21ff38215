package storagetest

import (
	"context"
	"errors"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var retryScenarios = []scenario{
	{"every call counts once", everyCallCountsOnce},
	{"waiting ends with the context", waitingEndsWithTheContext},
}

// However often fn is called, an Update that returned nil has taken effect once and
// one that returned ErrConflict has not; no event of a lost call remains.
func everyCallCountsOnce(t tester, s *stand) {
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
	b := s.read(t, store, &storage.Batch{Sides: []storage.Side{{Of: ann, To: record.Companies}}})
	require.Equal(t, want, b.Sides[0].Was.Count)
	rows, err := walk(s.ctx, store, pageOf(ann, record.Companies, 100))
	require.NoError(t, err)
	require.Len(t, rows, want)
	events, err := walkStream(s.ctx, store, storage.Stream{Kind: storage.OfRecord, Of: ann, Max: 7})
	require.NoError(t, err)
	require.Len(t, events, want)
	for i := 1; i < len(events); i++ {
		require.Less(t, events[i].At, events[i-1].At, "the record's events grow with each transaction")
	}
}

// An Update that has to wait for another returns when its context ends, while the
// other is still under way. A backend in which nobody waits may commit it.
func waitingEndsWithTheContext(t tester, s *stand) {
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
