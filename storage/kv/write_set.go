package kv

import (
	"bytes"

	"github.com/google/btree"
)

// A writeSet is changes that the engine has not made yet, in key order. Put after
// delete of the same key is a single change, so the engine gets no key twice.
type writeSet struct {
	tree  *btree.BTreeG[Change]
	block []byte // memory for copies of keys and values; each byte is written once, because readers of a group may use them
}

const (
	writeSetDegree = 16 // of the B-tree
	firstBlock     = 1 << 10
	maxBlock       = 1 << 18
)

// freeNodes is shared by all write sets, so that a new write set allocates no list.
var freeNodes = btree.NewFreeListG[Change](btree.DefaultFreeListSize)

// newWriteSet returns an empty write set.
func newWriteSet() *writeSet {
	return &writeSet{tree: btree.NewWithFreeListG(writeSetDegree, lessChange, freeNodes)}
}

// lessChange orders changes by key, so a tree keeps only the last change of each key.
func lessChange(a, b Change) bool { return bytes.Compare(a.Key, b.Key) < 0 }

// put copies key and value, which the caller may use again at once.
func (w *writeSet) put(key, value []byte) {
	w.tree.ReplaceOrInsert(Change{Key: w.copy(key), Value: w.copy(value)})
}

// delete notes that key is to be deleted. The note is kept also if the engine has no
// such key, since an earlier member of the group may put that key.
func (w *writeSet) delete(key []byte) {
	w.tree.ReplaceOrInsert(Change{Key: w.copy(key), Delete: true})
}

// copy returns a copy of b that never changes. Blocks double in size up to a bound, so
// that small transactions allocate little.
func (w *writeSet) copy(b []byte) []byte {
	if cap(w.block)-len(w.block) < len(b) {
		w.block = make([]byte, 0, max(len(b), min(2*cap(w.block), maxBlock), firstBlock))
	}
	start := len(w.block)
	w.block = append(w.block, b...)
	return w.block[start:len(w.block):len(w.block)]
}

// isEmpty reports whether nothing was changed.
func (w *writeSet) isEmpty() bool { return w.tree.Len() == 0 }

// add puts in the changes of a later transaction, which win over those that are there.
func (w *writeSet) add(later *writeSet) {
	later.tree.Ascend(func(c Change) bool {
		w.tree.ReplaceOrInsert(c)
		return true
	})
}

// changes returns all changes, in key order.
func (w *writeSet) changes() []Change {
	all := make([]Change, 0, w.tree.Len())
	w.tree.Ascend(func(c Change) bool {
		all = append(all, c)
		return true
	})
	return all
}
