package kv

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// A tx is one attempt of an Update. Each Read is a short View of the engine, so that a
// slow fn holds no snapshot. To fn all Reads are of one snapshot all the same: the
// layers hide the changes that the engine writes meanwhile, and no other transaction
// runs.
type tx struct {
	query   *query
	applier applier
	engine  Engine
	reader  layeredReader // own changes first, then those of the groups
	layers  [3]*writeSet  // memory for the reader's layers: own, gathering, being written
	basis   basis

	begun  bool  // account and feed were read
	broken error // of an Apply that failed: the transaction cannot commit
	over   atomic.Bool
}

// newTx begins a transaction with a query that was begun for the account.
func newTx(q *query, engine Engine, c *committer) *tx {
	t := &tx{query: q, engine: engine}
	changes := newWriteSet()
	t.applier = applier{read: &q.read, events: &q.events, changes: changes}
	t.reader.layers, t.basis = c.begin(append(t.layers[:0], changes))
	q.read.from = &t.reader
	return t
}

// Read answers from the snapshot and the changes that were applied.
func (t *tx) Read(ctx context.Context, b *storage.Batch) error {
	if err := t.check(ctx, "read"); err != nil {
		return err
	}
	return t.view(ctx, func() error { return t.query.answer(b) })
}

// Apply writes the changed rows of b into the write set. After an error the transaction
// can no longer commit.
func (t *tx) Apply(ctx context.Context, b *storage.Batch) error {
	err := t.check(ctx, "apply")
	switch {
	case err != nil:
	case t.begun && len(b.DropEvents) == 0 && !t.query.read.accountIsNew() && t.knowsTypes(b):
		// The common case: no row has to be read, so no snapshot is opened.
		err = t.apply(b)
	default:
		err = t.view(ctx, func() error { return t.apply(b) })
	}
	// Rows before the failed row are in the write set. If fn ignored the error, they
	// would be committed without the others.
	if err != nil && !t.over.Load() && t.broken == nil {
		t.broken = err
	}
	return err
}

// apply writes the rows of b into the write set. A new account first gets a number,
// with which all keys of the account begin.
func (t *tx) apply(b *storage.Batch) error {
	read := &t.query.read
	if read.accountIsNew() {
		t.createAccount()
	}
	err := read.err
	if err == nil {
		err = t.applier.apply(b)
	}
	read.err = nil
	if err != nil {
		return fmt.Errorf("kv: apply: %w", err)
	}
	return nil
}

// createAccount gives the account the next number. The third account of a store, with
// the name portal 7, puts two keys:
//
//	0 C          : 3
//	0 A portal 7 : 3
func (t *tx) createAccount() {
	read, changes := &t.query.read, t.applier.changes
	key := []byte{0, storeAccounts}
	n := uint64(0)
	if v := read.get(key); v != nil {
		d := codec.NewDecoder(v)
		n = d.Uvarint()
		if !read.isWhole(key, &d) {
			return
		}
	}
	if read.err != nil {
		return
	}
	// Two transactions never take the same number: they run one at a time, and each
	// sees the changes of those before.
	changes.put(key, binary.AppendUvarint(nil, n+1))
	read.prefix = binary.AppendUvarint(read.prefix[:0], n+1)
	changes.put(append([]byte{0, storeAccount}, read.name...), read.prefix)
}

// knowsTypes reports whether the numbers of the types of all rows are known, so that
// Apply need not read them.
func (t *tx) knowsTypes(b *storage.Batch) bool {
	types := t.query.read.types
	if t.query.read.typesAreFresh {
		return true
	}
	for i := range b.Records {
		if types.Number(b.Records[i].Of.Type) == 0 {
			return false
		}
	}
	for i := range b.Degrees {
		if row := &b.Degrees[i]; types.Number(row.Of.Type) == 0 || types.Number(row.To) == 0 {
			return false
		}
	}
	for i := range b.Links {
		if row := &b.Links[i]; types.Number(row.A.Type) == 0 || types.Number(row.B.Type) == 0 {
			return false
		}
	}
	for i := range b.Events {
		if e := &b.Events[i]; types.Number(e.A.Type) == 0 || !e.B.IsZero() && types.Number(e.B.Type) == 0 {
			return false
		}
	}
	return true
}

// check refuses a call after the Update or the context has ended.
func (t *tx) check(ctx context.Context, what string) error {
	if t.over.Load() {
		return fmt.Errorf("kv: %s: transaction %w", what, errOver)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("kv: %s: %w", what, err)
	}
	return nil
}

// view calls fn while the engine can be read.
func (t *tx) view(ctx context.Context, fn func() error) error {
	return t.engine.View(ctx, func(r Reader) error {
		t.reader.base = r
		defer func() { t.reader.base = nil }()
		if err := t.readBasics(); err != nil {
			return fmt.Errorf("kv: read: %w", err)
		}
		return fn()
	})
}

// readBasics reads the account's number and feed, once. Without the number rows would
// be searched for under the wrong keys, so a failure ends the call.
func (t *tx) readBasics() error {
	if t.begun {
		return nil
	}
	read := &t.query.read
	read.findAccount()
	t.query.events.loadFeed()
	err := read.err
	t.begun, read.err = err == nil, nil
	return err
}

// end commits the changes of fn, if fn succeeded and changed something. Otherwise end
// waits until the rows that fn saw are durable: an answer that a crash takes back must
// not leave the store. The result is errAgain or errAlone if fn has to run again.
func (t *tx) end(ctx context.Context, outcome error, turn *turn) error {
	t.over.Store(true)
	switch {
	case outcome != nil: // fn refused; perhaps because of a row that is not durable
	case t.broken != nil:
		outcome = t.broken
	case ctx.Err() != nil:
		outcome = fmt.Errorf("kv: commit: %w", ctx.Err())
	case !t.applier.changes.isEmpty():
		return turn.committer.commit(ctx, t.applier.changes, t.basis, turn)
	}
	turn.pass() // before the wait: the next transaction need not wait as well
	return t.basis.waitFor(ctx, outcome)
}
