// Package undo has tables that a transaction changes in place and that can go back to
// what was committed: with an undo log, which remembers each row as it was before.
//
// The log is used in two ways. A rollback applies it to the table itself. A reader that
// comes while a transaction runs gets a clone of the table, to which the log is
// applied: the clone then has the committed rows, and the transaction goes on.
package undo

import "slices"

// maxKept is the greatest number of changes that a log keeps memory for. One large
// transaction would otherwise hold its memory for ever.
const maxKept = 1 << 16

// A Log is the changes of the transaction under way, in the order in which they were
// made. C describes one change: which row, and what it was before.
type Log[C any] struct{ changes []C }

// Add appends a change.
func (l *Log[C]) Add(change C) { l.changes = append(l.changes, change) }

// Count returns the number of changes.
func (l *Log[C]) Count() int { return len(l.changes) }

// Reserve makes room for n more changes.
func (l *Log[C]) Reserve(n int) { l.changes = slices.Grow(l.changes, n) }

// NewestFirst calls fn with every change, the last one first: a row that was changed
// twice ends as it was before the first change.
func (l *Log[C]) NewestFirst(fn func(change *C)) {
	for i := len(l.changes) - 1; i >= 0; i-- {
		fn(&l.changes[i])
	}
}

// Clear empties the log at the end of a transaction. The rows in it are cleared too,
// since they may hold strings.
func (l *Log[C]) Clear() {
	clear(l.changes)
	l.changes = l.changes[:0]
	if cap(l.changes) > maxKept {
		l.changes = nil
	}
}
