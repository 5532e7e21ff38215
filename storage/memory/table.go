package memory

import (
	"slices"

	"github.com/google/btree"
)

// A table is a tree that a transaction changes in place, with what it takes to undo
// that: on the tree itself when the transaction fails, or on a clone when a reader
// wants what was committed before.
type table[T any] struct {
	tree  *btree.BTreeG[T]
	undo  []change[T]
	clone *btree.BTreeG[T] // what is committed, nil until a reader asks for it
}

// A change is what stood before. Where nothing stood the row is the one put there.
type change[T any] struct {
	row T
	had bool
}

const (
	degree   = 32
	keptUndo = 1 << 16 // changes that a table keeps memory for
)

func newTable[T any](less btree.LessFunc[T]) table[T] {
	return table[T]{tree: btree.NewG(degree, less)}
}

// reserve makes room for so many changes.
func (t *table[T]) reserve(changes int) { t.undo = slices.Grow(t.undo, changes) }

func (t *table[T]) put(row T) (old T, had bool) {
	old, had = t.tree.ReplaceOrInsert(row)
	if had {
		t.undo = append(t.undo, change[T]{old, true})
	} else {
		t.undo = append(t.undo, change[T]{row, false})
	}
	return old, had
}

func (t *table[T]) remove(key T) (old T, had bool) {
	old, had = t.tree.Delete(key)
	if had {
		t.undo = append(t.undo, change[T]{old, true})
	}
	return old, had
}

func unwind[T any](tree *btree.BTreeG[T], undo []change[T]) {
	for i := len(undo) - 1; i >= 0; i-- {
		if undo[i].had {
			tree.ReplaceOrInsert(undo[i].row)
		} else {
			tree.Delete(undo[i].row)
		}
	}
}

func (t *table[T]) rollback() {
	unwind(t.tree, t.undo)
	t.forget()
}

func (t *table[T]) commit() {
	if len(t.undo) > 0 {
		t.clone = nil
		t.forget()
	}
}

func (t *table[T]) forget() {
	clear(t.undo)
	t.undo = t.undo[:0]
	if cap(t.undo) > keptUndo {
		t.undo = nil
	}
}

// committed returns the rows as the last commit left them. They never change. The
// caller holds the operation lock, since cloning writes to the tree.
func (t *table[T]) committed() *btree.BTreeG[T] {
	if t.clone == nil {
		t.clone = t.tree.Clone()
		unwind(t.clone, t.undo)
	}
	return t.clone
}
