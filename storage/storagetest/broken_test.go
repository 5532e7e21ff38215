package storagetest

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A broken store is a reference store with a defect. Its functions that are set replace those
// of the reference store.
type broken struct {
	*reference
	ask    func(u storage.Unread)                              // spoils questions
	answer func(t *tables, b *storage.Batch, u storage.Unread) // spoils answers
	wish   func(t *tables, b *storage.Batch, apply func())     // spoils the rows of an Apply
	view   func(n *reference, inner func() error) error
	update func(n *reference, ctx context.Context, inner func(context.Context) error) error
	ended  func(err error) error                    // turns fn's error into another
	again  bool                                     // calls fn twice in the same transaction
	leave  func(u *storage.Unread) (restore func()) // takes out of u the questions that Read must leave unanswered, and puts them back
	open   bool                                     // Read does not finish
	close  func(n *reference) error
}

func (s *broken) Read(ctx context.Context, b *storage.Batch) error {
	s.mu.Lock()
	now := s.committed
	s.mu.Unlock()
	if _, err := s.enter(); err != nil {
		return err
	}
	defer s.calls.Done()
	return brokenTx{referenceTx{referenceReader{now, now.last}}, s}.Read(ctx, b)
}

func (s *broken) View(ctx context.Context, fn func(storage.Reader) error) error {
	inner := func() error {
		return s.reference.View(ctx, func(r storage.Reader) error {
			return fn(brokenTx{referenceTx{r.(referenceReader)}, s})
		})
	}
	if s.view != nil {
		return s.view(s.reference, inner)
	}
	return inner()
}

func (s *broken) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	inner := func(ctx context.Context) error {
		return s.reference.Update(ctx, anchors, func(tx storage.Tx) error {
			spoiled := brokenTx{tx.(referenceTx), s}
			if s.again {
				_ = fn(spoiled)
			}
			err := fn(spoiled)
			if s.ended != nil {
				return s.ended(err)
			}
			return err
		})
	}
	if s.update != nil {
		return s.update(s.reference, ctx, inner)
	}
	return inner(ctx)
}

func (s *broken) Close() error {
	if s.close != nil {
		return s.close(s.reference)
	}
	return s.reference.Close()
}

type brokenTx struct {
	referenceTx
	*broken
}

func (tx brokenTx) Read(ctx context.Context, b *storage.Batch) error {
	u := b.Unread()
	if tx.ask != nil {
		tx.ask(u)
	}
	if tx.leave != nil || tx.open {
		return tx.halfRead(b)
	}
	if err := tx.referenceTx.Read(ctx, b); err != nil {
		return err
	}
	if tx.answer != nil {
		tx.answer(tx.tables, b, u)
	}
	return nil
}

// halfRead answers some of b.
func (tx brokenTx) halfRead(b *storage.Batch) error {
	u, restore := b.Unread(), func() {}
	if tx.leave != nil {
		restore = tx.leave(&u)
	}
	if err := tx.referenceTx.answer(b, &u); err != nil || tx.open {
		return err
	}
	restore()
	return u.Finish()
}

// leaving returns a defect: one family of questions is not answered.
func leaving[Family any](of func(*storage.Unread) *Family) func() *broken {
	return func() *broken {
		return &broken{leave: func(u *storage.Unread) func() {
			left := storage.Take(of(u))
			return func() { *of(u) = left }
		}}
	}
}

func (tx brokenTx) Apply(ctx context.Context, b *storage.Batch) (err error) {
	apply := func() { err = tx.referenceTx.Apply(ctx, b) }
	if tx.wish != nil {
		tx.wish(tx.tables, b, apply)
		return err
	}
	apply()
	return err
}

// pages makes an answer out of a defect of pages.
func pages(spoil func(p *storage.NeighborPage, rows []storage.Neighbor)) func(*tables, *storage.Batch, storage.Unread) {
	return func(_ *tables, b *storage.Batch, u storage.Unread) {
		for i := range u.NeighborPages {
			spoil(&u.NeighborPages[i], u.NeighborPages[i].Rows(b))
		}
	}
}

// A defect is a store that breaks a promise.
type defect struct {
	name    string
	promise Promise
	store   func() *broken
	env     func() *env // of a store that is no broken
}

// on returns where scenarios run on the store.
func (d defect) on() *env {
	if d.env != nil {
		return d.env()
	}
	open := func() storage.Storage {
		s := d.store()
		s.reference = Reference().(*reference)
		return s
	}
	return &env{opens: open}
}

// defects are of all kinds.
var defects = slices.Concat(forgetful, rowDefects, transactionDefects, retryDefects, accountDefects, durableDefects)

