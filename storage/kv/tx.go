package kv

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// A tx is one attempt of an Update. Each of its Reads is a short View of the engine, so
// that fn holds no snapshot of it. That is still one snapshot for fn: the layers hide
// whatever the engine writes meanwhile, and nobody else writes.
type tx struct {
	query   *query
	applier applier
	engine  Engine
	reader  layeredReader // the transaction's own changes on those of the groups
	layers  [3]*writeSet  // memory of the reader's layers
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

// Read answers from the snapshot with all that was applied.
func (t *tx) Read(ctx context.Context, b *storage.Batch) error {
	if err := t.check(ctx, "read"); err != nil {
		return err
	}
	return t.view(ctx, func() error { return t.query.answer(b) })
}

// Apply writes the rows of b that changed into the transaction. After an error the
// transaction can no longer commit.
func (t *tx) Apply(ctx context.Context, b *storage.Batch) error {
	err := t.check(ctx, "apply")
	switch {
	case err != nil:
	case t.begun && len(b.DropEvents) == 0 && !t.query.read.accountIsNew() && t.knowsTypes(b):
		// This is the common case: nothing has to be read, so the engine is not asked
		// for a snapshot.
		err = t.apply(b)
	default:
		err = t.view(ctx, func() error { return t.apply(b) })
	}
	// Rows before the one that failed are in the write set. If fn passed over the error
	// they would be committed without the others.
	if err != nil && !t.over.Load() && t.broken == nil {
		t.broken = err
	}
	return err
}

// apply writes the rows of b into the write set. An account that is new gets its
// number first: all keys begin with it.
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

// createAccount gives the account the next number and writes it.
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
	// Two transactions never take one number: they run one at a time, and each sees the
	// changes of those before it.
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

// check refuses a call after the Update has ended, or after its context has.
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

// readBasics reads the number of the account and its feed, once. If that fails nothing
// can be done: rows would be looked for under the wrong keys.
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

// end commits what fn did, if fn succeeded and changed something. Else it waits until
// what fn saw is durable. It returns errAgain or errAlone if fn has to run again.
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
