package bolt

import (
	"runtime"
	"strconv"
	"time"
)

// Options change how a store is kept. The zero Options and nil mean the defaults.
type Options struct {
	// NewEpoch begins a new epoch of positions: set it when you open a copy for the
	// first time, see kv.Options.
	NewEpoch bool

	// NoSync lets a commit return before it is on disk, when the operating system
	// has it. A process that is killed loses nothing. When the machine stops, the
	// commits since the last Sync may be lost, and the whole file may be unreadable,
	// because the disk may have written its pages in any order. Use it for loads that
	// can be started again.
	NoSync bool

	// Wait is how long Open waits for another process to release the file, before
	// it returns ErrLocked. Zero: it does not wait.
	Wait time.Duration

	// MapSize is the address space into which the file is mapped, in bytes. Only
	// pages that are read use memory. A file that outgrows it is mapped again: the
	// commit that does this waits until no View is open, and later Views wait for the
	// commit. Zero: 1 TiB on 64-bit systems. On 32-bit systems, and on Windows, where
	// the file would become as large, it is the size of the file.
	MapSize int

	// NoFreelistSync leaves the list of free pages out of every commit, so that
	// commits to a large and fragmented file are cheaper. Then an Open, and a commit
	// that fails, read the whole file to find the free pages.
	NoFreelistSync bool
}

// defaultMapSize returns the MapSize of the zero Options.
func defaultMapSize() int {
	if strconv.IntSize < 64 || runtime.GOOS == "windows" {
		return 0
	}
	return 1 << (strconv.IntSize - 24)
}
