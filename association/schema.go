package association

import (
	"context"

	"github.com/relata-go/relata/association/schema"
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
