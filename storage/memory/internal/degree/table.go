// Package degree keeps the degree table: for a record and a type, how many links the
// record has to records of the type, which of them is the primary, and the newest event
// of these links.
//
// Every operation asks for counts and primaries, so a row is found by its hash, with a
// read or two of memory however many rows there are. Rows are never removed: a row
// whose count falls to zero stays, since the row still leads to the events.
package degree

import (
	"github.com/relata-go/relata/storage/memory/internal/rowid"
	"github.com/relata-go/relata/storage/memory/internal/undo"
)

// A Table is the writer's degree table: rows that a transaction changes in place, with
// an undo log. It works as undo.Tree does.
type Table struct {
	// Log has the changes that a rollback would undo. Rows that the transaction added
	// are not in the log: a rollback cuts them off.
	Log undo.Log[Change]

	rows      *Rows
	old       uint32 // how many rows the last commit left
	committed *Rows  // the rows of the last commit; nil until a reader asks for them
}

// A Change is the number of a row, and the old row.
type Change struct {
	row Row
	n   uint32
}

// NewTable returns an empty table.
func NewTable() Table { return Table{rows: newRows()} }

// Rows returns the rows with the changes of the transaction under way.
func (t *Table) Rows() *Rows { return t.rows }

// Edit returns the row of a record to a type for the transaction to change, a new row
// if there is none. The row may be changed until the next Commit, Rollback or Committed.
// Edit returns [storage.ErrTooLarge] when there are no more numbers.
func (t *Table) Edit(of rowid.ID, to rowid.Type) (*Row, error) {
	n, err := t.rows.Ensure(of, to)
	if err != nil {
		return nil, err
	}
	row := t.rows.writable(n)
	if n < t.old {
		t.Log = append(t.Log, Change{*row, n})
	}
	return row, nil
}

// undoOn takes the changes of the transaction back on rows, but not the rows it added.
func (t *Table) undoOn(rows *Rows) {
	t.Log.NewestFirst(func(c *Change) { *rows.writable(c.n) = c.row })
}

// Rollback leaves the rows as the last commit left them.
func (t *Table) Rollback() {
	t.undoOn(t.rows)
	t.rows.truncate(t.old)
	t.Log.Clear()
}

// Commit makes the rows of the transaction the committed rows.
func (t *Table) Commit() {
	if len(t.Log) > 0 || t.rows.n > t.old {
		t.committed = nil
		t.old = t.rows.n
		t.Log.Clear()
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
