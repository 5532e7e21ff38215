package storagetest

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
)

var closeScenarios = []scenario{
	{"closed", closedSaysSo},
	{"waits for calls", closeWaitsForCalls},
}

// Every call on a closed Storage returns ErrClosed and calls no function.
func closedSaysSo(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	require.NoError(t, store.Close())
	unexpected := errors.New("the function was called")
	for name, call := range map[string]func() error{
		"Read":   func() error { return store.Read(s.ctx, questions()) },
		"View":   func() error { return store.View(s.ctx, func(storage.Reader) error { return unexpected }) },
		"Update": func() error { return store.Update(s.ctx, nil, func(storage.Tx) error { return unexpected }) },
		"Close":  store.Close,
	} {
		require.ErrorIs(t, await(t, begin(call), name), storage.ErrClosed, name)
	}
}

// Calls are under way when Close is called. They end as if nothing had happened, new calls are
// refused at once, and Close returns after the last of them.
func closeWaitsForCalls(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	inside, leave := make(chan struct{}, 100), make(chan struct{})
	release := sync.OnceFunc(func() { close(leave) })
	defer release()
	view := begin(func() error {
		return store.View(s.ctx, func(r storage.Reader) error {
			inside <- struct{}{}
			<-leave
			return r.Read(s.ctx, questions())
		})
	})
	<-inside
	e, operation := everything(), s.operation()
	e.links = e.links[1:]
	update := begin(func() error {
		return store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
			inside <- struct{}{}
			<-leave
			return e.in(s.ctx, tx, operation)
		})
	})
	<-inside
	closing := begin(store.Close)
	require.NoError(t, await(t, begin(func() error { return untilClosed(s, store) }), "a Read during Close"))
	select {
	case err := <-closing:
		require.FailNow(t, "Close has not waited", "it returned %v while a View and an Update were under way", err)
	default:
	}
	release()
	require.NoError(t, await(t, view, "the View under way"))
	require.NoError(t, await(t, update, "the Update under way"))
	require.NoError(t, await(t, closing, "Close"))
}

// untilClosed reads until the Storage says that Close has begun.
func untilClosed(s *env, store storage.Storage) error {
	for begun := time.Now(); time.Since(begun) < patience; runtime.Gosched() {
		if err := store.Read(s.ctx, &storage.Batch{}); errors.Is(err, storage.ErrClosed) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return fmt.Errorf("reads still succeed %s after Close began", patience)
}
