package memory

import (
	"fmt"
	"math"
	"slices"

	"github.com/relata-go/relata/storage"
)

// A headerTable is the headers that a transaction changes in place, with what it
// takes to undo that; see table.
type headerTable struct {
	rows  *headers
	kept  uint32 // how many are committed: to undo the others is to cut them off
	undo  []headerChange
	clone *headers // what is committed, nil until a reader asks for it
}

// A headerChange is a row as it stood before.
type headerChange struct {
	row header
	n   uint32
}

// number returns the number of the header of a record and a kind, a new one if it has
// none.
func (t *headerTable) number(of handle, k kind) (uint32, error) {
	if n, found := t.rows.find(of, k); found {
		return n, nil
	}
	if t.rows.n == math.MaxUint32-1 {
		return 0, fmt.Errorf("%w: %d sides of records are the most that are kept in memory", storage.ErrTooLarge, t.rows.n)
	}
	return t.rows.add(of, k), nil
}

// reserve makes room for so many changes.
func (t *headerTable) reserve(changes int) { t.undo = slices.Grow(t.undo, changes) }

// edit returns a header for the transaction to change.
func (t *headerTable) edit(n uint32) *header {
	row := t.rows.own(n)
	if n < t.kept {
		t.undo = append(t.undo, headerChange{*row, n})
	}
	return row
}

// unwind takes the transaction's changes back on rows, not the additions.
func (t *headerTable) unwind(rows *headers) {
	for i := len(t.undo) - 1; i >= 0; i-- {
		*rows.own(t.undo[i].n) = t.undo[i].row
	}
}

func (t *headerTable) rollback() {
	t.unwind(t.rows)
	t.rows.truncate(t.kept)
	t.forget()
}

func (t *headerTable) commit() {
	if len(t.undo) > 0 || t.rows.n > t.kept {
		t.clone = nil
		t.kept = t.rows.n
		t.forget()
	}
}

func (t *headerTable) forget() {
	t.undo = t.undo[:0]
	if cap(t.undo) > keptUndo {
		t.undo = nil
	}
}

// committed returns the headers as the last commit left them. They never change. The
// caller holds the operation lock.
func (t *headerTable) committed() *headers {
	if t.clone == nil {
		t.clone = t.rows.clone()
		t.clone.n = t.kept
		t.unwind(t.clone)
	}
	return t.clone
}
