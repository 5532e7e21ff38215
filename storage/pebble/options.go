package pebble

import (
	"log/slog"
	"time"
)

// Options change how a store is kept. The zero Options and nil mean the defaults.
type Options struct {
	// NewEpoch begins a new epoch of positions: set it when you open a copy for the
	// first time, see kv.Options.
	NewEpoch bool

	// NoSync returns from a commit before it is on disk. A process that is killed, or
	// a machine that stops, loses the newest commits since the last Sync: always
	// whole ones and always the newest, never one in the middle, and the folder
	// stays readable.
	NoSync bool

	// Wait is how long Open waits for another process to release the folder,
	// before it returns ErrLocked. Zero: not at all.
	Wait time.Duration

	// Cache is the memory for blocks that were read, in bytes. What MemTable sets
	// aside and does not use at the moment is used for blocks as well. Zero: 64 MiB.
	Cache int64

	// MemTable is the memory in which commits are gathered before they become a
	// file, in bytes; up to four such are held at once, and as much is read again
	// by an Open after a crash. Zero: 32 MiB.
	MemTable uint64

	// Upgrade raises the format of an older folder to the one that new folders
	// get, after which an older version of this package cannot open it any more.
	// Without it a folder keeps the format it was made with.
	Upgrade bool

	// Report is told of what goes wrong behind the calls: a file that could not be
	// written, which Pebble tries again, or damage that was found. It is called
	// from several goroutines, may be called inside a call of the store, and must
	// return soon without using the store. Nil: slog's default logger has it.
	Report func(error)
}

// The sizes that the zero Options stand for, in bytes.
const (
	defaultCache    = 64 << 20
	defaultMemTable = 32 << 20
)

// filled returns the options with the defaults filled in.
func (o *Options) filled() Options {
	var full Options
	if o != nil {
		full = *o
	}
	if full.Cache <= 0 {
		full.Cache = defaultCache
	}
	if full.MemTable == 0 {
		full.MemTable = defaultMemTable
	}
	if full.Report == nil {
		full.Report = func(err error) { slog.Default().Error("pebble", "error", err) }
	}
	return full
}
