package association

import (
	"context"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
)

// Ensured is the answer of [Graph.Ensure].
type Ensured struct {
	// Labels are the declared labels as the account has them, their forward directions in
	// the order of the declaration. Operations take them.
	Labels []label.Label `json:"labels,omitempty"`
	// Made are the edits that were missing, in the order in which they were made.
	Made schema.Edits `json:"made,omitempty"`
}

// Ensure makes the edits that the schema lacks of a declaration, and returns the declared
// labels. Programs call Ensure when they start: every process at every start, also at once. If
// nothing is missing, Ensure reads the schema and writes nothing. To see the edits before they
// are made, give [Reader.Schema] to [schema.Declaration.Missing].
//
// Ensure only adds. A definition that exists and differs is a [schema.MismatchError], which
// lists every field, and then nothing is written. Edits that look at every link come last,
// each as a version of its own, see [Graph.Edit]. The next Ensure finishes an interrupted edit.
func (g *Graph) Ensure(ctx context.Context, d schema.Declaration) (Ensured, error) {
	var done Ensured
	for {
		if _, err := g.finish(ctx); err != nil {
			return Ensured{}, err
		}
		known, err := g.Schema(ctx)
		if err != nil {
			return Ensured{}, err
		}
		missing, labels, err := d.Missing(known)
		if err != nil || missing.IsZero() {
			done.Labels = labels
			return done, err
		}
		var step []schema.Edit
		err = g.store(ctx, func(s *schema.Schema, _ string) (*schema.Schema, error) {
			missing, _, err := d.Missing(s) // again, since another process may have made some
			if err != nil {
				return nil, err
			}
			if step = missing.Together; len(step) == 0 {
				step = missing.Alone[:min(1, len(missing.Alone))]
			}
			return s.Edited(step...)
		})
		if err != nil && err != schema.ErrBackfillUnderWay { // that edit is finished first
			return Ensured{}, err
		}
		if err == nil {
			done.Made = append(done.Made, step...)
		}
	}
}
