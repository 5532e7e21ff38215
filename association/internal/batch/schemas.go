package batch

import (
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/storage"
)

// Schemas remembers the newest schema of an account. Every Read says which version is
// stored, so an edit by another process is noticed by the next read or write.
type Schemas struct{ newest atomic.Pointer[schema.Schema] }

// NewSchemas returns a memory that knows the schema of an account which has defined nothing.
func NewSchemas() *Schemas {
	s := new(Schemas)
	s.newest.Store(schema.New())
	return s
}

// Load returns the newest schema that is known.
func (s *Schemas) Load() *schema.Schema { return s.newest.Load() }

// Learn returns the schema that a Read of b answered with: the known one, unless another
// version is stored. The error is a [storage.ErrCorrupt].
func (s *Schemas) Learn(b *storage.Batch, known *schema.Schema) (*schema.Schema, error) {
	if b.Schema.Version == b.Schema.Have {
		return known, nil
	}
	stored, err := schema.Decode(b.Schema.Version, b.Schema.Document)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	s.Remember(stored)
	return stored, nil
}

// Remember keeps a schema for the next question, unless a newer one is known.
func (s *Schemas) Remember(next *schema.Schema) {
	for {
		old := s.newest.Load()
		if old.Version() >= next.Version() || s.newest.CompareAndSwap(old, next) {
			return
		}
	}
}
