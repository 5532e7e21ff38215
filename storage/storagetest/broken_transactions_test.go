package storagetest

import (
	"context"
	"slices"
	"time"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage"
)

// transactionDefects break Updates, alone or in pairs, or the feed of their events.
var transactionDefects = []defect{
	{name: "a failed transaction is torn: its first batch remains", promise: Atomic, store: func() *broken {
		return &broken{update: func(n *reference, ctx context.Context, inner func(context.Context) error) error {
			n.mu.Lock()
			n.committed = n.committed.clone()
			before := n.committed
			n.mu.Unlock()
			err := inner(ctx)
			if err != nil {
				before.metadata["a"] = "torn"
			}
			return err
		}}
	}},
	{name: "the labels of a link are forgotten", promise: Atomic, store: func() *broken {
		return &broken{wish: func(_ *tables, b *storage.Batch, apply func()) {
			for i := range b.Links {
				b.Links[i].Now.Near.Labels, b.Links[i].Now.Far.Labels = label.Set{}, label.Set{}
			}
			apply()
		}}
	}},
	{name: "anchors are ignored and updates are lost", promise: Isolation, env: looseEnv(false)},
	{name: "a range that was read as empty is filled (snapshot isolation)", promise: Isolation, env: looseEnv(true)},
	{name: "an event comes late, after a position that was given", promise: Feed, store: func() *broken {
		return &broken{wish: func(t *tables, b *storage.Batch, apply func()) {
			before := len(t.events)
			apply()
			if before > 0 && before < len(t.events) {
				events := append([]storage.Event(nil), t.events...)
				last, late := &events[before-1], &events[before]
				last.Event, late.Event = late.Event, last.Event
				t.events = events
			}
		}}
	}},
	{name: "request ids are lost", promise: Feed, store: func() *broken {
		return brokenSources(func(s history.Source) history.Source { return s.WithRequest("") })
	}},
	{name: "only a user has a name", promise: Feed, store: func() *broken {
		return brokenSources(func(s history.Source) history.Source {
			if s.Kind != history.User {
				return s.WithUser("", "")
			}
			return s
		})
	}},
	{name: "what a failed transaction applied remains", promise: Faults, store: func() *broken {
		var own error
		return &broken{
			ended: func(err error) error { own = err; return nil },
			update: func(_ *reference, ctx context.Context, inner func(context.Context) error) error {
				if own = nil; inner(ctx) != nil {
					return ctx.Err()
				}
				return own
			},
		}
	}},
	{name: "a cancelled transaction is committed and reported as cancelled", promise: Faults, store: func() *broken {
		return &broken{update: func(_ *reference, ctx context.Context, inner func(context.Context) error) error {
			if err := inner(context.WithoutCancel(ctx)); err != nil {
				return err
			}
			return ctx.Err()
		}}
	}},
	{name: "ids of operations are forgotten", promise: Faults, store: func() *broken {
		return &broken{wish: func(t *tables, _ *storage.Batch, apply func()) {
			apply()
			t.operations = map[history.OperationID]storage.StoredResult{}
		}}
	}},
}

// nobodyWaits is the grace of stores in which no Update waits for another. Racing Updates
// always meet within it, however busy the machine is.
const nobodyWaits = 20 * time.Second

// looseEnv opens stores that run Updates at once with too little isolation.
func looseEnv(detects bool) func() *env {
	return func() *env {
		return &env{grace: nobodyWaits, opens: func() storage.Storage { return &loose{reference: Reference().(*reference), detects: detects} }}
	}
}

// retryDefects run a function again as they should not.
var retryDefects = []defect{
	{name: "answers of a lost attempt come again", promise: Retry, env: optimisticEnv(func(o *optimistic) { o.stale = true })},
	{name: "a conflict is swallowed", promise: Retry, env: optimisticEnv(func(o *optimistic) { o.swallows = true })},
	{name: "a lost attempt leaves rows", promise: Retry, env: optimisticEnv(func(o *optimistic) { o.halves = true })},
	{name: "attempts go on when the context has ended", promise: Retry, env: optimisticEnv(func(o *optimistic) { o.endless = true })},
	{name: "a transaction of unknown outcome runs again", promise: Retry, env: optimisticEnv(func(o *optimistic) { o.impatient = true })},
	{name: "an unknown outcome is reported as a conflict", promise: Retry, env: optimisticEnv(func(o *optimistic) { o.certain = true })},
	{name: "a commit whose answer was lost is reported as made", promise: Retry, env: optimisticEnv(func(o *optimistic) { o.mistaken = true })},
}

func optimisticEnv(spoil func(o *optimistic)) func() *env {
	return func() *env {
		return &env{grace: nobodyWaits, conflict: conflictOf, lose: loseOf, opens: func() storage.Storage {
			o := newOptimistic()
			spoil(o)
			return o
		}}
	}
}

// durableDefects lose rows between two openings.
var durableDefects = []defect{
	{name: "the last commit is lost at the next opening", promise: Durable, env: savedEnv(func(s *reopened) *tables {
		if s.previous != nil {
			return s.previous
		}
		return s.committed
	})},
	{name: "what is committed while Close waits is lost", promise: Durable, env: savedEnv(func(s *reopened) *tables { return s.closing })},
	{name: "a position is given again after the next opening", promise: Durable, env: savedEnv(func(s *reopened) *tables {
		now := s.committed.clone()
		now.last = 0
		for _, e := range now.events {
			now.last = e.Position.Sequence
		}
		return now
	})},
	{name: "the version of the schema is counted anew at the next opening", promise: Durable, env: savedEnv(func(s *reopened) *tables {
		now := s.committed.clone()
		now.version = min(now.version, 1)
		return now
	})},
	{name: "the newest time is not there at the next opening", promise: Durable, env: savedEnv(func(s *reopened) *tables {
		now := s.committed.clone()
		clear(now.newest)
		for _, e := range now.events {
			now.newest[e.A], now.newest[e.B] = max(now.newest[e.A], e.At), max(now.newest[e.B], e.At)
		}
		return now
	})},
	{name: "metadata is not there at the next opening", promise: Durable, env: savedEnv(func(s *reopened) *tables {
		now := s.committed.clone()
		clear(now.metadata)
		return now
	})},
}

func savedEnv(spoil func(s *reopened) *tables) func() *env {
	return func() *env {
		return &env{durable: func() func() storage.Storage {
			return (&savedTables{tables: emptyTables(), spoil: spoil}).open
		}}
	}
}

// brokenSources returns a store that spoils the source of every event.
func brokenSources(spoil func(history.Source) history.Source) *broken {
	return &broken{wish: func(_ *tables, b *storage.Batch, apply func()) {
		b.Events = slices.Clone(b.Events)
		for i := range b.Events {
			b.Events[i].Source = spoil(b.Events[i].Source)
		}
		apply()
	}}
}
