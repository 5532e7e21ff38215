package association

import (
	"hash/maphash"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An index finds the rows of one family by key. Few rows are compared one by one, which
// costs less than hashing their names. Many are mostly asked for again in the order in
// which they were asked for first, so the row behind the last one found is tried first;
// the others are found in a table of hashes and row numbers, a fraction of the size of a
// map that has the keys as well.
type index[K comparable] struct {
	slots []slot // as many as a power of two, at most two thirds of them in use
	known int    // how many rows stand in slots
	next  int    // the row behind the last one found
}

// A slot names a row, counted from 1, and has half of its key's hash; 0 names none.
type slot struct{ hash, row uint32 }

// fewRows is the greatest number of rows that are compared one by one. It serves a
// single operation, whose rows are two sides and a link.
const fewRows = 8

// keptEntries is how many entries of memory are kept for the next transaction, and
// keptSlots how many slots for each row of the last one: clearing costs as much as they are.
const (
	keptEntries = 4096
	keptSlots   = 16
)

// reset forgets all rows and keeps the memory, unless that is large, or was made for many
// more rows than there are now.
func (x *index[K]) reset() {
	switch {
	case x.known == 0:
	case len(x.slots) > min(2*keptEntries, keptSlots*x.known): // a row has two or so
		x.slots = nil
	default:
		clear(x.slots)
	}
	x.known, x.next = 0, 0
}

// find returns the position of the row with the given key, or -1.
func find[K comparable, R any](x *index[K], rows []R, key func(*R) K, want K) int {
	if len(rows) <= fewRows {
		for i := range rows {
			if key(&rows[i]) == want {
				return i
			}
		}
		return -1
	}
	if x.next < len(rows) && key(&rows[x.next]) == want {
		x.next++
		return x.next - 1
	}
	if 3*len(rows) > 2*len(x.slots) {
		x.grow(len(rows))
	}
	for ; x.known < len(rows); x.known++ {
		x.put(slot{hash(key(&rows[x.known])), uint32(x.known) + 1})
	}
	code := hash(want)
	for at := code; ; at++ {
		s := x.slots[at&uint32(len(x.slots)-1)]
		if s.row == 0 {
			return -1
		}
		if i := int(s.row - 1); s.hash == code && key(&rows[i]) == want {
			x.next = i + 1
			return i
		}
	}
}

// grow makes a table for so many rows.
func (x *index[K]) grow(rows int) {
	size := 4 * fewRows
	for 3*rows > 2*size {
		size *= 2
	}
	old := x.slots
	x.slots = make([]slot, size)
	for _, s := range old {
		if s.row != 0 {
			x.put(s)
		}
	}
}

func (x *index[K]) put(s slot) {
	at := s.hash
	for x.slots[at&uint32(len(x.slots)-1)].row != 0 {
		at++
	}
	x.slots[at&uint32(len(x.slots)-1)] = s
}

var seed = maphash.MakeSeed()

func hash[K comparable](key K) uint32 { return uint32(maphash.Comparable(seed, key)) }

// A sideKey names a side, a linkKey a link, a before b in Ref order, and a pageKey
// and a streamKey a question.
type (
	sideKey struct {
		of record.Ref
		to record.Type
		id label.TypeID
	}
	linkKey struct{ a, b record.Ref }
	pageKey struct {
		of    record.Ref
		to    record.Type
		label label.TypeID
		order storage.Order
		after storage.Cursor
		max   int
	}
	streamKey struct {
		kind      storage.EventPageKind
		of        record.Ref
		to        record.Type
		operation history.OperationID
		after     storage.Position
		max       int
	}
)

func recordKey(r *storage.Record) record.Ref { return r.Of }
func keyOfSide(s *storage.Degree) sideKey    { return sideKey{s.Of, s.To, s.Label} }
func keyOfLink(l *storage.Link) linkKey      { return linkKey{l.A, l.B} }
func keyOfPage(p *storage.NeighborPage) pageKey {
	return pageKey{p.Of, p.To, p.Label, p.Order, p.After, p.Max}
}
func keyOfStream(s *storage.EventPage) streamKey {
	return streamKey{s.Kind, s.Of, s.To, s.Operation, s.After, s.Max}
}
