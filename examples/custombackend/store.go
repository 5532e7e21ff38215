package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Store keeps the rows of an account in memory and every change of them in a journal.
//
// The committed rows are never changed: an Update works on a copy, and a commit puts the copy
// in their place. So a Reader needs no lock, and a View is a pointer to such rows. Updates run
// one at a time, which makes them serializable without a look at their anchors.
type Store struct {
	journal *journal
	writer  chan struct{} // holds a token while an Update runs: a lock that a context can leave

	mu        sync.Mutex // guards the fields below
	committed *rows
	closed    bool
	calls     sync.WaitGroup // the calls under way, for Close
}

// Open opens the account whose journal is at path, an empty account if there is no file. A half
// written line that a crash left after the last commit is dropped.
func Open(path string) (*Store, error) {
	all := newRows()
	j, err := openJournal(path, all.write)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &Store{journal: j, writer: make(chan struct{}, 1), committed: all}, nil
}

// enter begins a call, which ends with calls.Done, and returns the committed rows.
func (s *Store) enter() (*rows, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, storage.ErrClosed
	}
	s.calls.Add(1)
	return s.committed, nil
}

// Read implements [storage.Reader]: a single snapshot answers all of b.
func (s *Store) Read(ctx context.Context, b *storage.Batch) error {
	return s.View(ctx, func(r storage.Reader) error { return r.Read(ctx, b) })
}

// View implements [storage.Storage].
func (s *Store) View(_ context.Context, fn func(storage.Reader) error) error {
	all, err := s.enter()
	if err != nil {
		return err
	}
	defer s.calls.Done()
	return fn(reader{all, all.last})
}

// Update implements [storage.Storage]. If fn fails or panics, the deferred calls run and the
// committed rows stay as they were; only the last lines replace them.
func (s *Store) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	if _, err := s.enter(); err != nil {
		return err
	}
	defer s.calls.Done()
	select {
	case s.writer <- struct{}{}:
		defer func() { <-s.writer }()
	case <-ctx.Done():
		return fmt.Errorf("wait for another update: %w", ctx.Err())
	}

	s.mu.Lock()
	work := s.committed.copy()
	s.mu.Unlock()
	tx := &transaction{reader: reader{work, work.last}}
	if err := fn(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil { // the last moment at which nothing is written
		return fmt.Errorf("commit: %w", err)
	}
	if err := s.journal.append(tx.changes); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.committed = work
	return nil
}

// Traits implements [storage.Storage]: since Updates run one at a time, the engine may continue
// with records that it meets on the way.
func (s *Store) Traits() storage.Traits { return storage.Traits{Exclusive: true} }

// Close implements [storage.Storage]: new calls are refused, and Close waits for the others.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if closed {
		return storage.ErrClosed
	}
	s.calls.Wait()
	return s.journal.close()
}

// A transaction is an Update under way: rows that only this Update sees, and the list of its
// changes, for the journal.
type transaction struct {
	reader
	changes []change
}

// Apply implements [storage.Tx]. The change has copies of all rows of b, because the engine
// uses b's memory again.
func (tx *transaction) Apply(_ context.Context, b *storage.Batch) error {
	c := changeOf(b)
	tx.changes = append(tx.changes, c)
	return tx.rows.write(c)
}
