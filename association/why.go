package association

import (
	"context"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An Explanation says why a record is primary, or why none is.
type Explanation struct {
	Primary record.Ref    // who is primary now; zero: nobody
	Event   history.Event // that set the mark, or took it away, as the record in question sees it
	Cause   primary.Cause // why; zero when no event is known any more
	// Next is who would succeed if the primary went and nobody could be asked: by the
	// rule's own choice, else the oldest; zero: nobody.
	Next record.Ref
}

// String returns the cause in words, as in "first company becomes primary".
func (e Explanation) String() string {
	return primary.Explain(e.Cause, e.Event.B.Type)
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
	if !found {
		return r.whyNone(ctx, why, of, to)
	}
	// A merge moves a mark by events of the survivor's own, so those of the ids that were
	// merged in have no say.
	p, err := r.past(ctx, of, to, is)
	if err != nil {
		return why, false, err
	}
	for e, err := range p.all(ctx) {
		if err != nil {
			return why, false, err
		}
		if e.A == p.ids[0] && e.B == is && !e.Was.Near.Primary && e.Now.Near.Primary {
			why.Event, why.Cause = e, e.Causes.Near
			return why, true, nil
		}
	}
	return why, false, nil
}

// whyNone finds the event that took the mark which does not stand: the record's own, else
// that of an id which was merged into it.
func (r Reader) whyNone(ctx context.Context, why Explanation, of record.Ref, to record.Type) (Explanation, bool, error) {
	p, err := r.past(ctx, of, to)
	if err != nil {
		return why, false, err
	}
	known := false
	for e, err := range p.all(ctx) {
		if err != nil {
			return why, false, err
		}
		if !e.Was.Near.Primary || e.Now.Near.Primary || known && e.A != p.ids[0] {
			continue
		}
		why.Event, why.Cause, known = e, e.Causes.Near, true
		if e.A == p.ids[0] {
			break
		}
	}
	return why, known, nil
}

// next returns who would become primary if the one that is went.
func (r Reader) next(ctx context.Context, of record.Ref, to record.Type, is record.Ref) (record.Ref, error) {
	var next record.Ref
	err := r.ask(ctx, func(a *ask) error {
		rule, exists := a.schema.Primary().Rule(of.Type, to)
		if !exists {
			return a.sure(ctx, nil)
		}
		order := storage.OldestFirst
		if rule.NewestFirst() {
			order = storage.NewestFirst
		}
		_, err := a.about(ctx, of, func(ref record.Ref) {
			a.NeighborPages = append(a.NeighborPages, storage.NeighborPage{Of: ref, To: to, Order: order, Max: 2})
		})
		if err != nil {
			return err
		}
		for _, row := range a.NeighborPages[0].Rows(&a.Batch.Batch) {
			if row.ID != is.ID {
				next = record.New(to, row.ID)
				break
			}
		}
		return nil
	})
	return next, err
}
