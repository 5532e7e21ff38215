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

	// NoSync returns from a commit when the operating system has taken it, not
	// when the disk has. A process that is killed loses nothing. When the machine
	// stops, commits since the last Sync may be lost, and since the disk may have
	// taken pages in any order the whole file may be unreadable: it is for loads
	// that can begin again.
	NoSync bool

	// Wait is how long Open waits for another process to release the file, before
	// it returns ErrLocked. Zero: not at all.
	Wait time.Duration

	// MapSize is the address space for the file, in bytes: memory is used only
	// for what is read. A file that outgrows it is mapped anew, for which a commit
	// waits until no View is open, and later Views wait for the commit. Zero: 1 TiB
	// where addresses have 64 bits, else, and on Windows, where the file would
	// become as large, nothing beyond the file.
	MapSize int

	// NoFreelistSync leaves the list of free pages out of every commit, which
	// makes commits to a large and fragmented file cheaper. Open, and a commit
	// that failed, then read the whole file to find them.
	NoFreelistSync bool
}

// defaultMapSize is Options.MapSize when it is not set.
func defaultMapSize() int {
	if strconv.IntSize < 64 || runtime.GOOS == "windows" {
		return 0
	}
	return 1 << (strconv.IntSize - 24)
}
