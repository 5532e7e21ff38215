package storagetest

import (
	"errors"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// begin runs f in a new goroutine and returns the channel on which f's error arrives.
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

// A meeting lets racing transactions wait for each other at their worst moment: between their
// Read and their Apply. If the backend makes a transaction wait for the other, that moment
// never comes, and they continue after a grace.
type meeting struct {
	mu      sync.Mutex
	missing int
	all     chan struct{}
	grace   time.Duration
}

// meet returns a meeting of n.
func (s *env) meet(n int) *meeting {
	grace := s.grace
	if grace == 0 {
		grace = defaultGrace
	}
	return &meeting{missing: n, all: make(chan struct{}), grace: grace}
}

// wait returns when all have come, or after the grace. A second call of a function
// that lost counts again, and does no harm.
func (m *meeting) wait() {
	m.mu.Lock()
	if m.missing--; m.missing == 0 {
		close(m.all)
	}
	m.mu.Unlock()
	select {
	case <-m.all:
	case <-time.After(m.grace):
	}
}

// persist commits e, again and again while others win.
func persist(s *env, store storage.Storage, e edit, operation history.OperationID) (err error) {
	for range 100 {
		if err = e.commit(s.ctx, store, operation); !errors.Is(err, storage.ErrConflict) {
			return err
		}
	}
	return err
}

// race runs the updates at the same time and returns how many have committed. Those
// that lost may say ErrConflict, or the error that they refuse with.
func race(t tester, refusal error, updates ...func() error) (committed int) {
	t.Helper()
	var running []<-chan error
	for _, update := range updates {
		running = append(running, begin(update))
	}
	for _, done := range running {
		switch err := await(t, done, "a racing Update"); {
		case err == nil:
			committed++
		case !errors.Is(err, storage.ErrConflict) && !errors.Is(err, refusal):
			require.NoError(t, err, "a racing Update commits, refuses, or gives up with ErrConflict")
		}
	}
	return committed
}
