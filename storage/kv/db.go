package kv

import (
	"context"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// Options say how a store is opened. Nil stands for the zero Options.
type Options struct {
	// NewEpoch begins a new Epoch of positions: set it for the first opening of a
	// store that was restored from a copy, where positions were given behind the
	// copy that events to come would be given again. It does no harm if set more
	// often.
	NewEpoch bool
}

// A DB is an open store. It is itself the [storage.Storage] of the account whose name
// is empty, so that who has one account needs no more. Its methods may be called from
// many goroutines.
type DB struct {
	engine Engine
	epoch  uint64
	calls  calls.Calls // of all accounts
	writer writer
	own    *account
	spare  sync.Pool // of *query
}

var _ storage.Storage = (*DB)(nil)

// Open makes a store of an engine, which it owns from then on unless it returns an
// error. An empty engine is prepared for use. The error is a *[FormatError] when the
// engine holds what this version of the package does not know.
func Open(engine Engine, options *Options) (*DB, error) {
	if options == nil {
		options = &Options{}
	}
	epoch, err := prepare(context.Background(), engine, options)
	if err != nil {
		return nil, err
	}
	db := &DB{engine: engine, epoch: epoch}
	db.spare.New = func() any { return new(query) }
	db.writer.init(engine)
	db.own = db.account("")
	return db, nil
}

// Account returns the Storage of the account of that name: 0 to 255 bytes of any kind.
// With a longer name every call of it returns [storage.ErrInvalid]. It is a cheap
// handle; an account is there as soon as something is written to it. Closing it ends
// that handle alone; it ends with the store in any case.
func (db *DB) Account(name string) storage.Storage { return db.account(name) }

// Read implements [storage.Reader] for the account whose name is empty.
func (db *DB) Read(ctx context.Context, b *storage.Batch) error { return db.own.Read(ctx, b) }

// View implements [storage.Storage] for the account whose name is empty.
func (db *DB) View(ctx context.Context, fn func(storage.Reader) error) error {
	return db.own.View(ctx, fn)
}

// Update implements [storage.Storage] for the account whose name is empty.
func (db *DB) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	return db.own.Update(ctx, anchors, fn)
}

// Traits implements [storage.Storage].
func (db *DB) Traits() storage.Traits { return db.own.Traits() }

// Close waits for the calls of all accounts that are under way and closes the engine.
// Later calls, Close included, return [storage.ErrClosed].
func (db *DB) Close() error {
	if err := db.calls.Close(); err != nil {
		return wrap("close", err)
	}
	return wrap("close", db.engine.Close())
}