// forgetful stores leave out questions.
var forgetful = []defect{
	{"the schema is left out", Page, leaving(func(u *storage.Unread) **storage.Schema { return &u.Schema }), nil},
	{"records are left out", Page, leaving(func(u *storage.Unread) *[]storage.Record { return &u.Records }), nil},
	{"operations are left out", Page, leaving(func(u *storage.Unread) *[]storage.Operation { return &u.Operations }), nil},
	{"metadata is left out", Page, leaving(func(u *storage.Unread) *[]storage.Metadata { return &u.Metadata }), nil},
	{"degrees are left out", Page, leaving(func(u *storage.Unread) *[]storage.Degree { return &u.Degrees }), nil},
	{"links are left out", Page, leaving(func(u *storage.Unread) *[]storage.Link { return &u.Links }), nil},
	{"neighbor pages are left out", Page, leaving(func(u *storage.Unread) *[]storage.NeighborPage { return &u.NeighborPages }), nil},
	{"degree pages are left out", Page, leaving(func(u *storage.Unread) *[]storage.DegreePage { return &u.DegreePages }), nil},
	{"event pages are left out", Page, leaving(func(u *storage.Unread) *[]storage.EventPage { return &u.EventPages }), nil},
	{"expired pages are left out", Page, leaving(func(u *storage.Unread) *[]storage.ExpiredPage { return &u.ExpiredPages }), nil},
	{"a Read does not finish", Page, func() *broken { return &broken{open: true} }, nil},
}

