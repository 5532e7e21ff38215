package kv

import (
	"bytes"

	"github.com/google/btree"
)

// A writeSetCursor goes over the changes of a write set between two keys. Changes are
// taken from the tree some at a time, so that a scan which ends early costs little.
type writeSetCursor struct {
	tree     *btree.BTreeG[Change]
	from, to []byte // from inclusive, to exclusive
	reverse  bool
	taken    []Change
	used     int // of taken
	ended    bool
}

// cursorBatch is how many changes a cursor takes at a time.
const cursorBatch = 32

// at returns the change at the cursor, or nil after the last change.
func (c *writeSetCursor) at() *Change {
	if c.used == len(c.taken) && !c.ended {
		c.fill()
	}
	if c.used == len(c.taken) {
		return nil
	}
	return &c.taken[c.used]
}

// next moves on to the next change. The caller has called at, and the result was not
// nil.
func (c *writeSetCursor) next() { c.used++ }

// fill takes the next changes.
func (c *writeSetCursor) fill() {
	c.taken, c.used = c.taken[:0], 0
	take := func(change Change) bool {
		c.taken = append(c.taken, change)
		return len(c.taken) < cursorBatch
	}
	if c.reverse {
		c.tree.DescendLessOrEqual(Change{Key: c.to}, func(change Change) bool {
			switch {
			case bytes.Equal(change.Key, c.to):
				return true // to is exclusive, but the tree begins there
			case bytes.Compare(change.Key, c.from) < 0:
				return false
			}
			return take(change)
		})
	} else {
		c.tree.AscendRange(Change{Key: c.from}, Change{Key: c.to}, take)
	}
	if c.ended = len(c.taken) < cursorBatch; c.ended {
		return
	}
	last := c.taken[len(c.taken)-1].Key
	if c.reverse {
		c.to = last
	} else {
		c.from = append(bytes.Clone(last), 0) // the least key after last
	}
}
