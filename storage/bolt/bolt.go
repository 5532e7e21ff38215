// Package bolt keeps accounts in one file, with the key-value store bbolt. Package kv
// decides which keys and values hold the rows. This package decides how they are written
// to disk and read.
//
// A commit is on disk when it returns, unless [Options.NoSync] is set. One process at a
// time has the file open. Each reader sees one state of the file, and no reader waits for
// a writer. bbolt keeps the pages that the oldest reader sees, so the file grows while a
// View is open.
//
// The package starts nothing in the background, never logs, and removes no file.
package bolt

import (
	"context"
	"errors"
	"io"

	"go.etcd.io/bbolt"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A Store is an open file. The Store is also the storage.Storage of the account whose
// name is empty, and the storage.Accounts of all.
type Store struct {
	*kv.DB
	engine *engine
}

var (
	_ storage.Storage  = (*Store)(nil)
	_ storage.Accounts = (*Store)(nil)
)

// Open opens the file, or makes a new one in a folder that exists. The error is
// [ErrLocked] if the file is open already, and a [*kv.FormatError] if a version of this
// library wrote it that this version does not know.
func Open(path string, options *Options) (*Store, error) {
	if options == nil {
		options = &Options{}
	}
	e, err := openEngine(path, options)
	if err != nil {
		return nil, err
	}
	db, err := kv.Open(e, &kv.Options{NewEpoch: options.NewEpoch})
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return &Store{db, e}, nil
}

// Sync makes the commits durable that were written with NoSync.
func (s *Store) Sync() error { return s.engine.Sync() }

// Backup writes a copy of the whole file at one moment to w, while the store is in use.
// A View stays open until then, so the file grows by the commits that come meanwhile.
// Open the copy like any store, the first time with NewEpoch. Backup returns the error
// of w, or that of ctx if ctx ends first.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.engine.readTx(ctx, func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(contextWriter{ctx, w})
		return err
	})
}

// A contextWriter writes until its context ends.
type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

// Write implements io.Writer.
func (u contextWriter) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}
