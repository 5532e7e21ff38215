package kv

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// MaxAccount is the greatest size of an account's name, in bytes, inclusive.
const MaxAccount = 255

// errOver is a defect of a caller who keeps a Tx or a Reader for later.
var errOver = errors.New("used after its function returned")

// An account is a handle of one account.
type account struct {
	db    *DB
	name  string
	calls calls.Calls
	known atomic.Pointer[knowledge]
}

// knowledge is what is durable and never changes, so that it need not be read again.
type knowledge struct {
	prefix []byte // what every key begins with; nil: not known yet
	types  *typeTable
}

func (db *DB) account(name string) *account {
	a := &account{db: db, name: name}
	a.known.Store(&knowledge{types: noTypes})
	return a
}

// Traits returns what suits a store whose reads are function calls and whose commits
// wait for a disk.
func (a *account) Traits() storage.Traits {
	return storage.Traits{Chunk: 256, Group: 1000, Exclusive: true}
}

// Close waits for the calls of this handle. Others of the account, and the store, stay
// open.
func (a *account) Close() error {
	if err := a.db.calls.Enter(); err != nil {
		return wrap("close", err)
	}
	defer a.db.calls.Leave()
	return wrap("close", a.calls.Close())
}

func (a *account) enter(ctx context.Context, what string) error {
	if err := a.db.calls.Enter(); err != nil {
		return wrap(what, err)
	}
	err := a.calls.Enter()
	if err == nil {
		if err = a.check(ctx); err == nil {
			return nil
		}
		a.calls.Leave()
	}
	a.db.calls.Leave()
	return wrap(what, err)
}

func (a *account) leave() {
	a.calls.Leave()
	a.db.calls.Leave()
}

func (a *account) check(ctx context.Context) error {
	if len(a.name) > MaxAccount {
		return fmt.Errorf("%w: an account's name has at most %d bytes, this one has %d", storage.ErrInvalid, MaxAccount, len(a.name))
	}
	return ctx.Err()
}

// wrap says what was done when err came. It leaves nil alone.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("kv: %s: %w", what, err)
}

// Read answers from one snapshot.
func (a *account) Read(ctx context.Context, b *storage.Batch) error {
	if err := a.enter(ctx, "read"); err != nil {
		return err
	}
	defer a.leave()
	return a.view(ctx, func(q *query) error { return q.read(b) })
}

// View gives fn a reader of one snapshot.
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

// view calls fn with a query of what is durable.
func (a *account) view(ctx context.Context, fn func(*query) error) error {
	q := a.db.spare.Get().(*query)
	q.begin(a)
	err := a.db.engine.View(ctx, func(r Reader) error {
		q.from = r
		return fn(q)
	})
	if err == nil {
		a.learn(q)
	}
	a.db.release(q)
	return err
}

// release keeps the memory of a query for another, and nothing else of it.
func (db *DB) release(q *query) {
	q.from, q.batch = nil, nil
	db.spare.Put(q)
}

// learn remembers what a query found out about the account.
func (a *account) learn(q *query) {
	if q.isUnknown() {
		return
	}
	if before := a.known.Load(); before.prefix == nil || len(q.types.names) > len(before.types.names) {
		a.known.CompareAndSwap(before, &knowledge{append([]byte(nil), q.account...), q.types})
	}
}

// A view is the reader of one View.
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
	return v.query.read(b)
}

// read answers a batch. An error of an earlier one is over with.
func (q *query) read(b *storage.Batch) error {
	q.open()
	err := q.answer(b)
	q.err = nil
	if err != nil {
		return fmt.Errorf("kv: read: %w", err)
	}
	return nil
}

// found writes the account's number into the store, the next one that is free.
func (t *tx) found() {
	key := []byte{0, storeAccounts}
	n := uint64(0)
	if v := t.get(key); v != nil {
		s := scanner{left: v}
		n = s.uvarint()
		if !t.whole(key, &s) {
			return
		}
	}
	if t.err != nil {
		return
	}
	t.own.put(key, binary.AppendUvarint(nil, n+1))
	t.account = binary.AppendUvarint(t.account[:0], n+1)
	t.own.put(append([]byte{0, storeAccount}, t.name...), t.account)
}
