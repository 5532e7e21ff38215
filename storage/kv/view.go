package kv

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// errOver is the defect of a caller that keeps a Tx or a Reader for later.
var errOver = errors.New("used after its function returned")

// Read answers from a snapshot of its own.
func (a *account) Read(ctx context.Context, b *storage.Batch) error {
	if err := a.enter(ctx, "read"); err != nil {
		return err
	}
	defer a.leave()
	return a.view(ctx, func(q *query) error { return q.answer(b) })
}

// View gives fn a reader whose Reads share a snapshot.
func (a *account) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := a.enter(ctx, "view"); err != nil {
		return err
	}
	defer a.leave()
	return a.view(ctx, func(q *query) error {
		v := &view{query: q}
		defer v.over.Store(true)
		return fn(v)
	})
}

// view calls fn with a query of durable rows only. Changes that gather for the next
// Write are not shown: a crash could take them back.
func (a *account) view(ctx context.Context, fn func(*query) error) error {
	q := a.db.queries.Get().(*query)
	q.begin(a.name, a.known.Load(), a.db.epoch)
	err := a.db.engine.View(ctx, func(r Reader) error {
		if err := a.dropped(); err != nil { // the snapshot may have only a part of the rows
			return wrap("read", err)
		}
		q.read.from = r
		return fn(q)
	})
	if err == nil {
		a.learn(&q.read)
	}
	a.db.release(q)
	return err
}

// learn remembers number and types of the account, as a reading found them. The caller
// has seen that they are durable: a number that a crash took back may be given to
// another account.
func (a *account) learn(r *reading) {
	if r.accountIsNew() {
		return
	}
	// If another call remembers something at the same time, either may win: both are true.
	if before := a.known.Load(); before.prefix == nil || r.types.Count() > before.types.Count() {
		a.known.CompareAndSwap(before, &known{append([]byte(nil), r.prefix...), r.types})
	}
}

// release keeps a query for another call. Snapshot and batch are let go, so that
// neither stays in memory.
func (db *DB) release(q *query) {
	q.read.from, q.read.batch = nil, nil
	db.queries.Put(q)
}

// A view is the reader of a View.
type view struct {
	query *query
	over  atomic.Bool
}

// Read answers from the view's snapshot.
func (v *view) Read(ctx context.Context, b *storage.Batch) error {
	if v.over.Load() {
		return fmt.Errorf("kv: read: view %w", errOver)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("kv: read: %w", err)
	}
	return v.query.answer(b)
}
