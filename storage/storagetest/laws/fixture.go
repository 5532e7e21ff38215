package laws

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A watched store calls before each call, and after a commit. What before returns is
// what the call returns; what committed returns comes although the commit is done.
type watched struct {
	storage.Storage
	traits    *storage.Traits
	before    func(call string) error // "read", "view", "update", "apply" or "commit"
	committed func() error
}

func (w *watched) Traits() storage.Traits {
	if w.traits != nil {
		return *w.traits
	}
	return w.Storage.Traits()
}

func (w *watched) call(name string) error {
	if w.before == nil {
		return nil
	}
	return w.before(name)
}

func (w *watched) Read(ctx context.Context, b *storage.Batch) error {
	if err := w.call("read"); err != nil {
		return err
	}
	return w.Storage.Read(ctx, b)
}

func (w *watched) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := w.call("view"); err != nil {
		return err
	}
	return w.Storage.View(ctx, func(r storage.Reader) error { return fn(watchedReader{r, w}) })
}

func (w *watched) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := w.call("update"); err != nil {
		return err
	}
	err := w.Storage.Update(ctx, anchors, func(tx storage.Tx) error {
		if err := fn(watchedTx{watchedReader{tx, w}, tx}); err != nil {
			return err
		}
		return w.call("commit")
	})
	if err == nil && w.committed != nil {
		return w.committed()
	}
	return err
}

type watchedReader struct {
	storage.Reader
	w *watched
}

func (r watchedReader) Read(ctx context.Context, b *storage.Batch) error {
	if err := r.w.call("read"); err != nil {
		return err
	}
	return r.Reader.Read(ctx, b)
}

type watchedTx struct {
	watchedReader
	tx storage.Tx
}

func (tx watchedTx) Apply(ctx context.Context, b *storage.Batch) error {
	if err := tx.w.call("apply"); err != nil {
		return err
	}
	return tx.tx.Apply(ctx, b)
}

// errBroken is what a broken store returns.
var errBroken = errors.New("the store broke")

// failAt returns a before that fails the n-th call, from 1, and no other.
func failAt(n int, err error) func(string) error {
	calls := 0
	return func(string) error {
		if calls++; calls == n {
			return err
		}
		return nil
	}
}

// firstTime is what the clock of a fixture shows at first.
const firstTime = 1_700_000_000_000_000_000

// A fixture is a graph whose clock and operation ids the test decides.
type fixture struct {
	*association.Graph
	ctx   context.Context
	store storage.Storage
	clock *atomic.Int64
}

// open opens a graph on store, with a clock that stands at firstTime.
func open(t require.TestingT, store storage.Storage) *fixture {
	f := &fixture{ctx: context.Background(), store: store, clock: new(atomic.Int64)}
	f.clock.Store(firstTime)
	var ids atomic.Uint64
	var err error
	f.Graph, err = association.Open(f.ctx, store, &association.Options{
		Clock:  f.clock.Load,
		NextID: func() uint64 { return ids.Add(1) },
	})
	require.NoError(t, err)
	return f
}

// edit makes edits that must succeed.
func (f *fixture) edit(t require.TestingT, edits ...association.Edit) {
	require.NoError(t, f.Edit(f.ctx, edits...))
}

// link associates a record with others, and lets the clock go on before each.
func (f *fixture) link(t require.TestingT, from record.Ref, to ...record.Ref) {
	for _, other := range to {
		f.clock.Add(1)
		_, err := f.Associate(f.ctx, from, other)
		require.NoError(t, err)
	}
}

// primary returns the primary of a record, zero when there is none.
func (f *fixture) primary(t require.TestingT, of record.Ref, to record.Type) record.Ref {
	is, found, err := f.Primary(f.ctx, of, to)
	require.NoError(t, err)
	require.Equal(t, found, !is.IsZero())
	return is
}

// count returns how many links a record has towards a type.
func (f *fixture) count(t require.TestingT, of record.Ref, to record.Type) int {
	n, err := f.Count(f.ctx, of, to)
	require.NoError(t, err)
	return n
}

// operation returns the id that a caller gives.
func operation(t require.TestingT, name string) history.OperationID {
	id, err := history.NamedOperation(name)
	require.NoError(t, err)
	return id
}

