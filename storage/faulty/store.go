package faulty

import (
	"context"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Store is a [storage.Storage] that passes calls on to another, except those that its Fault
// makes fail.
//
// Many goroutines may use a Store at once. The test must then decide which of them meets the
// fault.
type Store struct {
	storage.Storage

	mu       sync.Mutex
	fault    Fault
	steps    map[Step]int
	happened int
}

// New returns a Store over s in which nothing goes wrong yet.
func New(s storage.Storage) *Store {
	return &Store{Storage: s, steps: map[Step]int{}}
}

// Inject sets the fault that will happen, replaces the fault that was injected before, and
// restarts the count of steps. The zero Fault makes nothing happen.
func (s *Store) Inject(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault, s.happened = fault, 0
	clear(s.steps)
}

// Happened reports whether the injected fault has happened, at least once.
func (s *Store) Happened() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.happened > 0
}

// Steps returns how many steps of a kind there were since Inject, of every kind for the
// zero Step.
func (s *Store) Steps(at Step) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.steps[at]
}

// step counts a step and returns the fault for that step, or the zero Fault.
func (s *Store) step(at Step) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps[at]++
	s.steps[""]++
	if !s.fault.hits(at, s.steps[s.fault.At], s.happened) {
		return Fault{}
	}
	s.happened++
	return s.fault
}

// call makes a call with the fault of its step.
func (s *Store) call(at Step, do func() error) error {
	fault := s.step(at)
	if fault.Do != nil {
		fault.Do()
	}
	if fault.Err != nil && !fault.After {
		return fault.Err
	}
	if err := do(); err != nil {
		return err
	}
	return fault.Err
}

// Read implements [storage.Reader].
func (s *Store) Read(ctx context.Context, b *storage.Batch) error {
	return s.call(AtRead, func() error { return s.Storage.Read(ctx, b) })
}

// View implements [storage.Storage].
func (s *Store) View(ctx context.Context, fn func(storage.Reader) error) error {
	return s.call(AtView, func() error {
		return s.Storage.View(ctx, func(r storage.Reader) error { return fn(reader{r, s}) })
	})
}

// Update implements [storage.Storage].
func (s *Store) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	return s.call(AtUpdate, func() error { return s.update(ctx, anchors, fn) })
}

// update makes an Update whose commit may go wrong.
func (s *Store) update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	var lost error // returned after the commit, also if the store calls fn again before the commit
	err := s.Storage.Update(ctx, anchors, func(tx storage.Tx) error {
		if err := fn(transaction{reader{tx, s}, tx}); err != nil {
			return err
		}
		fault := s.step(AtCommit)
		if fault.Do != nil {
			fault.Do()
		}
		if fault.After {
			lost = fault.Err
			return nil
		}
		return fault.Err
	})
	if err == nil {
		err = lost
	}
	return err
}

// A reader is a snapshot, or the reads of a transaction.
type reader struct {
	storage.Reader
	store *Store
}

func (r reader) Read(ctx context.Context, b *storage.Batch) error {
	return r.store.call(AtRead, func() error { return r.Reader.Read(ctx, b) })
}

type transaction struct {
	reader
	tx storage.Tx
}

func (tx transaction) Apply(ctx context.Context, b *storage.Batch) error {
	return tx.store.call(AtApply, func() error { return tx.tx.Apply(ctx, b) })
}
