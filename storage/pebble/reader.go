package pebble

import (
	"bytes"
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// A reader reads one snapshot.
type reader struct {
	*failure
	shown    *shown
	snapshot *snapshot
	idle     []*pebble.Iterator // that no Scan uses; a new one costs more than a bound
}

// close ends the snapshot. Errors of its iterators were returned where they were met.
func (r *reader) close() {
	_ = r.guarded(func() error {
		for _, it := range r.idle {
			_ = it.Close()
		}
		return r.shown.give(r.snapshot)
	})
}

// Get returns a copy, since Pebble's own memory is valid only until the next call.
func (r *reader) Get(key []byte) (value []byte, err error) {
	err = r.guarded(func() error {
		found, closer, err := r.snapshot.Get(key)
		if errors.Is(err, pebble.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		value = append([]byte{}, found...) // not nil when it is empty
		return closer.Close()
	})
	return value, reading(err)
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
	var there bool
	move := func(step func() bool) error {
		return r.guarded(func() error {
			if there = step(); !there {
				return it.Error()
			}
			_, err := it.ValueAndErr()
			return err
		})
	}
	it.SetBounds(from, to)
	for err = move(first); err == nil && there && visit(it.Key(), it.Value()); err = move(next) {
	}
	return reading(err)
}

// iterator returns one that no Scan uses.
func (r *reader) iterator() (it *pebble.Iterator, err error) {
	if last := len(r.idle) - 1; last >= 0 {
		it, r.idle = r.idle[last], r.idle[:last]
		return it, nil
	}
	err = r.guarded(func() error {
		it, err = r.snapshot.NewIter(nil)
		return err
	})
	return it, err
}
