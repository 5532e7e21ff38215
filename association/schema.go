package association

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/storage"
)

// Schema returns the schema that holds now.
func (r Reader) Schema(ctx context.Context) (*schema.Schema, error) {
	var s *schema.Schema
	err := r.ask(ctx, func(a *ask) error {
		s = a.schema
		return a.read(ctx)
	})
	return s, err
}

// learn returns the schema that a Read of b answered with: the known one, unless another
// version is stored.
func (c *core) learn(b *storage.Batch, known *schema.Schema) (*schema.Schema, error) {
	if b.Schema.Version == b.Schema.Have {
		return known, nil
	}
	s, err := schema.Decode(b.Schema.Version, b.Schema.Document)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	c.remember(s)
	return s, nil
}

// remember keeps a schema for the next question, unless a newer one is known.
func (c *core) remember(s *schema.Schema) {
	for {
		old := c.schema.Load()
		if old.Version() >= s.Version() || c.schema.CompareAndSwap(old, s) {
			return
		}
	}
}
