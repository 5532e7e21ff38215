package kv

import "bytes"

// A layeredReader reads an engine's snapshot together with changes that the engine has
// not made yet, or not in that snapshot. A change hides the row that the snapshot has
// under the same key. So a change that is in the snapshot already does no harm, and the
// layers may be older than the snapshot.
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

// Scan implements [Reader]. The changes of all layers are merged into the rows of the
// snapshot.
func (l *layeredReader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	m := mergeScan{sign: 1, visit: visit}
	if reverse {
		m.sign = -1
	}
	for _, layer := range l.layers {
		c := writeSetCursor{tree: layer.tree, from: from, to: to, reverse: reverse}
		// A layer without changes in the range costs nothing further. In most scans all
		// layers are such.
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

// A mergeScan visits the changes of several layers between the rows of a snapshot. With
// rows 1, 3, 5 below, and a layer that puts 2 and deletes 3, the visits are 1, 2, 5.
type mergeScan struct {
	cursors []writeSetCursor // the newest layer first
	sign    int              // -1 in reverse order
	visit   func(key, value []byte) bool
	stopped bool // visit returned false
}

// row visits the changes before a row of the snapshot, and then the row. If a layer has
// the same key, the layer's change takes the place of the row.
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

// first returns the change with the first key. If several layers have that key, the
// change of the newest layer counts.
func (m *mergeScan) first() (first *Change) {
	for i := range m.cursors {
		c := m.cursors[i].at()
		if c != nil && (first == nil || m.sign*bytes.Compare(c.Key, first.Key) < 0) {
			first = c
		}
	}
	return first
}

// take visits a change, and moves on every cursor at the same key: older changes of
// that key are hidden.
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
