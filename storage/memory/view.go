package memory

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// errOver means that a caller has kept a Tx or a Reader for later, which is a defect.
var errOver = errors.New("used after its function returned")

// Read answers from a single snapshot.
func (s *Store) Read(ctx context.Context, b *storage.Batch) error {
	if err := s.calls.Enter(); err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	defer s.calls.Leave()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	return s.read(s.snapshots.get(), b)
}

// read answers b from a snapshot, with a query that an earlier reader used.
func (s *Store) read(from *state, b *storage.Batch) error {
	q := s.queries.Get().(*query)
	err := q.answer(from, b)
	q.forget() // else the pool would keep the snapshot and the caller's batch in memory
	s.queries.Put(q)
	return err
}

// View gives fn a reader of a single snapshot.
func (s *Store) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := s.calls.Enter(); err != nil {
		return fmt.Errorf("memory: view: %w", err)
	}
	defer s.calls.Leave()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: view: %w", err)
	}
	v := &view{store: s}
	v.state.Store(s.snapshots.get())
	defer v.state.Store(nil)
	return fn(v)
}

// A view is the reader that View gives fn. After View returns, it holds no snapshot.
type view struct {
	store *Store
	state atomic.Pointer[state]
}

// Read answers from the view's snapshot.
func (v *view) Read(ctx context.Context, b *storage.Batch) error {
	from := v.state.Load()
	if from == nil {
		return fmt.Errorf("memory: read: view %w", errOver)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	return v.store.read(from, b)
}
