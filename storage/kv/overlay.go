package kv

import (
	"bytes"

	"github.com/google/btree"
)

// An overlay is changes that the engine has not made yet, in key order.
type overlay struct {
	tree *btree.BTreeG[Change]
	ink  []byte // where keys and values are copied to; never written twice
}

const (
	overlayDegree = 16
	firstInk      = 1 << 10
	mostInk       = 1 << 18
)

// nodes is shared, so that not every tree makes a list of its own.
var nodes = btree.NewFreeListG[Change](btree.DefaultFreeListSize)

func newOverlay() *overlay {
	return &overlay{tree: btree.NewWithFreeListG(overlayDegree, lessChange, nodes)}
}

func lessChange(a, b Change) bool { return bytes.Compare(a.Key, b.Key) < 0 }

// put copies key and value.
func (o *overlay) put(key, value []byte) {
	o.tree.ReplaceOrInsert(Change{Key: o.copy(key), Value: o.copy(value)})
}

func (o *overlay) delete(key []byte) {
	o.tree.ReplaceOrInsert(Change{Key: o.copy(key), Delete: true})
}

func (o *overlay) copy(b []byte) []byte {
	if cap(o.ink)-len(o.ink) < len(b) {
		o.ink = make([]byte, 0, max(len(b), min(2*cap(o.ink), mostInk), firstInk))
	}
	start := len(o.ink)
	o.ink = append(o.ink, b...)
	return o.ink[start:len(o.ink):len(o.ink)]
}

// add takes the changes of a later overlay over those that are there.
func (o *overlay) add(later *overlay) {
	later.tree.Ascend(func(c Change) bool {
		o.tree.ReplaceOrInsert(c)
		return true
	})
}

func (o *overlay) changes() []Change {
	all := make([]Change, 0, o.tree.Len())
	o.tree.Ascend(func(c Change) bool {
		all = append(all, c)
		return true
	})
	return all
}

// A stack reads an engine's snapshot through overlays. What an overlay says of a key
// hides all that is below, so it does no harm when the snapshot has it already.
type stack struct {
	layers []*overlay // the newest first
	base   Reader
}

// Get implements [Reader].
func (s *stack) Get(key []byte) ([]byte, error) {
	for _, layer := range s.layers {
		if c, found := layer.tree.Get(Change{Key: key}); found {
			if c.Delete {
				return nil, nil
			}
			return c.Value, nil
		}
	}
	return s.base.Get(key)
}

// Scan implements [Reader]: it merges the layers into what the snapshot has.
func (s *stack) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	m := merge{sign: 1, visit: visit}
	if reverse {
		m.sign = -1
	}
	for _, layer := range s.layers {
		c := cursor{tree: layer.tree, from: from, to: to, reverse: reverse}
		if c.fill(); len(c.ahead) > 0 {
			m.cursors = append(m.cursors, c)
		}
	}
	if len(m.cursors) == 0 {
		return s.base.Scan(from, to, reverse, visit)
	}
	if err := s.base.Scan(from, to, reverse, m.row); err != nil {
		return err
	}
	if !m.stopped {
		m.upTo(nil)
	}
	return nil
}

// A merge visits the changes of several layers between the rows of a snapshot.
type merge struct {
	cursors []cursor // the newest layer first
	sign    int
	visit   func(key, value []byte) bool
	stopped bool
}

// row visits what stands before a row of the snapshot, then the row unless a layer
// has its key.
func (m *merge) row(key, value []byte) bool {
	if !m.upTo(key) {
		return false
	}
	if next := m.next(); next != nil && bytes.Equal(next.Key, key) {
		return m.take(next)
	}
	m.stopped = !m.visit(key, value)
	return !m.stopped
}

// upTo visits the changes before key, or all when it is nil.
func (m *merge) upTo(key []byte) bool {
	for {
		next := m.next()
		if next == nil || key != nil && m.sign*bytes.Compare(next.Key, key) >= 0 {
			return true
		}
		if !m.take(next) {
			return false
		}
	}
}

// next returns the change with the first key, of the newest layer that has it.
func (m *merge) next() (first *Change) {
	for i := range m.cursors {
		c := m.cursors[i].at()
		if c != nil && (first == nil || m.sign*bytes.Compare(c.Key, first.Key) < 0) {
			first = c
		}
	}
	return first
}

// take visits a change and steps behind its key in every layer.
func (m *merge) take(c *Change) bool {
	taken := *c
	for i := range m.cursors {
		if at := m.cursors[i].at(); at != nil && bytes.Equal(at.Key, taken.Key) {
			m.cursors[i].step()
		}
	}
	if !taken.Delete && !m.visit(taken.Key, taken.Value) {
		m.stopped = true
	}
	return !m.stopped
}

// A cursor goes over the changes of a layer between two keys, some at a time, so that
// a scan which ends early costs little.
type cursor struct {
	tree     *btree.BTreeG[Change]
	from, to []byte // from inclusive, to exclusive
	reverse  bool
	ahead    []Change
	used     int
	ended    bool
}

// cursorFill is how many changes a cursor takes at a time.
const cursorFill = 32

func (c *cursor) at() *Change {
	if c.used == len(c.ahead) && !c.ended {
		c.fill()
	}
	if c.used == len(c.ahead) {
		return nil
	}
	return &c.ahead[c.used]
}

func (c *cursor) step() { c.used++ }

// fill takes the next changes.
func (c *cursor) fill() {
	c.ahead, c.used = c.ahead[:0], 0
	take := func(change Change) bool {
		c.ahead = append(c.ahead, change)
		return len(c.ahead) < cursorFill
	}
	if c.reverse {
		c.tree.DescendLessOrEqual(Change{Key: c.to}, func(change Change) bool {
			switch {
			case bytes.Equal(change.Key, c.to):
				return true
			case bytes.Compare(change.Key, c.from) < 0:
				return false
			}
			return take(change)
		})
	} else {
		c.tree.AscendRange(Change{Key: c.from}, Change{Key: c.to}, take)
	}
	if c.ended = len(c.ahead) < cursorFill; c.ended {
		return
	}
	last := c.ahead[len(c.ahead)-1].Key
	if c.reverse {
		c.to = last
	} else {
		c.from = append(bytes.Clone(last), 0)
	}
}
