package adjacency

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A row of the degrees by label has how many of From's links to a type carry a label.
// There are few such rows: one is written only where the label has a limit. A degree
// over all links is in the degree table.

// DegreeKey returns the place of the degree of a record to a type, for a label: To
// holds the type and the label. The row compares equal to one with a count.
func DegreeKey(of rowid.ID, to rowid.Type, id label.TypeID) Row {
	return Row{From: of, To: to.ID() | rowid.ID(id.Category)<<32 | rowid.ID(id.Number)}
}

// Label returns the label of a degree.
func (r *Row) Label() label.TypeID {
	return label.TypeID{Category: label.Category(r.To >> 32), Number: uint32(r.To)}
}

// SetDegree sets the count and the primary, which is zero for none. A count that does
// not fit is storage.ErrTooLarge.
func (r *Row) SetDegree(count int, primary rowid.ID) error {
	if err := degree.CheckCount(count); err != nil {
		return err
	}
	r.w0, r.w1 = uint64(count), uint64(primary)
	return nil
}

// Degree returns the count and the primary of a degree.
func (r *Row) Degree() (count int, primary rowid.ID) { return int(r.w0), rowid.ID(r.w1) }

// IsEmptyDegree reports whether a degree has neither count nor primary. Such a row is
// not stored.
func (r *Row) IsEmptyDegree() bool { return r.w0|r.w1 == 0 }

// DegreeLess is the order of the degrees by label.
func DegreeLess(a, b Row) bool { return a.From < b.From || a.From == b.From && a.To < b.To }
