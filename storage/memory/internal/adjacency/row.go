// Package adjacency has the rows of the two B-trees of links: the neighbour index, with
// a row for each end of a link, and the degrees by label.
//
// Both trees are ordered by record and are asked the same way, so both have the same
// type of row. A row has no pointers, so the garbage collector skips it.
package adjacency

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A Row belongs to record From. Its other fields depend on the tree: see [NewNeighbor]
// and [DegreeKey].
type Row struct {
	From, To rowid.ID
	w0, w1   uint64
}

// A row of the neighbour index is a link as From sees it: To is the other record. A
// link has two rows, one from each end, so that a page of either record is a single
// range.

// NewNeighbor returns the row of a link. labels is the number of the interned labels.
func NewNeighbor(from, to rowid.ID, created record.Time, labels uint32, marks linkstate.Marks) Row {
	return Row{From: from, To: to, w0: uint64(created), w1: uint64(marks)<<32 | uint64(labels)}
}

// Created returns when the link began.
func (r *Row) Created() record.Time { return record.Time(r.w0) }

// Labels returns the number of the link's interned labels.
func (r *Row) Labels() uint32 { return uint32(r.w1) }

// Marks returns the primary marks of the link.
func (r *Row) Marks() linkstate.Marks { return linkstate.Marks(r.w1 >> 32) }

// NeighborLess returns the order of the neighbour index. Records only need to be
// together, so From is ordered as a number. The neighbours of a record that have the
// same type are in the order of their ids, so To is ordered as names says.
func NeighborLess(names *rowid.Names) func(a, b Row) bool {
	less := names.Less()
	return func(a, b Row) bool {
		if a.From != b.From {
			return a.From < b.From
		}
		return less(a.To, b.To)
	}
}

// A row of the degrees by label has how many of From's links to a type carry a label.
// There are few such rows, since only a label with a limit has them. A degree over all
// links is in the degree table.

// DegreeKey returns the place of the degree of a record to a type, for a label: To
// holds the type and the label. The order of the tree does not look at the count.
func DegreeKey(of rowid.ID, to rowid.Type, id label.TypeID) Row {
	return Row{From: of, To: to.ID() | rowid.ID(id.Category)<<32 | rowid.ID(id.Number)}
}

// Label returns the label of a degree.
func (r *Row) Label() label.TypeID {
	return label.TypeID{Category: label.Category(r.To >> 32), Number: uint32(r.To)}
}

// SetDegree sets the count and the primary. toward is a record of the type of the row,
// or the type alone. A count that does not fit is storage.ErrTooLarge.
func (r *Row) SetDegree(count int, toward rowid.ID) error {
	if err := degree.CheckCount(count); err != nil {
		return err
	}
	r.w0, r.w1 = uint64(count), uint64(toward)
	return nil
}

// Degree returns the count of a degree, and the primary, or a type alone if there is
// none.
func (r *Row) Degree() (count int, toward rowid.ID) { return int(r.w0), rowid.ID(r.w1) }

// IsEmptyDegree reports whether a degree has neither count nor primary. Such a row is
// not stored.
func (r *Row) IsEmptyDegree() bool { return r.w0 == 0 && rowid.ID(r.w1).IsType() }

// DegreeLess is the order of the degrees by label.
func DegreeLess(a, b Row) bool { return a.From < b.From || a.From == b.From && a.To < b.To }
