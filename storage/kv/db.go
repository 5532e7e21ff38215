package kv

import (
	"context"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// Options say how a store is opened. Nil means the zero Options.
type Options struct {
	// NewEpoch begins a new Epoch of positions. Set NewEpoch when a store that was
	// restored from a copy is first opened: the original gave positions after the copy
	// was made, and new events would get the same positions. More epochs than needed do
	// no harm.
	NewEpoch bool
}

// A DB is an open store, the [storage.Accounts] of all accounts. The DB is also the
// [storage.Storage] of the account whose name is empty, so an application with one account
// needs no more. Its methods may be called from many goroutines.
type DB struct {
	engine    Engine
	epoch     uint64
	calls     calls.Calls // of all accounts
	committer committer
	drops     drops
	unnamed   *account  // whose name is empty
	queries   sync.Pool // of *query
}

var (
	_ storage.Storage  = (*DB)(nil)
	_ storage.Accounts = (*DB)(nil)
)

// Open makes a store of an engine. Unless Open returns an error, the store owns the
// engine from then on. An empty engine is prepared for use. The error is a
// *[FormatError] when the engine holds a format that this version of the package does
// not know.
func Open(engine Engine, options *Options) (*DB, error) {
	if options == nil {
		options = &Options{}
	}
	epoch, err := prepare(context.Background(), engine, options)
	if err != nil {
		return nil, err
	}
	db := &DB{engine: engine, epoch: epoch}
	db.queries.New = func() any { return newQuery() }
	db.committer.init(engine)
	db.unnamed = db.account("")
	return db, nil
}

// Account implements [storage.Accounts]. The call is cheap and reads nothing.
func (db *DB) Account(name string) storage.Storage { return db.account(name) }

// Read implements [storage.Reader] for the account whose name is empty.
func (db *DB) Read(ctx context.Context, b *storage.Batch) error { return db.unnamed.Read(ctx, b) }

// View implements [storage.Storage] for the account whose name is empty.
func (db *DB) View(ctx context.Context, fn func(storage.Reader) error) error {
	return db.unnamed.View(ctx, fn)
}

// Update implements [storage.Storage] for the account whose name is empty.
func (db *DB) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	return db.unnamed.Update(ctx, anchors, fn)
}

// Traits implements [storage.Storage].
func (db *DB) Traits() storage.Traits { return db.unnamed.Traits() }

// Close waits for the calls of all accounts that are under way and closes the engine.
// Later calls, Close included, return [storage.ErrClosed].
func (db *DB) Close() error {
	if err := db.calls.Close(); err != nil {
		return wrap("close", err)
	}
	return wrap("close", db.engine.Close())
}
