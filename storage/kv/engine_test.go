package kv_test

import (
	"bytes"
	"context"
	"sync"

	"github.com/google/btree"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// An engine in memory: a tree that is cloned for each snapshot. before, if it is set, is
// called before each Write, which fails with the error that it returns.
type memEngine struct {
	mu     sync.Mutex
	tree   *btree.BTreeG[kv.Change]
	writes int
	alone  bool // nobody writes while a View is open, so it needs no clone
	before func(changes []kv.Change) error
}

func newEngine() *memEngine {
	return &memEngine{tree: btree.NewG(32, func(a, b kv.Change) bool { return bytes.Compare(a.Key, b.Key) < 0 })}
}

func (e *memEngine) View(_ context.Context, fn func(kv.Reader) error) error {
	if e.alone {
		return fn(memReader{e.tree})
	}
	e.mu.Lock()
	snapshot := e.tree.Clone()
	e.mu.Unlock()
	return fn(memReader{snapshot})
}

func (e *memEngine) Write(ctx context.Context, changes []kv.Change) error {
	if e.before != nil {
		if err := e.before(changes); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	e.make(changes)
	return nil
}

// lose makes the next Write, and no other, end without telling whether its changes were
// made.
func (e *memEngine) lose(committed bool) {
	e.before = func(changes []kv.Change) error {
		e.before = nil
		if committed {
			e.make(changes)
		}
		return storage.ErrAmbiguous
	}
}

func (e *memEngine) make(changes []kv.Change) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.writes++
	for _, c := range changes {
		if c.Delete {
			e.tree.Delete(c)
		} else {
			e.tree.ReplaceOrInsert(kv.Change{Key: bytes.Clone(c.Key), Value: append([]byte{}, c.Value...)})
		}
	}
}

func (e *memEngine) Close() error { return nil }

type memReader struct{ tree *btree.BTreeG[kv.Change] }

func (r memReader) Get(key []byte) ([]byte, error) {
	c, _ := r.tree.Get(kv.Change{Key: key})
	return c.Value, nil
}

func (r memReader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	see := func(c kv.Change) bool { return visit(c.Key, c.Value) }
	if !reverse {
		r.tree.AscendRange(kv.Change{Key: from}, kv.Change{Key: to}, see)
		return nil
	}
	r.tree.DescendLessOrEqual(kv.Change{Key: to}, func(c kv.Change) bool {
		switch {
		case bytes.Equal(c.Key, to):
			return true
		case bytes.Compare(c.Key, from) < 0:
			return false
		}
		return see(c)
	})
	return nil
}
