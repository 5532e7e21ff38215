// Package sqlite keeps accounts in an SQLite database, a file that other tools can read.
// Package kv decides which keys and values hold the rows. This package decides how they are
// written to the database and read.
//
// A commit is on disk when the call returns: the journal is a write-ahead log and synchronous is
// FULL. One process at a time has the store open. Other programs may read the database with
// SQLite meanwhile, and must not write to it. Each reader sees one state of the database, and
// no reader waits for a writer.
//
// The package starts nothing in the background and never logs. SQLite removes its log,
// PATH-wal and PATH-shm, when the last program closes the database. The empty file PATH-lock
// stays.
package sqlite

import (
	"errors"
	"time"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A Store is an open database. The Store is also the storage.Storage of the account whose
// name is empty, and the storage.Accounts of all.
type Store struct{ *kv.DB }

var (
	_ storage.Storage  = (*Store)(nil)
	_ storage.Accounts = (*Store)(nil)
)

// Options change how a store is opened. The zero Options and nil mean the defaults.
type Options struct {
	// NewEpoch begins a new epoch of positions: set it when you open a copy for the
	// first time, see kv.Options.
	NewEpoch bool

	// Wait is how long Open waits for another process to close the store, before
	// Open returns ErrLocked, rounded up to milliseconds. Zero: Open does not wait.
	Wait time.Duration
}

// Open opens the database, or makes a new one in a folder that exists. The error is
// [ErrLocked] if the store is open already, [ErrForeign] if the file is a database of
// another program, and a [*kv.FormatError] if a version of this library wrote it that this
// version does not know.
func Open(path string, options *Options) (*Store, error) {
	if options == nil {
		options = &Options{}
	}
	e, err := openEngine(path, options.Wait)
	if err != nil {
		return nil, err
	}
	db, err := kv.Open(e, &kv.Options{NewEpoch: options.NewEpoch})
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return &Store{db}, nil
}
