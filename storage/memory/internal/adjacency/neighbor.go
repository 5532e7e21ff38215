package adjacency

import (
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A row of the neighbour index is a link as From sees it: To is the other record. A link
// has two rows, one from each end, so that a page of either record is one range.

// NewNeighbor returns the row of a link. labels is the number of the interned labels.
func NewNeighbor(from, to rowid.ID, created int64, labels uint32, marks linkstate.Marks) Row {
	return Row{From: from, To: to, w0: uint64(created), w1: uint64(marks)<<32 | uint64(labels)}
}

// Created returns when the link began.
func (r *Row) Created() int64 { return int64(r.w0) }

// Labels returns the number of the link's interned labels.
func (r *Row) Labels() uint32 { return uint32(r.w1) }

// Marks returns the primary marks of the link.
func (r *Row) Marks() linkstate.Marks { return linkstate.Marks(r.w1 >> 32) }

// NeighborLess returns the order of the neighbour index. Records only need to be
// together, so From is ordered as a number. The neighbours of one record and one type
// are in the order of their ids, so To is ordered as names says.
func NeighborLess(names *rowid.Names) func(a, b Row) bool {
	less := names.Less()
	return func(a, b Row) bool {
		if a.From != b.From {
			return a.From < b.From
		}
		return less(a.To, b.To)
	}
}
