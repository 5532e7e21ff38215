package kv

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Update runs fn in the transaction that has the turn. Other Updates wait, as long as
// their ctx allows. The anchors are not looked at, since no two transactions run at
// once. fn runs again if it saw changes of another transaction that were not written.
func (a *account) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	if err := a.enter(ctx, "update"); err != nil {
		return err
	}
	defer a.leave()
	return a.update(ctx, fn)
}

// update is Update inside a call.
func (a *account) update(ctx context.Context, fn func(storage.Tx) error) error {
	alone := false
	for { // ends when a Write succeeds, fails with an outcome, or ctx ends
		err := a.attempt(ctx, fn, alone)
		if err != errAgain && err != errAlone {
			return err
		}
		alone = err == errAlone
	}
}

// attempt runs fn once and waits until the changes that fn made and saw are durable.
// With alone set, fn runs only after every earlier transaction was written, so that the
// changes of fn have a group to themselves.
func (a *account) attempt(ctx context.Context, fn func(storage.Tx) error, alone bool) error {
	c := &a.db.committer
	if err := c.waitForTurn(ctx); err != nil {
		return err
	}
	turn := turn{committer: c}
	defer turn.pass()                   // also when fn panics or ends its goroutine
	if err := a.dropped(); err != nil { // while the turn was another's
		return wrap("update", err)
	}
	if alone {
		if err := c.settle(ctx); err != nil {
			return err
		}
	}
	q := a.db.queries.Get().(*query)
	q.begin(a.name, a.known.Load(), a.db.epoch)
	t := newTx(q, a.db.engine, c)
	defer t.over.Store(true)
	err := t.end(ctx, fn(t), &turn)
	if err == nil { // numbers and types that q read are durable now
		a.learn(&q.read)
	}
	a.db.release(q)
	return err
}
