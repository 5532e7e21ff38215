package kv

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// An account is the Storage of one account. Several may exist for the same name, each
// with a Close of its own; they share the rows and the turn of the [DB].
type account struct {
	db      *DB
	name    string
	illegal error // of the name; nil: none
	calls   calls.Calls
	known   atomic.Pointer[known]

	opened uint64        // the changes of db.drops before this Storage
	seen   atomic.Uint64 // the changes of db.drops after which calls were allowed
	drops  bool          // DropAccount uses this Storage
}

// account returns a new Storage of an account. Number and types of the account are not
// known yet; the first reading finds them.
func (db *DB) account(name string) *account {
	a := &account{db: db, name: name, illegal: storage.CheckAccountName(name), opened: db.drops.changes.Load()}
	a.known.Store(&known{types: codec.NoTypes})
	return a
}

// Traits returns the traits of a store whose reads are function calls and whose commits
// wait for a disk. A chunk is large, because each Read of an Update opens a snapshot of
// the engine.
func (a *account) Traits() storage.Traits {
	return storage.Traits{Chunk: 256, Group: 1000, Exclusive: true}
}

// Close waits for the calls of this Storage. Others of the same account, and the store,
// stay open.
func (a *account) Close() error {
	if err := a.db.calls.Enter(); err != nil {
		return wrap("close", err)
	}
	defer a.db.calls.Leave()
	return wrap("close", a.calls.Close())
}

// enter begins a call of the account and of the store, which must end with leave. The
// call is refused if either is closed, the name is illegal, the account was dropped, or ctx
// has ended.
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

// leave ends a call that enter began.
func (a *account) leave() {
	a.calls.Leave()
	a.db.calls.Leave()
}

// check refuses an illegal name, an account that was dropped, and a context that has ended.
func (a *account) check(ctx context.Context) error {
	if a.illegal != nil {
		return a.illegal
	}
	if err := a.dropped(); err != nil {
		return err
	}
	return ctx.Err()
}

// wrap adds the call to err. Nil stays nil.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("kv: %s: %w", what, err)
}
