// Package memory keeps an account in memory. It is the default backend.
//
// It stores and answers what the contract of package storage says, and decides
// nothing: no limit, no primary, no count is computed here. One google/btree holds
// every link twice, once from each end, and an array found by hash the count and the
// primary of each side; no row has a pointer in it, so the host's garbage collector
// does not see how many there are.
//
// Its law: a transaction changes the rows in place and can always be undone, and a
// reader never waits for a transaction. Whoever wants to read while there is none
// gets a snapshot of what was committed: a clone that shares what is not written to,
// and so costs next to nothing to make, with the changes under way undone on it.
package memory

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// A Store is one account in memory. Its methods may be called from many goroutines.
type Store struct {
	calls   atomic.Int64  // under way; closing and more once Close was called
	idle    chan struct{} // the last call ended
	turn    chan struct{} // holds a token while an Update runs
	current atomic.Pointer[state]
	waiting atomic.Int32 // readers that want a snapshot
	seen    atomic.Bool  // a reader came since the last transaction began
	scratch sync.Pool    // of *query

	// mu is held for each step of a transaction, never for all of it, and while a
	// snapshot is cut. It guards what follows.
	mu     sync.Mutex
	writer writer
}

// closing is above any number of calls.
const closing = 1 << 62

// New returns an empty Store.
func New() *Store {
	s := &Store{idle: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
	s.scratch.New = func() any { return new(query) }
	s.writer.init(s)
	return s
}

var _ storage.Storage = (*Store)(nil)

// Traits returns what suits a store whose calls are function calls: small chunks, one
// Update at a time.
func (s *Store) Traits() storage.Traits {
	return storage.Traits{Chunk: 16, Group: 1000, Exclusive: true}
}

// enter counts a call in, unless the store is closed.
func (s *Store) enter(ctx context.Context, what string) error {
	if s.calls.Add(1) >= closing {
		s.leave()
		return fmt.Errorf("memory: %s: %w", what, storage.ErrClosed)
	}
	if err := ctx.Err(); err != nil {
		s.leave()
		return fmt.Errorf("memory: %s: %w", what, err)
	}
	return nil
}

func (s *Store) leave() {
	if s.calls.Add(-1) == closing {
		select {
		case s.idle <- struct{}{}:
		default:
		}
	}
}

// Close waits for the calls under way and drops all rows. Later calls, Close
// included, return an error that is [storage.ErrClosed].
func (s *Store) Close() error {
	for {
		calls := s.calls.Load()
		if calls >= closing {
			return fmt.Errorf("memory: close: %w", storage.ErrClosed)
		}
		if s.calls.CompareAndSwap(calls, calls+closing) {
			break
		}
	}
	for s.calls.Load() != closing {
		<-s.idle
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current.Store(nil)
	s.writer = writer{}
	return nil
}
