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
	"github.com/relata-go/relata/storage/memory/internal/undo"
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

// A Table is the writer's degree table: rows that a transaction changes in place, with
// an undo log. It works as undo.Tree does.
type Table struct {
	rows      *Rows
	old       uint32 // how many rows the last commit left; younger ones are cut off by a rollback
	log       undo.Log[change]
	committed *Rows // the rows of the last commit; nil until a reader asks for them
}

// A change is a row as it was before, and its number.
type change struct {
	row Row
	n   uint32
}

// NewTable returns an empty table.
func NewTable() Table { return Table{rows: newRows()} }

// Rows returns the rows with the changes of the transaction under way.
func (t *Table) Rows() *Rows { return t.rows }

// Changes returns the number of changes that would have to be undone.
func (t *Table) Changes() int { return t.log.Count() }

// Reserve makes room for n more changes.
func (t *Table) Reserve(n int) { t.log.Reserve(n) }

// FindOrAdd returns the number of the row of a record to a type, a new row if there is
// none. It returns [storage.ErrTooLarge] when there are no more numbers.
func (t *Table) FindOrAdd(of rowid.ID, to rowid.Type) (uint32, error) {
	if n, found := t.rows.Find(of, to); found {
		return n, nil
	}
	if t.rows.n == math.MaxUint32-1 {
		return 0, fmt.Errorf("%w: %d degrees of records are the most that are kept in memory", storage.ErrTooLarge, t.rows.n)
	}
	return t.rows.add(of, to), nil
}

// Edit returns row n for the transaction to change.
func (t *Table) Edit(n uint32) *Row {
	row := t.rows.writable(n)
	if n < t.old { // a younger row is undone by cutting it off
		t.log.Add(change{*row, n})
	}
	return row
}

// undoOn takes the changes of the transaction back on rows, but not the rows it added.
func (t *Table) undoOn(rows *Rows) {
	t.log.NewestFirst(func(c *change) { *rows.writable(c.n) = c.row })
}

// Rollback leaves the rows as the last commit left them.
func (t *Table) Rollback() {
	t.undoOn(t.rows)
	t.rows.truncate(t.old)
	t.log.Clear()
}

// Commit makes the rows of the transaction the committed ones.
func (t *Table) Commit() {
	if t.log.Count() > 0 || t.rows.n > t.old {
		t.committed = nil
		t.old = t.rows.n
		t.log.Clear()
	}
}

// Committed returns the rows as the last commit left them. They never change. Nobody
// else may use the table at the same time.
func (t *Table) Committed() *Rows {
	if t.committed == nil {
		t.committed = t.rows.snapshot()
		t.committed.n = t.old
		t.undoOn(t.committed)
	}
	return t.committed
}
