package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/storage"
)

// A DryRun decides operations as [Graph.DoEach] would and writes none of them. Each sees
// the changes that those before it would have made, however many there are. It is for one
// goroutine, while the function that was given it runs.
type DryRun struct {
	transaction *transaction
	snapshot    storage.Reader
}

// DryRun calls fn with a dry run over one snapshot. That of an import is one. Its decisions
// stay in memory until fn returns; nothing waits for it.
func (g *Graph) DryRun(ctx context.Context, fn func(*DryRun) error) error {
	return g.core.store.View(ctx, func(snapshot storage.Reader) error {
		t := g.begin(ctx)
		defer t.release()
		t.draft.BeginTransaction(draft.Options{Keep: g.core.keep, DryRun: true})
		t.draft.Locks.All = true
		t.draft.Reset(g.core.schema.Load())
		if err := t.read(snapshot); err == draft.NewSchema {
			stored, err := g.core.schema.Learn(&t.draft.Rows.Batch, t.draft.Schema)
			if err != nil {
				return err
			}
			t.draft.Reset(stored)
		} else if err != nil {
			return err
		}
		return fn(&DryRun{t, snapshot})
	})
}

// DoEach decides what would become of each operation, by index.
func (h *DryRun) DoEach(ctx context.Context, ops ...Operation) ([]EachResult, error) {
	t := h.transaction
	t.ctx = ctx
	if t.prepare(ops, true); len(ops) == 0 {
		return nil, nil
	}
	t.work.invalid = nil
	if err := t.validate(); err != nil {
		return nil, err
	}
	t.draft.Clock.BeginAttempt()
	for c := (span{}); c.from < len(ops); c.from = c.to {
		c.to = min(c.from+t.core.traits.Chunk, len(ops))
		if err := t.chunk(h.snapshot, c); err != nil {
			return nil, err
		}
	}
	t.draft.Rows.Events = t.draft.Rows.Events[:0] // nobody asks for them
	return t.work.outcomes(), nil
}
