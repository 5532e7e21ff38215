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

	// NoSync lets a commit return before it is on disk. A process that is killed, or
	// a machine that stops, can lose the newest commits since the last Sync. It loses
	// whole commits, never one from the middle, and the folder stays readable.
	NoSync bool

	// Wait is how long Open waits for another process to release the folder,
	// before it returns ErrLocked. Zero: it does not wait.
	Wait time.Duration

	// Cache is the memory for blocks that were read, in bytes. Memory of MemTable
	// that is not used at the moment holds blocks as well. Zero: 64 MiB.
	Cache int64

	// MemTable is the size of a memory table, in bytes: commits are collected there
	// before they become a file. Up to four exist at once, and an Open after a crash
	// reads as many bytes of log. Zero: 32 MiB.
	MemTable uint64

	// Upgrade raises the format of an older folder to that of new folders. An older
	// version of this package cannot open the folder any more. Without it a folder
	// keeps the format that it was made with.
	Upgrade bool

	// Report receives the errors of background work: a file that could not be
	// written, which Pebble tries again, or damage that Pebble found. It is called
	// from several goroutines, may be called inside a call of the store, and must
	// return soon without using the store. Nil: slog's default logger logs them.
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
