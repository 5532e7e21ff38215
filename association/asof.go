package association

import (
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// AsOf returns the links that a record had to records of type to at a time, in Ref order:
// with the labels, marks and creation times of then, that instant's own changes included.
// at is in Unix nanoseconds, as in [history.Event] and [Result]. An id that was merged away
// by then is answered as what it stood for then; one that was merged later had links of its
// own. Labels have the words that they have today.
//
// The answer is exact for every record, also where clocks ran backwards, since the events
// of a record have growing times. It takes one Read where what stands and what happened
// since is little, else several in one snapshot. A time before [Reader.RetainedSince] is a
// [TooOldError].
func (r Reader) AsOf(ctx context.Context, of record.Ref, to record.Type, at int64) ([]Link, error) {
	var links []Link
	err := r.then(ctx, at, func(t *then) error {
		if err := t.check(ctx, of, to); err != nil {
			return err
		}
		refs := []record.Ref{of}
		err := t.resolve(refs, at, func() {
			t.NeighborPages = append(t.NeighborPages, storage.NeighborPage{Of: refs[0], To: to, Max: linksPage})
			t.EventPages = append(t.EventPages, storage.EventPage{Kind: storage.OfRecord, Of: refs[0], To: to, Max: historyPage})
		})
		if err == nil {
			links, err = t.links(refs[0], to)
		}
		return err
	})
	return links, err
}

// links returns the links that a record had then. What stands now is stepped back, link by
// link, over the events since.
func (t *then) links(of record.Ref, to record.Type) ([]Link, error) {
	events, err := t.after(1, t.at)
	if err != nil {
		return nil, err
	}
	rows, err := t.neighbors()
	if err != nil {
		return nil, err
	}
	since := map[record.ID][]history.Event{}
	for _, e := range events {
		id := e.From(of).B.ID
		since[id] = append(since[id], e)
	}
	for i := range rows {
		if _, changed := since[rows[i].ID]; changed {
			if rows[i].State, err = t.back(of, record.New(to, rows[i].ID), rows[i].State, since[rows[i].ID]); err != nil {
				return nil, err
			}
			delete(since, rows[i].ID)
		}
	}
	for id, gone := range since {
		state, err := t.back(of, record.New(to, id), history.State{}, gone)
		if err != nil {
			return nil, err
		}
		rows = append(rows, storage.Neighbor{ID: id, State: state})
	}
	rows = slices.DeleteFunc(rows, func(n storage.Neighbor) bool { return !n.State.Linked() })
	slices.SortFunc(rows, func(a, b storage.Neighbor) int { return record.CompareIDs(a.ID, b.ID) })
	return t.seen(of, to, rows), nil
}

// back returns what the link of two records was before the given events.
func (t *then) back(of, other record.Ref, stands history.State, newestFirst []history.Event) (history.State, error) {
	return history.AsOf(history.Pair{A: of, B: other}, stands, slices.Values(newestFirst), t.at)
}

// LinkedAsOf returns the link that two records had at a time, as from saw it, and whether
// there was one; see [Reader.AsOf].
func (r Reader) LinkedAsOf(ctx context.Context, from, to record.Ref, at int64) (Link, bool, error) {
	var link Link
	err := r.then(ctx, at, func(t *then) error {
		link = Link{}
		if err := t.checkBoth(ctx, from, to); err != nil {
			return err
		}
		refs := []record.Ref{from, to}
		err := t.resolve(refs, at, func() {
			if refs[0] != refs[1] {
				t.Link(refs[0], refs[1])
				t.EventPages = append(t.EventPages, storage.EventPage{Kind: storage.OfPair, Of: refs[0], With: refs[1], Max: historyPage})
			}
		})
		if err != nil || refs[0] == refs[1] {
			return err
		}
		events, err := t.after(2, at)
		if err != nil {
			return err
		}
		row := &t.Links[0]
		n := storage.Neighbor{ID: refs[1].ID}
		if n.State, err = t.back(row.A, row.B, row.Was, events); err != nil || !n.State.Linked() {
			return err
		}
		if row.A != refs[0] {
			n.State = n.State.Flip()
		}
		link = linkOf(t.schema, refs[0], refs[1].Type, &n)
		return nil
	})
	return link, !link.IsZero(), err
}

// LifeAsOf returns whether a record stood at a time, that instant's own changes included;
// see [Reader.AsOf]. A merged one is not followed: Into has what it was merged into.
func (r Reader) LifeAsOf(ctx context.Context, of record.Ref, at int64) (RecordState, error) {
	var life RecordState
	err := r.then(ctx, at, func(t *then) error {
		if err := of.Validate(); err != nil {
			return err
		}
		t.begin([]record.Ref{of})
		if err := t.on(); err != nil {
			return err
		}
		if err := t.within(at); err != nil {
			return err
		}
		var err error
		life, err = t.life(0, of)
		return err
	})
	return life, err
}

// Difference returns what happened to a record's links to records of type to between two
// times, since exclusive and until inclusive, in Unix nanoseconds: one event for each link
// that ended up another than it was, from the state at the first time to that at the
// second, with the time, source and operation of the last change, as the record sees it and
// in the order of the others. What came and went again is not in it. An id that was merged
// away is answered as what it stood for at the second time.
//
// A time before [Reader.RetainedSince] is a [TooOldError].
func (r Reader) Difference(ctx context.Context, of record.Ref, to record.Type, since, until int64) ([]history.Event, error) {
	if since > until {
		return nil, fmt.Errorf("%w: a difference from %s back to %s: exchange them", storage.ErrInvalid, stamped(since), stamped(until))
	}
	if until <= 0 {
		return nil, nil // nothing has happened yet
	}
	var changed []history.Event
	err := r.then(ctx, until, func(t *then) error {
		if err := t.check(ctx, of, to); err != nil {
			return err
		}
		refs := []record.Ref{of}
		err := t.resolve(refs, since, func() {
			t.EventPages = append(t.EventPages, storage.EventPage{Kind: storage.OfRecord, Of: refs[0], To: to, Until: until, Max: historyPage})
		})
		if err != nil {
			return err
		}
		events, err := t.after(1, since)
		if err != nil {
			return err
		}
		slices.Reverse(events)
		if changed, err = history.Difference(slices.Values(events)); err != nil {
			return err
		}
		for i := range changed {
			changed[i] = changed[i].From(refs[0])
		}
		slices.SortFunc(changed, func(a, b history.Event) int { return record.Compare(a.B, b.B) })
		return nil
	})
	return changed, err
}
