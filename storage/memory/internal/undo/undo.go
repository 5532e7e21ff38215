// Package undo has tables that a transaction changes in place and that can go back to
// the last commit. An undo log has the old contents of each changed row.
//
// The log has two uses. A rollback applies the log to the table itself. A reader that
// comes during a transaction gets a clone of the table, to which the log is applied:
// the clone then has the committed rows, and the transaction goes on.
package undo

import "github.com/google/btree"

// maxKept is the greatest number of changes that a log keeps memory for. Without the
// limit a large transaction would hold its memory for ever.
const maxKept = 1 << 16

// A Log has the changes of the transaction under way, in the order in which they were
// made. C describes a change: which row, and its contents before.
type Log[C any] []C

// NewestFirst calls fn with every change, the last change first. So a row that was
// changed twice ends as before the first change.
func (l Log[C]) NewestFirst(fn func(change *C)) {
	for i := len(l) - 1; i >= 0; i-- {
		fn(&l[i])
	}
}

// Clear empties the log at the end of a transaction. The rows in the log are cleared
// too, since they may hold strings.
func (l *Log[C]) Clear() {
	clear(*l)
	*l = (*l)[:0]
	if cap(*l) > maxKept {
		*l = nil
	}
}

// A Tree is a B-tree with an undo log. One goroutine at a time uses it.
type Tree[T any] struct {
	// Log has the changes that a rollback would undo.
	Log Log[Change[T]]

	rows      *btree.BTreeG[T]
	committed *btree.BTreeG[T] // the rows of the last commit; nil until a reader asks for them
}

// A Change is the old row. If there was none, row is the new row, and had is
// false.
type Change[T any] struct {
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

// Put adds a row. If an equal row exists, Put replaces it and returns the old row.
func (t *Tree[T]) Put(row T) (old T, had bool) {
	old, had = t.rows.ReplaceOrInsert(row)
	if had {
		t.Log = append(t.Log, Change[T]{old, true})
	} else {
		t.Log = append(t.Log, Change[T]{row, false})
	}
	return old, had
}

// Remove takes out the row that is equal to key and returns it. If there is none,
// Remove changes nothing.
func (t *Tree[T]) Remove(key T) (old T, had bool) {
	old, had = t.rows.Delete(key)
	if had {
		t.Log = append(t.Log, Change[T]{old, true})
	}
	return old, had
}

// undoOn takes the changes of the transaction back on rows, which are the tree's own or
// a clone of them.
func (t *Tree[T]) undoOn(rows *btree.BTreeG[T]) {
	t.Log.NewestFirst(func(c *Change[T]) {
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
	t.Log.Clear()
}

// Commit makes the rows of the transaction the committed rows.
func (t *Tree[T]) Commit() {
	if len(t.Log) > 0 { // else the clone is still up to date
		t.committed = nil
		t.Log.Clear()
	}
}

// Committed returns the rows as the last commit left them. They never change. A clone
// shares every node with the tree until either of them writes to the node. Cloning
// writes to the tree too, so nobody else may use the tree at the same time.
func (t *Tree[T]) Committed() *btree.BTreeG[T] {
	if t.committed == nil {
		t.committed = t.rows.Clone()
		t.undoOn(t.committed)
	}
	return t.committed
}
