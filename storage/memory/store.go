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
	"github.com/relata-go/relata/storage/internal/calls"
)

// A Store is one account in memory. Its methods may be called from many goroutines.
type Store struct {
	calls   calls.Calls
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

// New returns an empty Store.
func New() *Store {
	s := &Store{turn: make(chan struct{}, 1)}
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
	if err := s.calls.Enter(); err != nil {
		return fmt.Errorf("memory: %s: %w", what, err)
	}
	if err := ctx.Err(); err != nil {
		s.leave()
		return fmt.Errorf("memory: %s: %w", what, err)
	}
	return nil
}

func (s *Store) leave() { s.calls.Leave() }

// Close waits for the calls under way and drops all rows. Later calls, Close
// included, return an error that is [storage.ErrClosed].
func (s *Store) Close() error {
	if err := s.calls.Close(); err != nil {
		return fmt.Errorf("memory: close: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current.Store(nil)
	s.writer = writer{}
	return nil
}
