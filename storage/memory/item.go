package memory

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
)

// An item is one row of a tree, without pointers: a half, which is a link as one of
// its records sees it, or a side with a label. A half has when the link was created,
// then the marks and the interned labels. A link is two halves.
type item struct {
	from, to handle
	w0, w1   uint64
}

// sight is the labels of a link as one end sees them: its own, then the other's.
type sight [2]label.Set

func half(from, to handle, created int64, labels uint32, primary [2]bool) item {
	return item{from: from, to: to, w0: uint64(created), w1: uint64(marksOf(primary))<<32 | uint64(labels)}
}

func (it *item) created() int64     { return int64(it.w0) }
func (it *item) labels() uint32     { return uint32(it.w1) }
func (it *item) primaries() [2]bool { return primariesOf(uint32(it.w1 >> 32)) }

func marksOf(primary [2]bool) uint32 {
	marks := uint32(0)
	if primary[0] {
		marks = 1
	}
	if primary[1] {
		marks |= 2
	}
	return marks
}

func primariesOf(marks uint32) [2]bool { return [2]bool{marks&1 != 0, marks&2 != 0} }

// link returns the state of a half, as its record sees it.
func (s *state) link(it *item) history.State {
	return history.State{Created: it.created(), Labels: *s.sights.at(it.labels()), Primary: it.primaries()}
}
