package kv

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A tx is one Update under way. Each of its Reads is a short View of the engine, so
// that fn holds no snapshot of it: what the layers have hides whatever the engine
// learns meanwhile, and nobody else writes.
type tx struct {
	*query
	engine Engine
	stack  stack
	room   [3]*overlay // of the stack
	own    *overlay
	value  []byte // of the key that is written
	begun  bool
	broken error // of an Apply that failed: the transaction cannot commit
	over   atomic.Bool

	base     *group // the newest commit that its layers show; nil: none
	failures uint64 // of the writer, when it began
}

// Read answers from the snapshot with all that was applied.
func (t *tx) Read(ctx context.Context, b *storage.Batch) error {
	if err := t.check(ctx, "read"); err != nil {
		return err
	}
	return t.look(ctx, func() error { return t.query.read(b) })
}

// Apply writes the rows of b that changed into the transaction. After an error it
// cannot commit any more.
func (t *tx) Apply(ctx context.Context, b *storage.Batch) error {
	err := t.check(ctx, "apply")
	switch {
	case err != nil:
	case t.begun && len(b.DropEvents) == 0 && !t.isUnknown() && t.knowsTypes(b): // nothing has to be read
		err = t.write(b)
	default:
		err = t.look(ctx, func() error { return t.write(b) })
	}
	if err != nil && !t.over.Load() && t.broken == nil {
		t.broken = err
	}
	return err
}

func (t *tx) write(b *storage.Batch) error {
	if t.isUnknown() {
		t.found()
	}
	err := t.err
	if err == nil {
		err = t.apply(b)
	}
	t.err = nil
	if err != nil {
		return fmt.Errorf("kv: apply: %w", err)
	}
	return nil
}

// knowsTypes reports whether the types of all rows can be told without reading.
func (t *tx) knowsTypes(b *storage.Batch) bool {
	if t.typesAreFresh {
		return true
	}
	for i := range b.Records {
		if !t.types.has(b.Records[i].Of.Type) {
			return false
		}
	}
	for i := range b.Degrees {
		if row := &b.Degrees[i]; !t.types.has(row.Of.Type) || !t.types.has(row.To) {
			return false
		}
	}
	for i := range b.Links {
		if row := &b.Links[i]; !t.types.has(row.A.Type) || !t.types.has(row.B.Type) {
			return false
		}
	}
	for i := range b.Events {
		if e := &b.Events[i]; !t.types.has(e.A.Type) || !e.B.IsZero() && !t.types.has(e.B.Type) {
			return false
		}
	}
	return true
}

func (t *tx) check(ctx context.Context, what string) error {
	if t.over.Load() {
		return fmt.Errorf("kv: %s: transaction %w", what, errOver)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("kv: %s: %w", what, err)
	}
	return nil
}

// look calls fn while the engine can be read.
func (t *tx) look(ctx context.Context, fn func() error) error {
	return t.engine.View(ctx, func(r Reader) error {
		t.stack.base = r
		defer func() { t.stack.base = nil }()
		if err := t.learn(); err != nil {
			return fmt.Errorf("kv: read: %w", err)
		}
		return fn()
	})
}

// learn reads once what every Apply needs. Without it nothing can be done: rows
// would be looked for under the wrong keys.
func (t *tx) learn() error {
	if t.begun {
		return nil
	}
	t.open()
	t.loadHead()
	err := t.err
	t.begun, t.err = err == nil, nil
	return err
}

// Update runs fn in the one transaction whose turn it is; others wait, as long as
// their ctx allows. The anchors are not looked at.
func (a *account) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	if err := a.enter(ctx, "update"); err != nil {
		return err
	}
	defer a.leave()
	alone := false
	for {
		err := a.attempt(ctx, fn, alone)
		if err != errAgain && err != errAlone {
			return err
		}
		alone = err == errAlone
	}
}

// attempt runs fn once and waits until what it did, and what it saw, is durable.
func (a *account) attempt(ctx context.Context, fn func(storage.Tx) error, alone bool) error {
	w := &a.db.writer
	if err := w.take(ctx); err != nil {
		return err
	}
	turn := turn{writer: w}
	defer turn.pass() // also when fn panics or ends its goroutine
	if alone {
		if err := w.settle(ctx); err != nil {
			return err
		}
	}
	t := a.begin()
	defer t.over.Store(true)
	err := t.end(ctx, fn(t), &turn)
	if err == nil {
		a.learn(t.query)
	}
	a.db.release(t.query)
	return err
}

// end commits what fn did, if it did something and wanted to.
func (t *tx) end(ctx context.Context, outcome error, turn *turn) error {
	t.over.Store(true)
	switch {
	case outcome != nil:
	case t.broken != nil:
		outcome = t.broken
	case ctx.Err() != nil:
		outcome = fmt.Errorf("kv: commit: %w", ctx.Err())
	case t.own.tree.Len() > 0:
		return turn.writer.commit(ctx, t, turn)
	}
	turn.pass()
	return t.rest(ctx, outcome)
}

func (a *account) begin() *tx {
	t := &tx{query: a.db.spare.Get().(*query), engine: a.db.engine, own: newOverlay()}
	t.query.begin(a)
	t.stack.layers = append(t.room[:0], t.own)
	a.db.writer.layers(t)
	t.from = &t.stack
	return t
}

// rest ends a transaction that wrote nothing with the outcome of fn, once what it
// rests on is durable: who is told that a link stands must find it after a crash.
func (t *tx) rest(ctx context.Context, outcome error) error {
	if t.base == nil {
		return outcome
	}
	select {
	case <-t.base.done:
	case <-ctx.Done():
		if outcome == nil {
			outcome = fmt.Errorf("kv: wait for an earlier commit: %w", ctx.Err())
		}
		return outcome
	}
	if t.base.err != nil {
		return errAgain
	}
	return outcome
}
