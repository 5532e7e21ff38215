package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// History yields the events between a record and records of type to, newest first. Events
// of ids that were merged into the record are among them, with the ids as they were: in
// each event A is the record, or the id that it had then. It reads events in pages of one
// snapshot each, and the merged ids together with the first. After an error it ends.
func (r Reader) History(ctx context.Context, of record.Ref, to record.Type) iter.Seq2[history.Event, error] {
	return eventsOf(ctx, func() (*past.Timeline, error) { return past.Open(ctx, r.questions, of, to) })
}

// HistoryOf yields the events of the association between two records, newest first, each
// as from sees it. Where ids were merged into one of the two, the events of their
// associations are among them, with the ids as they were. After an error it ends.
func (r Reader) HistoryOf(ctx context.Context, from, to record.Ref) iter.Seq2[history.Event, error] {
	return eventsOf(ctx, func() (*past.Timeline, error) { return past.Open(ctx, r.questions, from, to.Type, to) })
}

// eventsOf yields the events of a timeline that is opened by each range over it.
func eventsOf(ctx context.Context, open func() (*past.Timeline, error)) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		t, err := open()
		if err != nil {
			yield(history.Event{}, err)
			return
		}
		t.Events(ctx)(yield)
	}
}
