// Package bytealloc puts many small strings into a single allocation.
//
// The answer to a page has thousands of ids of a few bytes each. An allocation for
// each would cost more than reading the rows.
package bytealloc

import (
	"strconv"
	"strings"
)

// Strings makes strings one after the other in blocks of memory. A string that was made
// never changes, since blocks are only appended to. A block is garbage when all strings
// in it are. The zero Strings is ready to use, by a single goroutine.
type Strings struct{ block strings.Builder }

// Sizes in bytes. A block is small because a string that is kept keeps the whole block
// in memory.
const (
	blockSize = 1024
	longest   = 128 // a longer string gets an allocation of its own
	digits    = 20  // of the greatest uint64
	commonID  = 8   // of an id, as a guess
)

// Reserve makes space for n ids of common length, so that they share an allocation.
func (s *Strings) Reserve(n int) {
	if need := n * commonID; s.free() < need {
		s.begin(max(need, blockSize))
	}
}

// Text returns a copy of b as a string.
func (s *Strings) Text(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case len(b) > longest:
		return string(b)
	case s.free() < len(b):
		s.begin(blockSize)
	}
	start := s.block.Len()
	s.block.Write(b)
	return s.block.String()[start:]
}

// Decimal returns n in decimal digits.
func (s *Strings) Decimal(n uint64) string {
	if s.free() < digits {
		s.begin(blockSize)
	}
	var text [digits]byte
	start := s.block.Len()
	s.block.Write(strconv.AppendUint(text[:0], n, 10))
	return s.block.String()[start:]
}

func (s *Strings) free() int { return s.block.Cap() - s.block.Len() }

// begin starts a new block. The old one belongs to its strings.
func (s *Strings) begin(size int) {
	s.block.Reset()
	s.block.Grow(size)
}
