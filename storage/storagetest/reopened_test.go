package storagetest

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// savedTables keep the tables of a reference store from an opening to the next. spoil can break
// them.
type savedTables struct {
	tables *tables
	spoil  func(s *reopened) *tables
}

// open returns the store that has the tables.
func (h *savedTables) open() storage.Storage {
	n := Reference().(*reference)
	n.committed = h.tables
	return &reopened{reference: n, on: h}
}

// A reopened store saves its tables at Close.
type reopened struct {
	*reference
	on       *savedTables
	previous *tables // before the last commit
	closing  *tables // when Close began
}

func (s *reopened) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	s.mu.Lock()
	before := s.committed
	s.mu.Unlock()
	err := s.reference.Update(ctx, anchors, fn)
	if err == nil {
		s.previous = before
	}
	return err
}

func (s *reopened) Close() error {
	s.mu.Lock()
	s.closing = s.committed
	s.mu.Unlock()
	if err := s.reference.Close(); err != nil {
		return err
	}
	s.on.tables = s.committed
	if s.on.spoil != nil {
		s.on.tables = s.on.spoil(s)
	}
	return nil
}
