package storagetest

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A shelf keeps the tables of a naive store from one opening to the next. What spoil
// does to them is how it may be broken.
type shelf struct {
	tables *tables
	spoil  func(s *shelved) *tables
}

// open returns the store that has the tables.
func (h *shelf) open() storage.Storage {
	n := Naive().(*naive)
	n.committed = h.tables
	return &shelved{naive: n, on: h}
}

// A shelved store puts its tables back when it is closed.
type shelved struct {
	*naive
	on       *shelf
	previous *tables // before the last commit
	closing  *tables // when Close began
}

func (s *shelved) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	s.mu.Lock()
	before := s.committed
	s.mu.Unlock()
	err := s.naive.Update(ctx, anchors, fn)
	if err == nil {
		s.previous = before
	}
	return err
}

func (s *shelved) Close() error {
	s.mu.Lock()
	s.closing = s.committed
	s.mu.Unlock()
	if err := s.naive.Close(); err != nil {
		return err
	}
	s.on.tables = s.committed
	if s.on.spoil != nil {
		s.on.tables = s.on.spoil(s)
	}
	return nil
}
