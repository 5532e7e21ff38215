// Package bolt keeps accounts in one file, with bbolt: package kv decides which keys
// stand for which rows, and this package how they reach the disk.
//
// A commit has reached the disk when it returns, unless [Options.NoSync] is set. One
// process has the file open at a time. Readers each see one state of the file and wait
// for no writer; bbolt keeps what the oldest of them sees, so that the file grows while
// a View is open.
//
// It starts nothing in the background, never logs, and removes no file.
package bolt

import (
	"context"
	"errors"
	"io"

	"go.etcd.io/bbolt"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A Store is an open file. It is the storage.Storage of the account whose name is
// empty; Account returns those of others.
type Store struct {
	*kv.DB
	engine *engine
}

var _ storage.Storage = (*Store)(nil)

// Open opens the file, or makes a new one in a folder that exists. The error is
// [ErrLocked] when the file is open elsewhere, and a [*kv.FormatError] when a version of
// this library wrote it that this one does not know.
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

// Sync makes durable what was written with NoSync.
func (s *Store) Sync() error { return s.engine.Sync() }

// Backup writes a copy of the whole file, of one moment, while the store is in use. It
// holds a View open: the file grows by what is written meanwhile. The copy is opened
// like any store, the first time with NewEpoch. It returns the error of w, and that of
// ctx when it ends first.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.engine.inside(ctx, func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(writerUntil{ctx, w})
		return err
	})
}

// A writerUntil writes until its context ends.
type writerUntil struct {
	ctx context.Context
	w   io.Writer
}

// Write implements io.Writer.
func (u writerUntil) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}
