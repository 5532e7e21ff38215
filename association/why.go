package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An Explanation says why a record is primary, or why none is.
type Explanation struct {
	Primary record.Ref    `json:"primary,omitzero"` // the primary of now; zero: none
	Event   history.Event `json:"event,omitzero"`   // the event that set the mark, or took it away, as the record in question sees it
	Cause   primary.Cause `json:"cause,omitzero"`   // why; zero when no event is known any more
	// Next is the record that would become primary if the primary were dissociated and
	// nobody could be asked: by the rule's own choice, else the oldest; zero: none.
	Next record.Ref `json:"next,omitzero"`
}

// String returns the cause in words, as in "first company becomes primary".
func (e Explanation) String() string {
	return primary.Explain(e.Cause, e.Event.B.Type)
}

// Why explains of's primary of type to: the event that made it so, with time, source and
// operation, the cause, and which record would come next. It reports false when no event ever
// moved the mark; to know that it reads all events between the record and the type.
func (r Reader) Why(ctx context.Context, of record.Ref, to record.Type) (why Explanation, known bool, err error) {
	err = r.inSnapshot(ctx, func(r Reader) error {
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
	// A merge moves a mark by events of the survivor's own, so events of the ids that were
	// merged in do not count.
	timeline, err := past.Open(ctx, r.questions, of, to, is)
	if err != nil {
		return why, false, err
	}
	for e, err := range timeline.Events(ctx) {
		if err != nil {
			return why, false, err
		}
		if e.A == timeline.IDs()[0] && e.B == is && !e.Was.Near.Primary && e.Now.Near.Primary {
			why.Event, why.Cause = e, e.Causes.Near
			return why, true, nil
		}
	}
	return why, false, nil
}

// whyNone finds the event that took the mark away: the record's own, else that of an id
// which was merged into it.
func (r Reader) whyNone(ctx context.Context, why Explanation, of record.Ref, to record.Type) (Explanation, bool, error) {
	timeline, err := past.Open(ctx, r.questions, of, to)
	if err != nil {
		return why, false, err
	}
	known := false
	for e, err := range timeline.Events(ctx) {
		if err != nil {
			return why, false, err
		}
		if !e.Was.Near.Primary || e.Now.Near.Primary || known && e.A != timeline.IDs()[0] {
			continue
		}
		why.Event, why.Cause, known = e, e.Causes.Near, true
		if e.A == timeline.IDs()[0] {
			break
		}
	}
	return why, known, nil
}

// next returns the record that would become primary if the present one were dissociated.
func (r Reader) next(ctx context.Context, of record.Ref, to record.Type, is record.Ref) (record.Ref, error) {
	var next record.Ref
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
		rule, exists := ask.Schema.Primary().Rule(of.Type, to)
		if !exists {
			return ask.Sure(ctx, nil)
		}
		order := storage.OldestFirst
		if rule.NewestFirst() {
			order = storage.NewestFirst
		}
		_, err := ask.About(ctx, of, func(ref record.Ref) {
			ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, storage.NeighborPage{Of: ref, To: to, Order: order, Max: 2})
		})
		if err != nil {
			return err
		}
		for _, row := range ask.Batch.NeighborPages[0].Rows(&ask.Batch.Batch) {
			if row.ID != is.ID {
				next = record.New(to, row.ID)
				break
			}
		}
		return nil
	})
	return next, err
}
