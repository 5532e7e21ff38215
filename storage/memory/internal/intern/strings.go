// Package intern gives numbers to strings and other values: each distinct value is
// stored once, and rows hold its number.
//
// Rows without strings have no pointers, so the garbage collector does not look at
// them. Every table here can take its newest numbers back, which is how a transaction
// is undone, and can be read by snapshots while a writer adds to it.
package intern

import (
	"fmt"
	"hash/maphash"
	"math"
	"strings"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// Strings numbers strings in the order in which they were first seen. A writer adds
// strings; readers look them up at the same time without a lock.
//
// Every reader has a limit, which is how many strings its snapshot has. A string below
// the limit never changes. A string above it belongs to the transaction under way, and
// a rollback takes it back. For that reason a reader compares the number with the limit
// before the string is touched.
type Strings struct {
	seed   maphash.Seed
	chunks atomic.Pointer[[]*chunk]
	index  HashIndex
	n      uint32 // only the writer reads it
}

const chunkLen = 1024

type chunk [chunkLen]string

// NewStrings returns an empty table.
func NewStrings() *Strings {
	s := &Strings{seed: maphash.MakeSeed()}
	s.index.Init()
	s.chunks.Store(new([]*chunk))
	return s
}

// Text returns the string with number i. The caller has seen that i is below its limit.
func (s *Strings) Text(i uint64) string { return (*s.chunks.Load())[i/chunkLen][i%chunkLen] }

// Count returns the number of strings. Only the writer calls Count.
func (s *Strings) Count() uint32 { return s.n }

// hash has a random seed, so that nobody can choose texts that share a slot.
func (s *Strings) hash(text string) uint32 { return uint32(maphash.String(s.seed, text) >> 32) }

// Find returns the number of text, if that number is below limit.
func (s *Strings) Find(text string, limit uint32) (uint32, bool) {
	want, probe := s.hash(text), s.index.Probe()
	for i := want; ; i++ {
		hash, n, used := probe.At(i)
		if !used {
			return 0, false
		}
		if hash == want && n < limit && s.Text(uint64(n)) == text {
			return n, true
		}
	}
}

// Intern returns the number of text, a new number if there is none, or
// [storage.ErrTooLarge] when there are no more numbers. Only the writer calls Intern.
func (s *Strings) Intern(text string) (uint32, error) {
	if n, found := s.Find(text, s.n); found {
		return n, nil
	}
	if s.n == math.MaxUint32-1 {
		return 0, fmt.Errorf("%w: %d texts are the most that are kept in memory", storage.ErrTooLarge, s.n)
	}
	if s.n%chunkLen == 0 {
		s.addChunk()
	}
	// The caller's string may be a small part of a large one, which would then stay
	// in memory as a whole.
	(*s.chunks.Load())[s.n/chunkLen][s.n%chunkLen] = strings.Clone(text)
	s.index.Add(s.hash(text), s.n)
	s.n++
	return s.n - 1, nil
}

// addChunk publishes a longer list of chunks; readers keep the list that they hold.
func (s *Strings) addChunk() {
	old := (*s.chunks.Load())[:s.n/chunkLen]
	longer := make([]*chunk, len(old), len(old)+1)
	copy(longer, old)
	longer = append(longer, new(chunk))
	s.chunks.Store(&longer)
}

// Truncate takes back the newest strings until n are left. Only the writer calls
// Truncate.
func (s *Strings) Truncate(n uint32) {
	for s.n > n {
		s.n--
		text := &(*s.chunks.Load())[s.n/chunkLen][s.n%chunkLen]
		s.index.Remove(s.hash(*text), s.n)
		*text = ""
	}
}

// Dump returns all that the table holds, for tests that compare the table before and
// after a transaction that was undone.
func (s *Strings) Dump() []any {
	all := []any{s.n}
	for i := range s.n {
		all = append(all, strings.Clone(s.Text(uint64(i))))
	}
	return append(all, s.index.Used())
}
