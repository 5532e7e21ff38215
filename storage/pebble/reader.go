package pebble

import (
	"bytes"
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// A reader reads one snapshot.
type reader struct {
	snapshots *snapshots
	snapshot  *snapshot
	idle      []*pebble.Iterator // that no Scan uses: new bounds cost less than a new iterator
}

// close releases the snapshot. Its iterators have returned their errors to the Scans.
func (r *reader) close() {
	for _, it := range r.idle {
		_ = it.Close()
	}
	_ = r.snapshots.release(r.snapshot)
}

// Get returns a copy, because Pebble's own memory is valid only until the next call.
func (r *reader) Get(key []byte) ([]byte, error) {
	found, closer, err := r.snapshot.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, readError(err)
	}
	value := append([]byte{}, found...) // an empty value is not nil
	return value, readError(closer.Close())
}

// Scan uses an iterator that no other Scan uses, so that Scans may be nested.
func (r *reader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	if bytes.Compare(from, to) >= 0 {
		return nil // to Pebble an empty bound means no bound
	}
	if len(from) == 0 {
		from = nil
	}
	it, err := r.iterator()
	if err != nil {
		return readError(err)
	}
	defer func() { r.idle = append(r.idle, it) }()
	first, next := it.First, it.Next
	if reverse {
		first, next = it.Last, it.Prev
	}
	it.SetBounds(from, to)
	for found := first(); found; found = next() {
		value, err := it.ValueAndErr()
		if err != nil {
			return readError(err)
		}
		if !visit(it.Key(), value) {
			return nil
		}
	}
	return readError(it.Error())
}

// iterator returns an iterator that no Scan uses.
func (r *reader) iterator() (*pebble.Iterator, error) {
	last := len(r.idle) - 1
	if last < 0 {
		return r.snapshot.NewIter(nil)
	}
	it := r.idle[last]
	r.idle = r.idle[:last]
	return it, nil
}
