package laws

import (
	"context"
	"math"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Rows are all that a store holds, to be compared as a whole.
type rows struct {
	Version    uint64
	Document   string
	Links      map[history.Pair]history.State
	Degrees    map[degreeKey]storage.Summary
	States     map[record.Ref]storage.RecordState
	Operations map[history.OperationID]storage.StoredResult
	Events     []history.Event
}

type degreeKey struct {
	of    record.Ref
	tally storage.DegreeRow // the degree row of the side, without its summary
}

// everything reads all rows of a store about records of the given types that events or links
// name, in one snapshot.
func everything(t require.TestingT, store storage.Storage) rows {
	all := rows{
		Links: map[history.Pair]history.State{}, Degrees: map[degreeKey]storage.Summary{},
		States: map[record.Ref]storage.RecordState{}, Operations: map[history.OperationID]storage.StoredResult{},
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

// readEvents reads the feed and the operations, and returns the records that they name.
func (all *rows) readEvents(ctx context.Context, r storage.Reader) ([]record.Ref, error) {
	var b storage.Batch
	var refs []record.Ref
	for after, more := (storage.Position{}), true; more; {
		b.Reset()
		b.EventPages = append(b.EventPages, storage.EventPage{Kind: storage.Feed, After: after, Max: 1000})
		if err := r.Read(ctx, &b); err != nil {
			return nil, err
		}
		for _, e := range b.EventPages[0].Rows(&b) {
			all.Events, refs, after = append(all.Events, e.Event), append(refs, e.A, e.B), e.Position
		}
		more = b.EventPages[0].More
	}
	b.Reset()
	b.ExpiredPages = append(b.ExpiredPages, storage.ExpiredPage{Kind: storage.OperationsExpired, Before: math.MaxInt64, Max: storage.MaxPage})
	if err := r.Read(ctx, &b); err != nil {
		return nil, err
	}
	for _, done := range b.ExpiredOperations {
		all.Operations[done.ID] = done.Was
	}
	all.Version, all.Document = b.Schema.Version, string(b.Schema.Document)
	slices.SortFunc(refs, record.Compare)
	refs = slices.Compact(refs)
	return slices.DeleteFunc(refs, record.Ref.IsZero), nil
}

// readRows reads the states, the degrees and the links of records, by their types.
func (all *rows) readRows(ctx context.Context, r storage.Reader, refs []record.Ref) error {
	var b storage.Batch
	var types []record.Type
	for _, ref := range refs {
		b.Records = append(b.Records, storage.Record{Of: ref})
		b.DegreePages = append(b.DegreePages, storage.DegreePage{Of: ref})
		types = append(types, ref.Type)
	}
	if err := r.Read(ctx, &b); err != nil {
		return err
	}
	for i, ref := range refs {
		if b.Records[i].Was != (storage.RecordState{}) {
			all.States[ref] = b.Records[i].Was
		}
		for _, tally := range b.DegreePages[i].Rows(&b) {
			summary := tally.Summary
			tally.Summary, tally.Of = storage.Summary{}, ""
			all.Degrees[degreeKey{ref, tally}] = summary
		}
	}
	return all.readLinks(ctx, r, slices.Compact(types))
}

// readLinks reads all links between records of types, which are in order.
func (all *rows) readLinks(ctx context.Context, r storage.Reader, types []record.Type) error {
	var asked []storage.NeighborPage
	for i, from := range types {
		for _, to := range types[i:] {
			asked = append(asked, storage.NeighborPage{Of: record.Ref{Type: from}, To: to, Max: 1000})
		}
	}
	for len(asked) > 0 {
		b := storage.Batch{NeighborPages: asked}
		if err := r.Read(ctx, &b); err != nil {
			return err
		}
		asked = nil
		for i := range b.NeighborPages {
			page := &b.NeighborPages[i]
			for _, n := range page.Rows(&b) {
				a, other := record.New(page.Of.Type, n.Of), record.New(page.To, n.ID)
				if record.Compare(a, other) < 0 {
					all.Links[history.PairOf(a, other)] = n.State
				}
			}
			if page.More {
				asked = append(asked, storage.NeighborPage{Of: page.Of, To: page.To, After: page.Next, Max: page.Max})
			}
		}
	}
	return nil
}
