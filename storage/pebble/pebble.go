// Package pebble keeps accounts in one folder, with Pebble: package kv decides which
// keys stand for which rows, and this package how they reach the disk.
//
// A commit has reached the disk when it returns, unless [Options.NoSync] is set. One
// process has the folder open at a time. Readers each see one snapshot and wait for no
// writer.
//
// A disk that fails does not end the process. Where Pebble would end it, since it could
// not write its log, the calls of the store fail from then on, and opening it again reads
// what is on disk. What goes wrong behind the calls is told to [Options.Report].
package pebble

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A Store is an open folder. It is the storage.Storage of the account whose name is
// empty; Account returns those of others.
type Store struct {
	*kv.DB
	engine *engine
}

var _ storage.Storage = (*Store)(nil)

// Open opens the folder, or makes a new one in a folder that exists. The error is
// [ErrLocked] when the folder is open elsewhere, and a [*kv.FormatError] when a version
// of this library wrote it that this one does not know.
func Open(path string, options *Options) (*Store, error) { return open(path, options, vfs.Default) }

func open(path string, options *Options, files vfs.FS) (*Store, error) {
	if options == nil {
		options = &Options{}
	}
	e, err := openEngine(path, options, files)
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

// Backup makes a new folder that holds a copy of one moment, with every commit that had
// returned, while the store is in use. On the same file system it takes little room at
// first: it shares files with the store, which never change, until the store has
// written them anew. The copy is opened like any store, the first time with NewEpoch.
func (s *Store) Backup(ctx context.Context, folder string) error {
	e := s.engine
	if err := e.begin(ctx); err != nil {
		return err
	}
	defer e.calls.Leave()
	err := e.await(func() error { return e.db.Checkpoint(folder, pebble.WithFlushedWAL()) })
	if err == nil {
		err = os.Chmod(folder, mode)
	}
	if err != nil {
		return fmt.Errorf("pebble: back up to %s: %w", folder, err)
	}
	return nil
}