// rowDefects answer wrongly, or write other rows than those of the batch.
var rowDefects = []defect{
	{name: "text ids in plain byte order", promise: Order, store: func() *broken {
		return &broken{answer: pages(func(p *storage.NeighborPage, rows []storage.Neighbor) {
			slices.SortFunc(rows, func(a, b storage.Neighbor) int { return strings.Compare(string(a.ID), string(b.ID)) })
		})}
	}},
	{name: "case of ids is folded", promise: Order, store: func() *broken {
		return &broken{wish: func(_ *tables, b *storage.Batch, apply func()) {
			for i := range b.Links {
				b.Links[i].A.ID = record.ID(strings.ToLower(string(b.Links[i].A.ID)))
			}
			apply()
		}}
	}},
	{name: "ties in age stand still when the order turns", promise: Order, store: func() *broken {
		return &broken{answer: pages(func(p *storage.NeighborPage, rows []storage.Neighbor) {
			if p.Order == storage.NewestFirst {
				slices.SortStableFunc(rows, func(a, b storage.Neighbor) int {
					if a.State.Created == b.State.Created {
						return record.CompareIDs(a.ID, b.ID)
					}
					return 0
				})
			}
		})}
	}},
	{name: "the second half of a link is dropped", promise: Page, store: func() *broken {
		return &broken{answer: pages(func(p *storage.NeighborPage, rows []storage.Neighbor) {
			if record.Compare(p.Of, record.New(p.To, "")) > 0 {
				p.Count = 0
			}
		})}
	}},
	{name: "a row is repeated on the next page", promise: Page, store: func() *broken {
		return &broken{answer: pages(func(p *storage.NeighborPage, rows []storage.Neighbor) {
			if p.More && len(rows) > 1 {
				p.Next = rows[len(rows)-2].Cursor()
			}
		})}
	}},
	{name: "the end is told too early", promise: Page, store: func() *broken {
		return &broken{answer: pages(func(p *storage.NeighborPage, rows []storage.Neighbor) { p.More = false })}
	}},
	{name: "the label of a question is ignored", promise: Page, store: func() *broken {
		return &broken{ask: func(u storage.Unread) {
			for i := range u.NeighborPages {
				u.NeighborPages[i].Label = labelID{}
			}
		}}
	}},
	{name: "both halves show one end's view", promise: Page, store: func() *broken {
		return &broken{answer: pages(func(p *storage.NeighborPage, rows []storage.Neighbor) {
			for i := range rows {
				if p.Of.Type == record.Contacts {
					rows[i].State = rows[i].State.Flip()
				}
			}
		})}
	}},
	{name: "questions out of range are answered", promise: Page, store: func() *broken {
		return &broken{ask: func(u storage.Unread) {
			for i := range u.NeighborPages {
				u.NeighborPages[i].Max = min(max(u.NeighborPages[i].Max, 1), storage.MaxPage)
			}
		}}
	}},
	{name: "expiry includes its time", promise: Page, store: func() *broken {
		return &broken{ask: func(u storage.Unread) {
			for i := range u.ExpiredPages {
				u.ExpiredPages[i].Before++
			}
		}}
	}},
	{name: "a rollback is ignored", promise: Atomic, store: func() *broken {
		return &broken{ended: func(error) error { return nil }}
	}},
	{name: "an ended context is ignored", promise: Atomic, store: func() *broken {
		return &broken{update: func(_ *reference, ctx context.Context, inner func(context.Context) error) error {
			return inner(context.WithoutCancel(ctx))
		}}
	}},
	{name: "counts are stale", promise: Atomic, store: func() *broken {
		return &broken{answer: func(_ *tables, _ *storage.Batch, u storage.Unread) {
			for i := range u.Degrees {
				u.Degrees[i].Was.Count = max(u.Degrees[i].Was.Count-1, 0)
			}
		}}
	}},
	{name: "unchanged rows are written", promise: Atomic, store: func() *broken {
		return &broken{wish: func(t *tables, b *storage.Batch, apply func()) {
			apply()
			for _, m := range b.Metadata {
				t.metadata[m.Key] = m.Now
			}
		}}
	}},
	{name: "a View shows what is not committed", promise: Isolation, store: func() *broken {
		var under *tables
		return &broken{
			wish: func(t *tables, _ *storage.Batch, apply func()) { apply(); under = t },
			answer: func(_ *tables, b *storage.Batch, u storage.Unread) {
				if under != nil {
					referenceReader{under, under.last}.rows(&u)
				}
			},
		}
	}},
	{name: "a View waits for an Update", promise: Isolation, store: func() *broken {
		return &broken{view: func(n *reference, inner func() error) error {
			n.writer <- struct{}{}
			defer func() { <-n.writer }()
			return inner()
		}}
	}},
	{name: "an attempt that was run again counts twice", promise: Retry, store: func() *broken { return &broken{again: true} }},
	{name: "waiting ignores the context", promise: Retry, store: func() *broken {
		return &broken{update: func(_ *reference, ctx context.Context, inner func(context.Context) error) error {
			return inner(context.WithoutCancel(ctx))
		}}
	}},
	{name: "the caller's document is kept", promise: Alias, store: func() *broken {
		return &broken{wish: func(t *tables, b *storage.Batch, apply func()) {
			apply()
			if b.Schema.Body != nil {
				t.document = b.Schema.Body
			}
		}}
	}},
	{name: "the store's own document is handed out", promise: Alias, store: func() *broken {
		return &broken{answer: func(t *tables, b *storage.Batch, _ storage.Unread) { b.Schema.Document = t.document }}
	}},
	{name: "events are kept in the caller's memory", promise: Alias, store: func() *broken {
		var mine []history.Event
		return &broken{
			wish: func(_ *tables, b *storage.Batch, apply func()) { apply(); mine = b.Events },
			answer: func(_ *tables, b *storage.Batch, _ storage.Unread) {
				for i := range min(len(mine), len(b.EventRows)) {
					b.EventRows[i].Event = mine[i]
				}
			},
		}
	}},
	{name: "Close does not wait", promise: Close, store: func() *broken {
		return &broken{close: func(n *reference) error {
			n.mu.Lock()
			defer n.mu.Unlock()
			if n.closed {
				return storage.ErrClosed
			}
			n.closed = true
			return nil
		}}
	}},
	{name: "positions are given again", promise: Feed, store: func() *broken {
		return &broken{wish: func(t *tables, b *storage.Batch, apply func()) {
			apply()
			if len(b.DropEvents) > 0 {
				t.last = 0
				for _, e := range t.events {
					t.last = e.Position.Sequence
				}
			}
		}}
	}},
	{name: "the newest time is forgotten with its event", promise: Feed, store: func() *broken {
		return &broken{wish: func(t *tables, b *storage.Batch, apply func()) {
			apply()
			if len(b.DropEvents) > 0 {
				clear(t.newest)
			}
		}}
	}},
	{name: "the feed shows the transaction's own events", promise: Feed, store: func() *broken {
		return &broken{answer: func(t *tables, b *storage.Batch, u storage.Unread) {
			for i := range u.EventPages {
				if u.EventPages[i].Kind == storage.Feed && u.EventPages[i].After == (storage.Position{}) && len(t.events) <= u.EventPages[i].Max {
					u.EventPages[i].Start, u.EventPages[i].Count = len(b.EventRows), len(t.events)
					b.EventRows = append(b.EventRows, t.events...)
				}
			}
		}}
	}},
	{name: "a pair's events are those of the record", promise: Feed, store: func() *broken {
		return &broken{ask: func(u storage.Unread) {
			for i := range u.EventPages {
				if u.EventPages[i].Kind == storage.OfPair {
					u.EventPages[i].Kind = storage.OfRecord
				}
			}
		}}
	}},
	{name: "versions of the schema are not counted", promise: Schema, store: func() *broken {
		return &broken{wish: func(t *tables, b *storage.Batch, apply func()) { apply(); t.version = min(t.version, 1) }}
	}},
	{name: "the time of an existing link never moves", promise: Model, store: func() *broken {
		return &broken{wish: func(_ *tables, b *storage.Batch, apply func()) {
			for i := range b.Links {
				if l := &b.Links[i]; l.Was.Linked() && l.Now.Linked() {
					l.Now.Created = l.Was.Created
				}
			}
			apply()
		}}
	}},
}

