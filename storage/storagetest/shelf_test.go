package storagetest

import "github.com/relata-go/relata/storage"

// A shelf keeps the tables of a naive store from one opening to the next. What spoil
// does to them is how it may be broken.
type shelf struct {
	tables *tables
	spoil  func(before, now *tables) *tables
}

// open returns the store that has the tables.
func (h *shelf) open() storage.Storage {
	n := Naive().(*naive)
	n.committed = h.tables
	return &shelved{naive: n, on: h, first: h.tables}
}

// A shelved store puts its tables back when it is closed.
type shelved struct {
	*naive
	on    *shelf
	first *tables // what it began with
}

func (s *shelved) Close() error {
	if err := s.naive.Close(); err != nil {
		return err
	}
	s.on.tables = s.committed
	if s.on.spoil != nil {
		s.on.tables = s.on.spoil(s.first, s.committed.clone())
	}
	return nil
}
