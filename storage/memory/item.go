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

func half(from, to handle, created int64, labels, marks uint32) item {
	return item{from: from, to: to, w0: uint64(created), w1: uint64(marks)<<32 | uint64(labels)}
}

func (it *item) created() int64 { return int64(it.w0) }
func (it *item) labels() uint32 { return uint32(it.w1) }
func (it *item) marks() uint32  { return uint32(it.w1 >> 32) }

// The bits of the primary marks of a link, as one of its records sees it.
const (
	nearMark = 1
	farMark  = 2
)

func marksOf(link *history.State) (marks uint32) {
	if link.Near.Primary {
		marks = nearMark
	}
	if link.Far.Primary {
		marks |= farMark
	}
	return marks
}

// stateOf returns a link with the given labels and marks.
func stateOf(created int64, labels *sight, marks uint32) history.State {
	return history.State{
		Created: created,
		Near:    history.End{Labels: labels[0], Primary: marks&nearMark != 0},
		Far:     history.End{Labels: labels[1], Primary: marks&farMark != 0},
	}
}

// link returns the state of a half, as its record sees it.
func (s *state) link(it *item) history.State {
	return stateOf(it.created(), s.sights.at(it.labels()), it.marks())
}
