package memory

import (
	"fmt"
	"math"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage"
)

// An item is one row of the tree, without pointers. It is one of two things:
//
// A half is a link as one of its records sees it: created, then the marks and the
// interned labels. A link is two halves.
//
// A header stands before the halves of a record and a type, at value zero: how many
// there are, the newest of their events, and the primary. The header of kind zero
// has the events of the record's life.
type item struct {
	from, to handle
	w0, w1   uint64
}

// sight is the labels of a link as one end sees them: its own, then the other's.
type sight [2]label.Set

func headerKey(of handle, k kind) item { return item{from: of, to: k.handle()} }

func (it *item) count() uint32   { return uint32(it.w0 >> 32) }
func (it *item) head() uint32    { return uint32(it.w0) } // the event's number + 1
func (it *item) primary() handle { return handle(it.w1) }
func (it *item) isBare() bool    { return it.w0|it.w1 == 0 }

func (it *item) setHead(head uint32) { it.w0 = it.w0&^math.MaxUint32 | uint64(head) }

func (it *item) setSummary(count int, primary handle) error {
	if count < 0 || count > math.MaxUint32 {
		return fmt.Errorf("%w: a count of %d links does not fit", storage.ErrTooLarge, count)
	}
	it.w0 = uint64(count)<<32 | it.w0&math.MaxUint32
	it.w1 = uint64(primary)
	return nil
}

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

// sideKey is the place of a side with a label, in the tree that has only those.
func sideKey(of handle, k kind, id label.TypeID) item {
	return item{from: of, to: k.handle() | handle(id.Category)<<32 | handle(id.Number)}
}

func sideLabel(to handle) label.TypeID {
	return label.TypeID{Category: label.Category(to >> 32), Number: uint32(to)}
}

func lessSide(a, b item) bool { return a.from < b.from || a.from == b.from && a.to < b.to }
