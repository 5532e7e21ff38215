// Package degree keeps the degree table: for a record and a type, how many links the
// record has to records of the type, which of them is the primary, and the newest event
// of these links.
//
// Counts and primaries are asked for in every operation, so a row is found by its hash,
// with one or two looks into memory however many rows there are. Rows are never
// removed: a count that falls to zero keeps its row, since the row still leads to the
// events.
package degree

import (
	"fmt"
	"math"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A Row is the degree of a record to a type. It has no pointers and takes 24 bytes. A
// row to type 0 has no links; it leads to the events of the record itself, such as its
// deletion.
type Row struct {
	Of     rowid.ID
	toward rowid.ID // the primary, or the type alone if there is none
	count  uint32

	// Newest is the number of the newest event of the record to the type, plus one.
	// From there the event log leads to the older ones.
	Newest uint32
}

// To returns the type that the row counts links to.
func (r *Row) To() rowid.Type { return r.toward.Type() }

// Count returns the number of links.
func (r *Row) Count() int { return int(r.count) }

// Primary returns the ID of the primary, or zero if there is none.
func (r *Row) Primary() rowid.ID {
	if r.toward.IsType() {
		return 0
	}
	return r.toward
}

// IsEmpty reports whether the row has no count and no primary. Callers are not shown
// such a row; it is kept for its events.
func (r *Row) IsEmpty() bool { return r.count == 0 && r.toward.IsType() }

// SetSummary sets count and primary. primary is a record of the type of the row, or
// zero. A count that does not fit is [storage.ErrTooLarge].
func (r *Row) SetSummary(count int, primary rowid.ID) error {
	if err := CheckCount(count); err != nil {
		return err
	}
	r.count, r.toward = uint32(count), r.To().ID()|primary
	return nil
}

// CheckCount returns [storage.ErrTooLarge] for a count that does not fit 32 bits.
func CheckCount(count int) error {
	if count < 0 || count > math.MaxUint32 {
		return fmt.Errorf("%w: a count of %d links does not fit", storage.ErrTooLarge, count)
	}
	return nil
}
