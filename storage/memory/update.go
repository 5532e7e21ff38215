package memory

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// errOver is a defect of a caller who keeps a Tx or a Reader for later.
var errOver = errors.New("used after its function returned")

// Update runs fn in the one transaction that is under way; others wait, as long as
// their ctx allows. The anchors are not looked at.
func (s *Store) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	if err := s.enter(ctx, "update"); err != nil {
		return err
	}
	defer s.leave()
	if err := s.take(ctx); err != nil {
		return err
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
	t.fine = true
	return nil
}

// take waits for the turn to write.
func (s *Store) take(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}: // most of the time nobody writes, and one case is cheap
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

// A tx is the handle of one Update. It is used once, so that one kept for later finds
// itself over although another transaction runs.
type tx struct {
	store *Store
	over  atomic.Bool
	fine  bool // fn did what it wanted
}

func (s *Store) begin() *tx {
	w := &s.writer
	if len(w.spare) == 0 {
		w.spare = make([]tx, handlesAtOnce)
	}
	t := &w.spare[0]
	w.spare = w.spare[1:]
	t.store = s
	s.expectReaders()
	w.changed, w.err = false, nil
	return t
}

// handlesAtOnce is how many handles one allocation makes.
const handlesAtOnce = 64

// end commits, or undoes, and lets the next Update in.
func (s *Store) end(t *tx) {
	t.over.Store(true)
	if w := &s.writer; w.changed {
		s.lock()
		if t.fine {
			w.commit()
		} else {
			w.rollback()
		}
		s.mu.Unlock()
	}
	s.writer.err = nil
	<-s.turn
}

func (t *tx) check(ctx context.Context, what string) error {
	if t.over.Load() {
		return fmt.Errorf("memory: %s: transaction %w", what, errOver)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: %s: %w", what, err)
	}
	return nil
}

// Read answers from the trees that the transaction changes. No other goroutine
// changes them, so that no lock is needed.
func (t *tx) Read(ctx context.Context, b *storage.Batch) error {
	if err := t.check(ctx, "read"); err != nil {
		return err
	}
	w := &t.store.writer
	w.query.state = &w.live
	return w.query.answer(b)
}

// Apply writes the rows of b that changed. After an error the transaction cannot
// commit any more.
func (t *tx) Apply(ctx context.Context, b *storage.Batch) error {
	err := t.check(ctx, "apply")
	if err != nil {
		if !t.over.Load() {
			t.store.writer.err = err
		}
		return err
	}
	t.store.lock()
	defer t.store.mu.Unlock()
	w := &t.store.writer
	w.changed = true
	if err := w.apply(b); err != nil {
		w.err = fmt.Errorf("memory: apply: %w", err)
	}
	return w.err
}
