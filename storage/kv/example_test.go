package kv_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/kv"
)

// A shelf is a whole engine: rows in key order, which are replaced as one. Nothing of
// it outlives the process, and each Write copies all rows.
type shelf struct{ rows atomic.Pointer[rows] }

type rows []kv.Change

func (r rows) find(key []byte) (at int, found bool) {
	return slices.BinarySearchFunc(r, key, func(c kv.Change, key []byte) int { return bytes.Compare(c.Key, key) })
}

func (s *shelf) View(_ context.Context, fn func(kv.Reader) error) error {
	if now := s.rows.Load(); now != nil {
		return fn(*now)
	}
	return fn(rows{})
}

func (s *shelf) Write(_ context.Context, changes []kv.Change) error {
	var next rows
	if now := s.rows.Load(); now != nil {
		next = slices.Clone(*now)
	}
	for _, c := range changes {
		i, found := next.find(c.Key)
		if found {
			next = slices.Delete(next, i, i+1)
		}
		if !c.Delete {
			next = slices.Insert(next, i, kv.Change{Key: bytes.Clone(c.Key), Value: append([]byte{}, c.Value...)})
		}
	}
	s.rows.Store(&next)
	return nil
}

func (s *shelf) Close() error { return nil }

func (r rows) Get(key []byte) ([]byte, error) {
	if i, found := r.find(key); found {
		return r[i].Value, nil
	}
	return nil, nil
}

func (r rows) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	low, _ := r.find(from)
	high, _ := r.find(to)
	between := r[low:high]
	if reverse {
		between = slices.Clone(between)
		slices.Reverse(between)
	}
	for _, c := range between {
		if !visit(c.Key, c.Value) {
			return nil
		}
	}
	return nil
}

// Five methods make a backend.
func Example() {
	ctx := context.Background()
	store, err := kv.Open(new(shelf), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	graph, err := association.Open(ctx, store.Account("acme"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	luke, diner := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	result, err := graph.Associate(ctx, luke, diner)
	fmt.Println(result, err)
	// Output: created; companies/10 becomes primary <nil>
}
