package storagetest

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Reference returns an empty Storage that keeps its rows in maps, copies all of them for every
// Update, and sorts rows for every answer. A Reference is slow on purpose: other backends are
// compared with the answers, so the code must be easy to check.
func Reference() storage.Storage {
	return &reference{writer: make(chan struct{}, 1), committed: emptyTables()}
}

// reference publishes an immutable set of tables; an Update works on a copy and replaces the
// set at the commit.
type reference struct {
	writer chan struct{} // holds a token while an Update runs

	mu        sync.Mutex // guards the fields below
	committed *tables
	closed    bool
	calls     sync.WaitGroup // the calls under way
}

// tables are the rows of an account.
type tables struct {
	version    uint64
	document   []byte
	states     map[record.Ref]storage.RecordState
	newest     map[record.Ref]record.Time // outlives the events
	operations map[history.OperationID]storage.StoredResult
	metadata   map[string]string
	degrees    map[degreeKey]storage.Summary
	links      map[history.Pair]history.State
	events     []storage.Event // in the order of the feed
	last       uint64          // the sequence of the newest event there ever was
}

// A degreeKey is the key of a Degree.
type degreeKey struct {
	of    record.Ref
	to    record.Type
	label labelID
}

func emptyTables() *tables {
	return &tables{
		states: map[record.Ref]storage.RecordState{}, newest: map[record.Ref]record.Time{},
		operations: map[history.OperationID]storage.StoredResult{}, metadata: map[string]string{},
		degrees: map[degreeKey]storage.Summary{}, links: map[history.Pair]history.State{},
	}
}

// clone copies everything that an Update may change in place. Documents and events
// are replaced as a whole.
func (t *tables) clone() *tables {
	c := *t
	c.states, c.newest = maps.Clone(t.states), maps.Clone(t.newest)
	c.operations, c.metadata = maps.Clone(t.operations), maps.Clone(t.metadata)
	c.degrees, c.links = maps.Clone(t.degrees), maps.Clone(t.links)
	c.events = t.events[:len(t.events):len(t.events)]
	return &c
}

// enter begins a call, which ends with calls.Done, and returns the committed tables.
func (n *reference) enter() (*tables, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return nil, storage.ErrClosed
	}
	n.calls.Add(1)
	return n.committed, nil
}

func (n *reference) Read(ctx context.Context, b *storage.Batch) error {
	t, err := n.enter()
	if err != nil {
		return err
	}
	defer n.calls.Done()
	return referenceReader{t, t.last}.Read(ctx, b)
}

func (n *reference) View(_ context.Context, fn func(storage.Reader) error) error {
	t, err := n.enter()
	if err != nil {
		return err
	}
	defer n.calls.Done()
	return fn(referenceReader{t, t.last})
}

func (n *reference) Update(ctx context.Context, _ []record.Ref, fn func(storage.Tx) error) error {
	if _, err := n.enter(); err != nil {
		return err
	}
	defer n.calls.Done()
	select {
	case n.writer <- struct{}{}:
		defer func() { <-n.writer }()
	case <-ctx.Done():
		return fmt.Errorf("wait for the update before: %w", ctx.Err())
	}
	n.mu.Lock()
	work := n.committed.clone()
	n.mu.Unlock()
	if err := fn(referenceTx{referenceReader{work, work.last}}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.committed = work
	return nil
}

func (n *reference) Traits() storage.Traits { return storage.Traits{Exclusive: true} }

func (n *reference) Close() error {
	n.mu.Lock()
	closed := n.closed
	n.closed = true
	n.mu.Unlock()
	if closed {
		return storage.ErrClosed
	}
	n.calls.Wait()
	return nil
}

// A referenceTx changes tables that only its Update sees.
type referenceTx struct{ referenceReader }

func (tx referenceTx) Apply(_ context.Context, b *storage.Batch) error {
	t := tx.tables
	if b.Schema.Body != nil {
		t.version, t.document = b.Schema.Version+1, append([]byte(nil), b.Schema.Body...)
	}
	for _, r := range b.Records {
		put(t.states, r.Of, r.Was, r.Now)
	}
	for _, o := range b.Operations {
		put(t.operations, o.ID, o.Was, o.Now)
	}
	for _, m := range b.Metadata {
		put(t.metadata, m.Key, m.Was, m.Now)
	}
	for _, s := range b.Degrees {
		put(t.degrees, degreeKey{s.Of, s.To, s.Label}, s.Was, s.Now)
	}
	for _, l := range b.Links {
		put(t.links, history.Pair{A: l.A, B: l.B}, l.Was, l.Now)
	}
	t.append(b.Events)
	t.forget(b.DropEvents)
	return nil
}

// put writes a changed row; the zero value is no row.
func put[K, V comparable](rows map[K]V, key K, was, now V) {
	var none V
	switch {
	case was == now:
	case now == none:
		delete(rows, key)
	default:
		rows[key] = now
	}
}

func (t *tables) append(events []history.Event) {
	for _, e := range events {
		t.last++
		t.events = append(t.events, storage.Event{Event: e, Position: storage.Position{Sequence: t.last}})
		for _, ref := range []record.Ref{e.A, e.B} {
			if !ref.IsZero() {
				t.newest[ref] = max(t.newest[ref], e.At)
			}
		}
	}
}

func (t *tables) forget(gone []storage.Position) {
	if len(gone) == 0 {
		return
	}
	drop := map[storage.Position]bool{}
	for _, p := range gone {
		drop[p] = true
	}
	var kept []storage.Event
	for _, e := range t.events {
		if !drop[e.Position] {
			kept = append(kept, e)
		}
	}
	t.events = kept
}
