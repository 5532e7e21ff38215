package kv

import "bytes"

// A layeredReader reads an engine's snapshot with changes laid over it that the engine
// has not made, or not in that snapshot. A change hides the row that the snapshot has
// under its key, so it does no harm when the snapshot has the change already.
type layeredReader struct {
	layers []*writeSet // the newest first
	base   Reader
}

// Get implements [Reader].
func (l *layeredReader) Get(key []byte) ([]byte, error) {
	for _, layer := range l.layers {
		if c, found := layer.tree.Get(Change{Key: key}); found {
			if c.Delete {
				return nil, nil
			}
			return c.Value, nil
		}
	}
	return l.base.Get(key)
}

// Scan implements [Reader]: it merges the layers into the rows of the snapshot.
func (l *layeredReader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	m := mergeScan{sign: 1, visit: visit}
	if reverse {
		m.sign = -1
	}
	for _, layer := range l.layers {
		c := writeSetCursor{tree: layer.tree, from: from, to: to, reverse: reverse}
		// A layer without changes in the range costs nothing further; most scans find
		// no layer that has any.
		if c.fill(); len(c.taken) > 0 {
			m.cursors = append(m.cursors, c)
		}
	}
	if len(m.cursors) == 0 {
		return l.base.Scan(from, to, reverse, visit)
	}
	if err := l.base.Scan(from, to, reverse, m.row); err != nil {
		return err
	}
	if !m.stopped { // changes after the last row of the snapshot
		m.changesBefore(nil)
	}
	return nil
}

// A mergeScan visits the changes of several layers between the rows of a snapshot.
type mergeScan struct {
	cursors []writeSetCursor // the newest layer first
	sign    int              // -1 in reverse order
	visit   func(key, value []byte) bool
	stopped bool // visit returned false
}

// row visits the changes before a row of the snapshot, and then the row, unless a layer
// has its key.
func (m *mergeScan) row(key, value []byte) bool {
	if !m.changesBefore(key) {
		return false
	}
	if next := m.first(); next != nil && bytes.Equal(next.Key, key) {
		return m.take(next)
	}
	m.stopped = !m.visit(key, value)
	return !m.stopped
}

// changesBefore visits the changes before key, or all when key is nil.
func (m *mergeScan) changesBefore(key []byte) bool {
	for {
		next := m.first()
		if next == nil || key != nil && m.sign*bytes.Compare(next.Key, key) >= 0 {
			return true
		}
		if !m.take(next) {
			return false
		}
	}
}

// first returns the change with the first key; if several layers have the key, that of
// the newest layer.
func (m *mergeScan) first() (first *Change) {
	for i := range m.cursors {
		c := m.cursors[i].at()
		if c != nil && (first == nil || m.sign*bytes.Compare(c.Key, first.Key) < 0) {
			first = c
		}
	}
	return first
}

// take visits a change, and moves every cursor at its key on.
func (m *mergeScan) take(c *Change) bool {
	taken := *c
	for i := range m.cursors {
		if at := m.cursors[i].at(); at != nil && bytes.Equal(at.Key, taken.Key) {
			m.cursors[i].next()
		}
	}
	if !taken.Delete && !m.visit(taken.Key, taken.Value) {
		m.stopped = true
	}
	return !m.stopped
}
