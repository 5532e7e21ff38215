package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// historyPage is how many events a history reads at once.
const historyPage = 500

// History yields the events between a record and records of type to, newest first, each
// as of sees it: of is A. It reads them in pages of one snapshot each. After an error it
// ends.
func (r Reader) History(ctx context.Context, of record.Ref, to record.Type) iter.Seq2[history.Event, error] {
	return r.events(ctx, of, to, func(ref record.Ref) storage.Stream {
		return storage.Stream{Kind: storage.OfRecord, Of: ref, To: to}
	})
}

// HistoryOf yields the events of the association between two records, newest first, each
// as from sees it. After an error it ends.
func (r Reader) HistoryOf(ctx context.Context, from, to record.Ref) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		survivor, err := r.survivor(ctx, to)
		if err != nil {
			yield(history.Event{}, err)
			return
		}
		r.events(ctx, from, to.Type, func(ref record.Ref) storage.Stream {
			return storage.Stream{Kind: storage.OfPair, Of: ref, With: survivor}
		})(yield)
	}
}

// survivor returns the record that ref stands for.
func (r Reader) survivor(ctx context.Context, ref record.Ref) (record.Ref, error) {
	err := r.ask(ctx, func(a *ask) error {
		if err := ref.Validate(); err != nil {
			return err
		}
		refs := []record.Ref{ref}
		err := a.following(refs, func() error { return a.read(ctx) })
		ref = refs[0]
		return err
	})
	return ref, err
}

// events yields a stream of a record's events, page by page.
func (r Reader) events(ctx context.Context, of record.Ref, to record.Type, stream func(record.Ref) storage.Stream) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		var after storage.Position
		for more := true; more; {
			var page []storage.Event
			survivor := of
			err := r.ask(ctx, func(a *ask) (err error) {
				if err := a.check(ctx, of, to); err != nil {
					return err
				}
				survivor, err = a.about(ctx, of, func(ref record.Ref) {
					q := stream(ref)
					q.After, q.Max = after, historyPage
					a.Streams = append(a.Streams, q)
				})
				if err != nil {
					return err
				}
				page = append([]storage.Event(nil), a.Streams[0].Rows(&a.Batch)...)
				more = a.Streams[0].More
				return nil
			})
			if err != nil {
				yield(history.Event{}, err)
				return
			}
			for i := range page {
				if !yield(page[i].From(survivor), nil) {
					return
				}
				after = page[i].Position
			}
		}
	}
}

// Names returns what the host calls records, in the order of refs; "" where it knows no
// name. It is asked once for all records of an answer.
type Names func(ctx context.Context, refs []record.Ref) ([]string, error)

// A PanelRow is one record in the history panel of another: the first association, the
// last change and whether the association stands.
type PanelRow struct {
	history.Row
	Name string // what the host calls it; "" when unknown
}

// Panel returns one row for each record of type to that was ever associated with of, in
// Ref order, removed ones included. names may be nil. It reads all of the record's events
// towards the type.
func (r Reader) Panel(ctx context.Context, of record.Ref, to record.Type, names Names) ([]PanelRow, error) {
	survivor, err := r.survivor(ctx, of)
	if err != nil {
		return nil, err
	}
	var failed error
	rows := history.Panel(survivor, func(yield func(history.Event) bool) {
		for e, err := range r.History(ctx, survivor, to) {
			if err != nil {
				failed = err
				return
			}
			if !yield(e) {
				return
			}
		}
	})
	if failed != nil {
		return nil, failed
	}
	panel := make([]PanelRow, len(rows))
	refs := make([]record.Ref, len(rows))
	for i, row := range rows {
		panel[i].Row, refs[i] = row, row.Other
	}
	if names == nil || len(refs) == 0 {
		return panel, nil
	}
	called, err := names(ctx, refs)
	for i := range min(len(panel), len(called)) {
		panel[i].Name = called[i]
	}
	return panel, err
}

// An Explanation says why a record is primary, or why none is.
type Explanation struct {
	Primary record.Ref    // who is primary now; zero: nobody
	Event   history.Event // that set the mark, or took it away, as the record in question sees it
	Cause   history.Cause // why; zero when no event is known any more
	// Next is who would succeed if the primary went and nobody could be asked: by the
	// rule's own choice, else the oldest; zero: nobody.
	Next record.Ref
}

// String returns the cause in words, as in "first company becomes primary".
func (e Explanation) String() string {
	return primary.Explain(primary.Reason(e.Cause), e.Event.B.Type)
}

// Why explains of's primary of type to: the event that made it so, with time, source and
// operation, the cause, and who would come next. It reports false when no event ever
// moved the mark; to know that it reads all events between the record and the type.
func (r Reader) Why(ctx context.Context, of record.Ref, to record.Type) (why Explanation, known bool, err error) {
	err = r.still(ctx, func(r Reader) error {
		why, known, err = r.why(ctx, of, to)
		return err
	})
	return why, known, err
}

func (r Reader) why(ctx context.Context, of record.Ref, to record.Type) (why Explanation, known bool, err error) {
	is, found, err := r.Primary(ctx, of, to)
	if err != nil {
		return why, false, err
	}
	why.Primary = is
	if why.Next, err = r.next(ctx, of, to, is); err != nil {
		return why, false, err
	}
	events := r.History(ctx, of, to)
	if found {
		events = r.HistoryOf(ctx, of, is)
	}
	for e, err := range events {
		if err != nil {
			return why, false, err
		}
		if e.Was.Primary[0] != e.Now.Primary[0] && e.Now.Primary[0] == found {
			why.Event, why.Cause = e, e.Causes[0]
			return why, true, nil
		}
	}
	return why, false, nil
}

// next returns who would become primary if the one that is went.
func (r Reader) next(ctx context.Context, of record.Ref, to record.Type, is record.Ref) (record.Ref, error) {
	var next record.Ref
	err := r.ask(ctx, func(a *ask) error {
		rule, exists := a.schema.primary.Rule(of.Type, to)
		if !exists {
			return a.sure(ctx, nil)
		}
		order := storage.OldestFirst
		if rule.NewestFirst() {
			order = storage.NewestFirst
		}
		_, err := a.about(ctx, of, func(ref record.Ref) {
			a.Pages = append(a.Pages, storage.Page{Of: ref, To: to, Order: order, Max: 2})
		})
		if err != nil {
			return err
		}
		for _, row := range a.Pages[0].Rows(&a.Batch) {
			if row.ID != is.ID {
				next = record.New(to, row.ID)
				break
			}
		}
		return nil
	})
	return next, err
}
