package pebble

import (
	"bytes"
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// A reader reads one snapshot.
type reader struct {
	shown    *shown
	snapshot *snapshot
	idle     []*pebble.Iterator // that no Scan uses; a new one costs more than a bound
}

// close ends the snapshot. Errors of its iterators were returned where they were met.
func (r *reader) close() {
	for _, it := range r.idle {
		_ = it.Close()
	}
	_ = r.shown.give(r.snapshot)
}

// Get returns a copy, since Pebble's own memory is valid only until the next call.
func (r *reader) Get(key []byte) ([]byte, error) {
	found, closer, err := r.snapshot.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, reading(err)
	}
	value := append([]byte{}, found...) // not nil when it is empty
	return value, reading(closer.Close())
}

// Scan walks with an iterator of its own, so that scans may be nested.
func (r *reader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	if bytes.Compare(from, to) >= 0 {
		return nil // an empty bound is none to Pebble
	}
	if len(from) == 0 {
		from = nil
	}
	it, err := r.iterator()
	if err != nil {
		return reading(err)
	}
	defer func() { r.idle = append(r.idle, it) }()
	first, next := it.First, it.Next
	if reverse {
		first, next = it.Last, it.Prev
	}
	it.SetBounds(from, to)
	for there := first(); there; there = next() {
		value, err := it.ValueAndErr()
		if err != nil {
			return reading(err)
		}
		if !visit(it.Key(), value) {
			return nil
		}
	}
	return reading(it.Error())
}

// iterator returns one that no Scan uses.
func (r *reader) iterator() (*pebble.Iterator, error) {
	last := len(r.idle) - 1
	if last < 0 {
		return r.snapshot.NewIter(nil)
	}
	it := r.idle[last]
	r.idle = r.idle[:last]
	return it, nil
}
