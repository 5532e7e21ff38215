package batch

import (
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/storage"
)

// Schemas remembers the newest schema of an account. Every Read says which version is
// stored, so an edit by another process is noticed by the next read or write.
type Schemas struct {
	newest atomic.Pointer[schema.Schema]
	inside bool        // a transaction that is not committed yet
	edited atomic.Bool // inside: the transaction itself has made a version
}

// NewSchemas returns a memory that knows the schema of an account which has defined nothing.
func NewSchemas() *Schemas {
	s := new(Schemas)
	s.newest.Store(schema.New())
	return s
}

// Within returns a memory for a transaction that is not committed yet, which begins with
// the schema known here. Another transaction may still commit a different schema of the same
// version, so nothing that the transaction shows is remembered here before it commits.
func (s *Schemas) Within() *Schemas {
	inside := &Schemas{inside: true}
	inside.newest.Store(s.Load())
	return inside
}

// Committed remembers the schema that a committed transaction has read. A schema that the
// transaction made itself is left to the next Read, since a savepoint may have taken it back.
func (s *Schemas) Committed(inside *Schemas) {
	if !inside.edited.Load() {
		s.Remember(inside.Load())
	}
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
	if s.inside { // an older version too: a savepoint takes back an edit
		s.newest.Store(stored)
	} else {
		s.Remember(stored)
	}
	return stored, nil
}

// Remember keeps a schema for the next question, unless a newer schema is known.
func (s *Schemas) Remember(next *schema.Schema) {
	s.edited.Store(s.inside)
	for {
		old := s.newest.Load()
		if old.Version() >= next.Version() || s.newest.CompareAndSwap(old, next) {
			return
		}
	}
}
