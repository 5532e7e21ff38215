// Package pebble keeps accounts in one folder, with the key-value store Pebble. Package kv
// decides which keys and values hold the rows. This package decides how they are written
// to disk and read.
//
// A commit is on disk when it returns, unless [Options.NoSync] is set. One process at a
// time has the folder open. Each reader sees one snapshot, and no reader waits for a
// writer.
//
// A disk that fails does not end the process. If Pebble cannot write its log, which would
// end the process, all calls of the store fail from then on; opening the store again reads
// the state on disk. Errors of background work go to [Options.Report].
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

// A Store is an open folder. The Store is also the storage.Storage of the account whose
// name is empty, and the storage.Accounts of all.
type Store struct {
	*kv.DB
	engine *engine
}

var (
	_ storage.Storage  = (*Store)(nil)
	_ storage.Accounts = (*Store)(nil)
)

// Open opens the folder, or makes a new one if its parent exists. The error is [ErrLocked]
// if the folder is open already, and a [*kv.FormatError] if a version of this library
// wrote it that this version does not know.
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

// Sync makes the commits durable that were written with NoSync.
func (s *Store) Sync() error { return s.engine.Sync() }

// Backup makes a new folder with a copy of the store at one moment, while the store is in
// use. The copy has every commit that had returned. On the same file system it takes
// little room at first, because it shares files with the store by hard links. Open the
// copy like any store, the first time with NewEpoch.
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