func contact(id record.ID) record.Ref { return record.New(record.Contacts, id) }
func company(id record.ID) record.Ref { return record.New(record.Companies, id) }
func deal(id record.ID) record.Ref    { return record.New(record.Deals, id) }
func note(id record.ID) record.Ref    { return record.New(record.Notes, id) }

// Rows are all that a store holds, to be compared as a whole.
type rows struct {
	Version    uint64
	Document   string
	Links      map[history.Pair]history.State
	Sides      map[sideOf]storage.Summary
	Lives      map[record.Ref]storage.Life
	Operations map[history.OperationID]storage.Done
	Events     []history.Event
}

type sideOf struct {
	of    record.Ref
	tally storage.Tally // of the side, without its summary
}

// everything reads all rows that a store holds about records that events or links
// of the given types name, in one snapshot.
func everything(t require.TestingT, store storage.Storage) rows {
	all := rows{
		Links: map[history.Pair]history.State{}, Sides: map[sideOf]storage.Summary{},
		Lives: map[record.Ref]storage.Life{}, Operations: map[history.OperationID]storage.Done{},
	}
	ctx := context.Background()
	require.NoError(t, store.View(ctx, func(r storage.Reader) error {
		refs, err := all.readEvents(ctx, r)
		if err == nil {
			err = all.readRows(ctx, r, refs)
		}
		return err
	}))
	return all
}

// readEvents reads the feed and the operations, and returns the records named in it.
func (all *rows) readEvents(ctx context.Context, r storage.Reader) ([]record.Ref, error) {
	var b storage.Batch
	var refs []record.Ref
	for after, more := (storage.Position{}), true; more; {
		b.Reset()
		b.Streams = append(b.Streams, storage.Stream{Kind: storage.Feed, After: after, Max: 1000})
		if err := r.Read(ctx, &b); err != nil {
			return nil, err
		}
		for _, e := range b.Streams[0].Rows(&b) {
			all.Events, refs, after = append(all.Events, e.Event), append(refs, e.A, e.B), e.Position
		}
		more = b.Streams[0].More
	}
	b.Reset()
	b.Expiries = append(b.Expiries, storage.Expiry{Kind: storage.OperationExpiry, Before: math.MaxInt64, Max: storage.MaxPage})
	if err := r.Read(ctx, &b); err != nil {
		return nil, err
	}
	for _, done := range b.Lapsed {
		all.Operations[done.ID] = done.Was
	}
	all.Version, all.Document = b.Schema.Version, string(b.Schema.Document)
	slices.SortFunc(refs, record.Compare)
	refs = slices.Compact(refs)
	return slices.DeleteFunc(refs, record.Ref.IsZero), nil
}

// readRows reads the lives, the sides and the links of records, by their types.
func (all *rows) readRows(ctx context.Context, r storage.Reader, refs []record.Ref) error {
	var b storage.Batch
	var types []record.Type
	for _, ref := range refs {
		b.Records = append(b.Records, storage.Record{Of: ref})
		b.Censuses = append(b.Censuses, storage.Census{Of: ref})
		types = append(types, ref.Type)
	}
	if err := r.Read(ctx, &b); err != nil {
		return err
	}
	for i, ref := range refs {
		if b.Records[i].Was != (storage.Life{}) {
			all.Lives[ref] = b.Records[i].Was
		}
		for _, tally := range b.Censuses[i].Rows(&b) {
			summary := tally.Summary
			tally.Summary, tally.Of = storage.Summary{}, ""
			all.Sides[sideOf{ref, tally}] = summary
		}
	}
	types = slices.Compact(types)
	for _, from := range types {
		for _, to := range types {
			if err := all.readLinks(ctx, r, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// readLinks reads all links between records of two types.
func (all *rows) readLinks(ctx context.Context, r storage.Reader, from, to record.Type) error {
	var b storage.Batch
	q := storage.Page{Of: record.Ref{Type: from}, To: to, Max: 1000}
	for {
		b.Reset()
		b.Pages = append(b.Pages, q)
		if err := r.Read(ctx, &b); err != nil {
			return err
		}
		page := &b.Pages[0]
		for _, n := range page.Rows(&b) {
			a, other := record.New(from, n.Of), record.New(to, n.ID)
			if record.Compare(a, other) < 0 {
				all.Links[history.PairOf(a, other)] = n.State
			}
		}
		if !page.More {
			return nil
		}
		q.After = page.Next
	}
}
