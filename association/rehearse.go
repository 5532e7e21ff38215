package association

import (
	"context"

	"github.com/relata-go/relata/storage"
)

// A DryRun decides operations as [Graph.DoEach] would and writes none of them. Each
// sees what those before it would have done, however many there are. It is for one
// goroutine, while the function that was given it runs.
type DryRun struct {
	run      *run
	snapshot storage.Reader
}

// DryRun calls fn with a rehearsal over one snapshot. An import's dry run is one.
// What was decided stays in memory until fn returns; nothing waits for it.
func (g *Graph) DryRun(ctx context.Context, fn func(*DryRun) error) error {
	return g.core.store.View(ctx, func(snapshot storage.Reader) error {
		r := g.core.newRun(ctx, g)
		defer r.release()
		r.open, r.rehearsing = true, true
		r.reset(g.core.schema.Load())
		if err := r.read(snapshot); err == errSchema {
			schema, err := g.core.schema.Learn(&r.Batch.Batch, r.schema)
			if err != nil {
				return err
			}
			r.reset(schema)
		} else if err != nil {
			return err
		}
		return fn(&DryRun{r, snapshot})
	})
}

// DoEach decides what would become of each operation, by index.
func (h *DryRun) DoEach(ctx context.Context, ops ...Operation) ([]EachResult, error) {
	r := h.run
	r.ctx = ctx
	if r.prepare(ops, true); len(ops) == 0 {
		return nil, nil
	}
	r.bad = nil
	if err := r.validate(); err != nil {
		return nil, err
	}
	r.time.start(r.clock)
	for from := 0; from < len(ops); from += r.core.traits.Chunk {
		if err := r.chunk(h.snapshot, from, min(from+r.core.traits.Chunk, len(ops))); err != nil {
			return nil, err
		}
	}
	r.Events = r.Events[:0] // nobody asks for them
	return r.outcomes(), nil
}
