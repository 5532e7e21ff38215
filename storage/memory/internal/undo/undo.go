// Package undo has tables that a transaction changes in place and that can go back to
// what was committed: with an undo log, which remembers each row as it was before.
//
// The log is used in two ways. A rollback applies it to the table itself. A reader that
// comes while a transaction runs gets a clone of the table, to which the log is
// applied: the clone then has the committed rows, and the transaction goes on.
package undo

import (
	"slices"

	"github.com/google/btree"
)

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

// A Tree is a B-tree with an undo log. One goroutine at a time uses it.
type Tree[T any] struct {
	rows      *btree.BTreeG[T]
	log       Log[change[T]]
	committed *btree.BTreeG[T] // the rows of the last commit; nil until a reader asks for them
}

// A change is a row as it was before. If no row was there, row is the one that the
// transaction put, and had is false.
type change[T any] struct {
	row T
	had bool
}

// nodeDegree is the degree of the B-tree: a node has up to 63 rows.
const nodeDegree = 32

// NewTree returns an empty tree in the order of less.
func NewTree[T any](less btree.LessFunc[T]) Tree[T] {
	return Tree[T]{rows: btree.NewG(nodeDegree, less)}
}

// Rows returns the rows with the changes of the transaction under way.
func (t *Tree[T]) Rows() *btree.BTreeG[T] { return t.rows }

// Changes returns the number of changes that would have to be undone.
func (t *Tree[T]) Changes() int { return t.log.Count() }

// Reserve makes room for n more changes.
func (t *Tree[T]) Reserve(n int) { t.log.Reserve(n) }

// Put adds a row or replaces the one that compares equal, which it returns.
func (t *Tree[T]) Put(row T) (old T, had bool) {
	old, had = t.rows.ReplaceOrInsert(row)
	if had {
		t.log.Add(change[T]{old, true})
	} else {
		t.log.Add(change[T]{row, false})
	}
	return old, had
}

// Remove takes out the row that compares equal to key and returns it. It is no error
// if there is none.
func (t *Tree[T]) Remove(key T) (old T, had bool) {
	old, had = t.rows.Delete(key)
	if had {
		t.log.Add(change[T]{old, true})
	}
	return old, had
}

// undoOn takes the changes of the transaction back on rows, which are the tree's own or
// a clone of them.
func (t *Tree[T]) undoOn(rows *btree.BTreeG[T]) {
	t.log.NewestFirst(func(c *change[T]) {
		if c.had {
			rows.ReplaceOrInsert(c.row)
		} else {
			rows.Delete(c.row)
		}
	})
}

// Rollback leaves the rows as the last commit left them.
func (t *Tree[T]) Rollback() {
	t.undoOn(t.rows)
	t.log.Clear()
}

// Commit makes the rows of the transaction the committed ones.
func (t *Tree[T]) Commit() {
	if t.log.Count() > 0 { // else the clone still has what is committed
		t.committed = nil
		t.log.Clear()
	}
}

// Committed returns the rows as the last commit left them. They never change. A clone
// shares all nodes with the tree until one of them writes to a node. Cloning writes to
// the tree too, so nobody else may use the tree at the same time.
func (t *Tree[T]) Committed() *btree.BTreeG[T] {
	if t.committed == nil {
		t.committed = t.rows.Clone()
		t.undoOn(t.committed)
	}
	return t.committed
}
