package memory

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Update runs fn in a transaction while no other Update runs. Other Updates wait, as
// long as their ctx allows. So the anchors are not needed.
func (s *Store) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	if err := s.calls.Enter(); err != nil {
		return fmt.Errorf("memory: update: %w", err)
	}
	defer s.calls.Leave()
	if err := s.waitForTurn(ctx); err != nil {
		return err
	}
	if err := s.checkDropped(); err != nil { // while the turn was another's
		<-s.turn
		return fmt.Errorf("memory: update: %w", err)
	}
	t := s.begin()
	defer s.end(t) // also when fn panics or ends its goroutine
	if err := fn(t); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: commit: %w", err)
	}
	if err := s.writer.err; err != nil {
		return err
	}
	t.succeeded = true
	return nil
}

// waitForTurn returns when no other Update runs.
func (s *Store) waitForTurn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: update: %w", err)
	}
	select {
	case s.turn <- struct{}{}: // most of the time nobody writes, and a select with a default is cheap
		return nil
	default:
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("memory: wait for another update: %w", ctx.Err())
	}
}

// A tx is the Tx of one Update and is never used for another. So a tx that fn kept for
// later finds that it is over, although another transaction may be running.
type tx struct {
	store     *Store
	over      atomic.Bool
	succeeded bool // fn returned nil and the transaction can commit
}

// txBlock is how many transactions share an allocation of their tx.
const txBlock = 64

// begin starts a transaction. No other Update runs.
func (s *Store) begin() *tx {
	if len(s.unused) == 0 {
		s.unused = make([]tx, txBlock)
	}
	// A tx that was used is never taken again: the application may have kept it.
	t := &s.unused[0]
	s.unused = s.unused[1:]
	t.store = s
	s.snapshots.transactionBegins()
	s.writer.changed, s.writer.err = false, nil
	return t
}

// end commits or rolls back, and lets the next Update run.
func (s *Store) end(t *tx) {
	t.over.Store(true)
	if w := &s.writer; w.changed { // else the shared snapshot is still up to date
		s.snapshots.lock()
		if t.succeeded {
			s.snapshots.discard()
			w.commit()
		} else {
			w.rollback()
		}
		s.snapshots.mu.Unlock()
	}
	s.writer.err = nil
	<-s.turn
}

// check refuses a call after the Update has ended, or after its context has.
func (t *tx) check(ctx context.Context, what string) error {
	if t.over.Load() {
		return fmt.Errorf("memory: %s: transaction %w", what, errOver)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: %s: %w", what, err)
	}
	return nil
}

// Read answers from the tables that the transaction changes. It needs no lock: no other
// goroutine changes the tables, and a reader that clones them meanwhile changes no row.
func (t *tx) Read(ctx context.Context, b *storage.Batch) error {
	if err := t.check(ctx, "read"); err != nil {
		return err
	}
	w := &t.store.writer
	return w.query.answer(&w.live, b)
}

// Apply writes the rows of b that changed. After an error the transaction can no longer
// commit.
func (t *tx) Apply(ctx context.Context, b *storage.Batch) error {
	w := &t.store.writer
	err := t.check(ctx, "apply")
	if err != nil {
		if !t.over.Load() {
			w.err = err
		}
		return err
	}
	// A reader that makes a snapshot clones the tables, so rows change under the lock.
	t.store.snapshots.lock()
	defer t.store.snapshots.mu.Unlock()
	w.changed = true
	if err := w.apply(b); err != nil {
		w.err = fmt.Errorf("memory: apply: %w", err)
	}
	return w.err
}