// impatient makes scenarios give up soon, because their stores are broken. The test's cleanup
// resets the time.
func impatient(t *testing.T) {
	before := patience
	patience = 300 * time.Millisecond
	shrinking := flag.Lookup("rapid.shrinktime").Value.String()
	require.NoError(t, flag.Set("rapid.shrinktime", "0s"))
	t.Cleanup(func() {
		patience = before
		require.NoError(t, flag.Set("rapid.shrinktime", shrinking))
	})
}

// Each defect is caught by the promise that it breaks.
func TestDefectsAreCaught(t *testing.T) {
	impatient(t)
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			said := offence(t, d.promise, d.on)
			require.NotEmpty(t, said, "promise %s has not noticed", d.promise)
			t.Logf("%.300s", said)
		})
	}
}

// loose runs Updates at the same time, each on a copy, as databases do below their
// serializable level. With detects an Update that changes a row which another has
// changed meanwhile starts over: snapshot isolation.
type loose struct {
	*reference
	detects bool
}

func (s *loose) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	for {
		if _, err := s.enter(); err != nil {
			return err
		}
		s.mu.Lock()
		work := s.committed.clone()
		s.mu.Unlock()
		tx := &looseTx{referenceTx: referenceTx{referenceReader{work, work.last}}}
		err := fn(tx)
		if err == nil {
			err = ctx.Err()
		}
		done := err != nil || s.commit(tx)
		s.calls.Done()
		if done {
			return err
		}
	}
}

// commit writes the rows of tx over those that were committed meanwhile.
func (s *loose) commit(tx *looseTx) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	work := s.committed.clone()
	for i := range tx.wished {
		if b := &tx.wished[i]; s.detects && overtaken(work, b) {
			return false
		}
		_ = referenceTx{referenceReader{work, work.last}}.Apply(context.Background(), &tx.wished[i])
	}
	s.committed = work
	return true
}

// overtaken reports whether a row that b writes differs from the answer that b got.
func overtaken(t *tables, b *storage.Batch) bool {
	w := wishesOf(b)
	return b.Schema.Body != nil && t.version != b.Schema.Version ||
		slices.ContainsFunc(w.metadata, func(m storage.Metadata) bool { return t.metadata[m.Key] != m.Was }) ||
		slices.ContainsFunc(w.operations, func(o storage.Operation) bool { return t.operations[o.ID] != o.Was }) ||
		slices.ContainsFunc(w.records, func(r storage.Record) bool { return t.states[r.Of] != r.Was }) ||
		slices.ContainsFunc(w.links, func(l storage.Link) bool { return t.links[history.Pair{A: l.A, B: l.B}] != l.Was }) ||
		slices.ContainsFunc(w.degrees, func(s storage.Degree) bool { return t.degrees[degreeKey{s.Of, s.To, s.Label}] != s.Was })
}

type looseTx struct {
	referenceTx
	wished []storage.Batch
}

func (tx *looseTx) Apply(ctx context.Context, b *storage.Batch) error {
	c := copyOf(b)
	c.Events, c.DropEvents = slices.Clone(b.Events), slices.Clone(b.DropEvents)
	c.Schema.Body = slices.Clone(b.Schema.Body)
	tx.wished = append(tx.wished, c)
	return tx.referenceTx.Apply(ctx, b)
}

// Every scenario of a race catches Updates without isolation; snapshot isolation,
// which no lost update gets past, is caught by the scenarios of skew.
func TestRacesAreCaught(t *testing.T) {
	for name, c := range map[string]struct {
		detects bool
		caught  []string
	}{
		"no isolation":       {false, []string{"last free place", "write skew", "lost update", "phantom", "schema edit", "one operation"}},
		"snapshot isolation": {true, []string{"write skew", "phantom", "schema edit"}},
	} {
		t.Run(name, func(t *testing.T) {
			var caught []string
			for _, sc := range isolationScenarios {
				notes, done := new(recorder), make(chan struct{})
				go func() {
					defer close(done)
					s := looseEnv(c.detects)()
					s.ctx = t.Context()
					sc.hold(notes, s)
				}()
				<-done
				if notes.failed {
					caught = append(caught, sc.name)
				}
			}
			require.Equal(t, c.caught, caught)
		})
	}
}
