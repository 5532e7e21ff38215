package pebble

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// ErrLocked says that the folder is open already, in this process or in another.
var ErrLocked = errors.New("store is locked by another process, or is open already in this one")

// format is that of a new folder. It is named, and not the newest there is, so that a
// newer Pebble does not make folders that the version before it cannot open.
const format = pebble.FormatTableFormatV6

// mode is of a new folder: what associates people is nobody else's.
const mode = 0o700

// lockFile is the file in the folder that Pebble locks, too.
const lockFile = "LOCK"

// memTables is how many memory tables are held, at most. Pebble takes their memory out of
// the cache's: without room for them there nothing is cached while much is written.
const memTables = 4

// retry is how long an Open that waits for a lock pauses between two looks at it.
const retry = 20 * time.Millisecond

// openEngine opens the folder, or makes a new one, in the file system under it.
func openEngine(path string, options *Options, under vfs.FS) (*engine, error) {
	full := options.filled()
	lock, err := lockFolder(&path, full.Wait)
	if err != nil {
		return nil, fmt.Errorf("pebble: open %s: %w", path, err)
	}
	e := &engine{failure: newFailure(full.Report), lock: lock, limit: largestBatch, sync: pebble.Sync}
	e.shown.failure = e.failure
	e.files = &files{FS: under, failure: e.failure, folder: path}
	if full.NoSync {
		e.sync = pebble.NoSync
	}
	if err = e.await(func() error { return e.start(full) }); err == nil {
		return e, nil
	}
	if e.standing() != nil {
		e.abandon()
	}
	return nil, errors.Join(fmt.Errorf("pebble: open %s: %w", path, damage(err)), lock.Close())
}

// start has Pebble open the folder.
func (e *engine) start(options Options) error {
	settings, err := e.settings(options)
	if err == nil {
		e.db, err = pebble.Open(e.files.folder, settings)
	}
	if err != nil {
		return err
	}
	return e.shown.renew(e.db)
}

// lockFolder makes the folder when there is none and locks it. It writes path anew, as
// the file system calls it: within a process Pebble knows locks by name, and the
// operating system does not refuse a process its own.
func lockFolder(path *string, wait time.Duration) (io.Closer, error) {
	if err := os.Mkdir(*path, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	absolute, err := filepath.Abs(*path)
	if err != nil {
		return nil, err
	}
	if *path, err = filepath.EvalSymlinks(absolute); err != nil {
		return nil, err
	}
	for begun := time.Now(); ; time.Sleep(retry) {
		lock, err := vfs.Default.Lock(filepath.Join(*path, lockFile))
		switch {
		case err == nil:
			return lock, nil
		case !isLocked(err):
			return nil, err
		case time.Since(begun) >= wait:
			return nil, ErrLocked
		}
	}
}

// isLocked tells a lock that another has from other errors. For one in this process
// Pebble has only words.
func isLocked(err error) bool {
	return errors.Is(err, syscall.EAGAIN) || strings.Contains(err.Error(), "held by current process")
}

// settings are Pebble's own options.
func (e *engine) settings(options Options) (*pebble.Options, error) {
	standing, err := pebble.Peek(e.files.folder, e.files)
	if err != nil {
		return nil, err
	}
	settings := &pebble.Options{
		FS: e.files, Logger: logger{e.failure}, EventListener: e.listen(),
		CacheSize:    options.Cache + memTables*int64(options.MemTable),
		MemTableSize: options.MemTable, MemTableStopWritesThreshold: memTables,
		FormatMajorVersion: format, L0CompactionThreshold: 2,
		CompactionConcurrencyRange: func() (lower, upper int) { return 1, 2 },
	}
	if standing.Exists && (!options.Upgrade || standing.FormatMajorVersion > format) {
		settings.FormatMajorVersion = standing.FormatMajorVersion
	}
	for i := range settings.Levels { // most links that are asked for before they are made are not there
		settings.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	return settings, nil
}
