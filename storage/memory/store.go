package memory

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// A Store is an account in memory. Its methods may be called from many goroutines.
type Store struct {
	calls     calls.Calls
	queries   sync.Pool     // of *query, for readers
	turn      chan struct{} // holds a token while an Update runs
	snapshots snapshots
	dropped   atomic.Pointer[storage.DroppedError] // nil: the account was not dropped

	// The rest belongs to the Update that has the turn.
	writer writer
	unused []tx // for the next Updates
}

// New returns an empty Store.
func New() *Store {
	s := &Store{turn: make(chan struct{}, 1)}
	s.queries.New = func() any { return newQuery() }
	s.writer.init(&s.snapshots)
	s.snapshots.cut = s.writer.committedState
	return s
}

var _ storage.Storage = (*Store)(nil)

// Traits fit a store whose calls are function calls: small chunks, a single Update at a
// time.
func (s *Store) Traits() storage.Traits {
	return storage.Traits{Chunk: 16, Group: 1000, Exclusive: true}
}

// checkDropped returns a [*storage.DroppedError] if the account was dropped.
func (s *Store) checkDropped() error {
	if dropped := s.dropped.Load(); dropped != nil {
		return dropped
	}
	return nil
}

// Close waits for the calls under way and drops all rows. Later calls, Close
// included, return an error that is [storage.ErrClosed].
func (s *Store) Close() error {
	if err := s.calls.Close(); err != nil {
		return fmt.Errorf("memory: close: %w", err)
	}
	s.snapshots.mu.Lock()
	defer s.snapshots.mu.Unlock()
	s.snapshots.discard()
	s.writer = writer{}
	return nil
}
