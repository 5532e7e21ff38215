package enginetest

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// patience is how long the suite waits for an event before a test fails. No correct engine
// takes that long.
var patience = 30 * time.Second

// begin calls f in a new goroutine and returns the channel of f's error.
func begin(f func() error) <-chan error {
	done := make(chan error, 1)
	go func() {
		err := errors.New("the goroutine was ended") // by a Goexit
		defer func() { done <- err }()
		err = f()
	}()
	return done
}

// await returns the error of a function that begin started, and fails if none arrives in time.
func await(t tester, done <-chan error, what string) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		require.FailNow(t, "waited in vain", "%s has not returned after %s", what, patience)
		return nil
	}
}

// Every call on a closed Engine returns ErrClosed and calls no function.
func closedSaysSo(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("a", "1"))
	require.NoError(t, e.Close())
	unexpected := errors.New("the function was called")
	for name, call := range map[string]func() error{
		"View":  func() error { return e.View(s.ctx, func(kv.Reader) error { return unexpected }) },
		"Write": func() error { return e.Write(s.ctx, []kv.Change{put("a", "2")}) },
		"Close": e.Close,
	} {
		require.ErrorIs(t, await(t, begin(call), name), storage.ErrClosed, name)
	}
}

// Calls are under way when Close is called. They end as if nothing had happened, new calls are
// refused at once, and Close returns after the last of them.
func closeWaits(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("a", "1"))
	inside, leave := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(leave) })
	defer release()
	view := begin(func() error {
		return e.View(s.ctx, func(r kv.Reader) error {
			close(inside)
			<-leave
			value, err := r.Get([]byte("a"))
			if err == nil && string(value) != "1" {
				err = fmt.Errorf("the View shows %q", value)
			}
			return err
		})
	})
	<-inside
	closing := begin(e.Close)
	require.NoError(t, await(t, begin(func() error { return untilClosed(s, e) }), "a View during Close"))
	refused := func() error { return e.Write(s.ctx, []kv.Change{put("a", "2")}) }
	require.ErrorIs(t, await(t, begin(refused), "a Write during Close"), storage.ErrClosed)
	require.ErrorIs(t, await(t, begin(e.Close), "a second Close during Close"), storage.ErrClosed)
	select {
	case err := <-closing:
		require.FailNow(t, "Close has not waited", "it returned %v while a View was under way", err)
	default:
	}
	release()
	require.NoError(t, await(t, view, "the View under way"))
	require.NoError(t, await(t, closing, "Close"))
}

// untilClosed begins Views until the Engine says that Close has begun.
func untilClosed(s *env, e kv.Engine) error {
	for begun := time.Now(); time.Since(begun) < patience; runtime.Gosched() {
		err := e.View(s.ctx, func(kv.Reader) error { return nil })
		switch {
		case errors.Is(err, storage.ErrClosed):
			return nil
		case err != nil:
			return err
		}
	}
	return fmt.Errorf("views still begin %s after Close began", patience)
}
