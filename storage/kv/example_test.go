package kv_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A shelf is a whole engine: rows in key order, which are replaced as one. Nothing of
// it outlives the process, and each Write copies all rows.
type shelf struct {
	mu     sync.Mutex
	rows   rows
	closed bool
	calls  sync.WaitGroup // the calls under way
}

// enter begins a call, which ends with calls.Done, and returns its snapshot.
func (s *shelf) enter(ctx context.Context) (rows, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, storage.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.calls.Add(1)
	return s.rows, nil
}

type rows []kv.Change

func (r rows) find(key []byte) (at int, found bool) {
	return slices.BinarySearchFunc(r, key, func(c kv.Change, key []byte) int { return bytes.Compare(c.Key, key) })
}

func (s *shelf) View(ctx context.Context, fn func(kv.Reader) error) error {
	now, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer s.calls.Done()
	return fn(now)
}

func (s *shelf) Write(ctx context.Context, changes []kv.Change) error {
	now, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer s.calls.Done()
	next := now.with(changes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = next
	return nil
}

func (s *shelf) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return storage.ErrClosed
	}
	s.closed = true
	s.mu.Unlock()
	s.calls.Wait()
	return nil
}

// with returns a copy with the changes made. Both lists are in key order.
func (r rows) with(changes []kv.Change) rows {
	next := make(rows, 0, len(r)+len(changes))
	for _, c := range changes {
		i, found := r.find(c.Key)
		next, r = append(next, r[:i]...), r[i:]
		if found {
			r = r[1:]
		}
		if !c.Delete {
			next = append(next, kv.Change{Key: bytes.Clone(c.Key), Value: append([]byte{}, c.Value...)})
		}
	}
	return append(next, r...)
}

func (r rows) Get(key []byte) ([]byte, error) {
	if i, found := r.find(key); found {
		return r[i].Value, nil
	}
	return nil, nil
}

func (r rows) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	low, _ := r.find(from)
	high, _ := r.find(to)
	between := r[low:max(low, high)]
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
