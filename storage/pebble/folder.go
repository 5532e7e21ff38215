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

	"github.com/relata-go/relata/failure"
)

// ErrLocked says that the folder is open already, in this process or in another.
var ErrLocked = failure.Sentinel(failure.Unavailable, "pebble.ErrLocked", "store is locked by another process, or is open already in this one")

// format is Pebble's file format in new folders. It is fixed, and not Pebble's newest, so
// that an upgrade of Pebble does not make folders that the version before cannot open.
const format = pebble.FormatTableFormatV6

// mode is the mode of a new folder. Associations are personal data, so only the owner may read.
const mode = 0o700

// lockFile is the file in the folder that is locked. Pebble uses the same one.
const lockFile = "LOCK"

// memTables is the greatest number of memory tables. Pebble takes their memory from the
// cache, so the cache is made larger by them; otherwise many writes would leave it empty.
const memTables = 4

// retry is the pause between two attempts of an Open that waits for the lock.
const retry = 20 * time.Millisecond

// openEngine opens the folder, or makes a new one. under is the file system.
func openEngine(path string, options *Options, under vfs.FS) (*engine, error) {
	full := options.filled()
	lock, err := lockFolder(&path, full.Wait)
	if err != nil {
		return nil, fmt.Errorf("pebble: open %s: %w", path, err)
	}
	e := &engine{fatal: newFatal(full.Report), lock: lock, limit: largestBatch, sync: pebble.Sync}
	e.snapshots.fatal = e.fatal
	e.files = &fileSystem{FS: under, fatal: e.fatal, folder: path}
	if full.NoSync {
		e.sync = pebble.NoSync
	}
	if err = e.await(func() error { return e.start(full) }); err == nil {
		return e, nil
	}
	if e.err() != nil {
		e.abandon()
	}
	return nil, errors.Join(fmt.Errorf("pebble: open %s: %w", path, corrupt(err)), lock.Close())
}

// start opens the folder with Pebble.
func (e *engine) start(options Options) error {
	settings, err := e.settings(options)
	if err == nil {
		e.db, err = pebble.Open(e.files.folder, settings)
	}
	if err != nil {
		return err
	}
	return e.snapshots.advance(e.db)
}

// lockFolder makes the folder if it does not exist, and locks it. It replaces path by the
// absolute path without symbolic links, because within one process only the name of the
// lock file tells that it is locked: the operating system lets a process lock a file twice.
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

// isLocked reports whether err says that somebody else holds the lock. If it is held in
// this process, Pebble's error has only a text.
func isLocked(err error) bool {
	return errors.Is(err, syscall.EAGAIN) || strings.Contains(err.Error(), "held by current process")
}

// settings returns Pebble's options.
func (e *engine) settings(options Options) (*pebble.Options, error) {
	existing, err := pebble.Peek(e.files.folder, e.files)
	if err != nil {
		return nil, err
	}
	settings := &pebble.Options{
		FS: e.files, Logger: logger{e.fatal}, EventListener: e.listener(),
		CacheSize:    options.Cache + memTables*int64(options.MemTable),
		MemTableSize: options.MemTable, MemTableStopWritesThreshold: memTables,
		FormatMajorVersion: format, L0CompactionThreshold: 2,
		CompactionConcurrencyRange: func() (lower, upper int) { return 1, 2 },
	}
	if existing.Exists && (!options.Upgrade || existing.FormatMajorVersion > format) {
		settings.FormatMajorVersion = existing.FormatMajorVersion
	}
	for i := range settings.Levels { // an Associate mostly looks for a link that does not exist yet
		settings.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	return settings, nil
}
