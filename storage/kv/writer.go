package kv

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/relata-go/relata/storage"
)

// These never leave the package: the transaction runs again, with others or alone.
var (
	errAgain = errors.New("what the transaction rests on was not written")
	errAlone = errors.New("the transactions that were written together were too large")
)

// A writer lets one transaction run at a time, and writes what those that are done
// have changed. While a Write is under way, the transactions that end gather into the
// next one. None waits for another to run.
type writer struct {
	engine Engine
	turn   chan struct{} // holds a token while a transaction runs

	mu        sync.Mutex // guards what follows
	gathering *group     // to be written next
	writing   *group
	failures  uint64 // groups that were not written: who saw their changes runs again
}

// A group is the changes of transactions that are written together. Who runs later
// reads them, so a group is only added to by who has the turn, and not at all once
// its Write has begun.
type group struct {
	changes *overlay
	members []context.Context
	lead    chan struct{} // a token for the member who is to write; nil: who made the group writes
	begun   chan struct{} // of a full group: closed when the Write begins, or never will
	done    chan struct{} // closed when err is the outcome
	err     error
}

// fullGroup is how many changes a group has, at least, before the next transaction
// has to wait for its Write to begin. Only tests change it.
var fullGroup = 10_000

func (w *writer) init(engine Engine) {
	w.engine, w.turn = engine, make(chan struct{}, 1)
}

// take waits for the turn.
func (w *writer) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("kv: update: %w", err)
	}
	select {
	case w.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("kv: wait for another update: %w", ctx.Err())
	}
}

// A turn is passed on once.
type turn struct {
	writer *writer
	passed bool
}

func (t *turn) pass() {
	if !t.passed {
		t.passed = true
		<-t.writer.turn
	}
}

// layers gives a transaction what the engine may not have yet.
func (w *writer) layers(t *tx) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t.failures = w.failures
	for _, g := range []*group{w.gathering, w.writing} {
		if g != nil {
			t.stack.layers = append(t.stack.layers, g.changes)
		}
	}
	if t.base = w.gathering; t.base == nil {
		t.base = w.writing
	}
}

// settle waits until all that was done is written or not.
func (w *writer) settle(ctx context.Context) error {
	for {
		w.mu.Lock()
		g := w.gathering
		if g == nil {
			g = w.writing
		}
		w.mu.Unlock()
		if g == nil {
			return nil
		}
		select {
		case <-g.done:
		case <-ctx.Done():
			return fmt.Errorf("kv: wait for an earlier commit: %w", ctx.Err())
		}
	}
}

// commit adds a transaction to the group that gathers and returns when that is
// written. It passes the turn on as soon as the group takes another.
func (w *writer) commit(ctx context.Context, t *tx, turn *turn) error {
	g, leads, err := w.join(ctx, t)
	if err != nil {
		return err
	}
	begun, cancelled := g.begun, ctx.Done()
	if begun == nil {
		turn.pass()
	}
	if leads {
		w.write(ctx, g, turn)
	}
	for {
		select {
		case <-g.lead:
			w.write(ctx, g, turn)
		case <-begun:
			begun = nil
			turn.pass()
		case <-cancelled:
			if cancelled = nil; w.withdraw(g) {
				return fmt.Errorf("kv: commit: %w", ctx.Err())
			}
		case <-g.done:
			return g.err
		}
	}
}

// join adds the transaction's changes to the group that gathers. It makes one if
// there is none, which the transaction leads if nothing is being written.
func (w *writer) join(ctx context.Context, t *tx) (g *group, leads bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failures != t.failures {
		return nil, false, errAgain
	}
	if g = w.gathering; g != nil {
		g.changes.add(t.own)
	} else {
		g, leads = &group{changes: t.own, done: make(chan struct{})}, w.writing == nil
		if w.gathering = g; !leads {
			g.lead = make(chan struct{}, 1)
		}
	}
	g.members = append(g.members, ctx)
	if g.begun == nil && g.changes.tree.Len() >= fullGroup {
		g.begun = make(chan struct{})
	}
	return g, leads, nil
}

// withdraw takes a group back for a member whose context has ended, unless its Write
// has begun. The others run again, since what they saw will not be.
func (w *writer) withdraw(g *group) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gathering != g {
		return false
	}
	w.dissolve(g)
	return true
}

// dissolve ends a group that gathers: its members run again. The caller holds mu.
func (w *writer) dissolve(g *group) {
	w.gathering = nil
	w.failures++
	g.err = errAgain
	if g.begun != nil {
		close(g.begun)
	}
	close(g.done)
}

// begin makes a group the one that is written, if all its members still want it.
func (w *writer) begin(g *group) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gathering != g {
		return false
	}
	for _, ctx := range g.members {
		if ctx.Err() != nil {
			w.dissolve(g)
			return false
		}
	}
	w.gathering, w.writing = nil, g
	if g.begun != nil {
		close(g.begun)
	}
	return true
}

// write writes a group. The engine is not told of the caller's deadline: once the
// Write has begun, its outcome stands.
func (w *writer) write(ctx context.Context, g *group, turn *turn) {
	if !w.begin(g) {
		return
	}
	turn.pass() // which is still held when the group is full
	err := fmt.Errorf("%w: the engine panicked", storage.ErrAmbiguous)
	defer func() { w.finish(g, err) }()
	err = w.engine.Write(context.WithoutCancel(ctx), g.changes.changes())
}

// finish tells the members, and has the next group written. After a failure the next
// one rests on what was not written.
func (w *writer) finish(g *group, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writing = nil
	switch {
	case err == nil:
		if w.gathering != nil {
			w.gathering.lead <- struct{}{}
		}
	case errors.Is(err, storage.ErrTooLarge) && len(g.members) > 1:
		g.err = errAlone
	default:
		g.err = fmt.Errorf("kv: commit: %w", err)
	}
	if err != nil {
		w.failures++
		if w.gathering != nil {
			w.dissolve(w.gathering)
		}
	}
	close(g.done)
}
