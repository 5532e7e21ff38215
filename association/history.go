package association

import (
	"context"
	"iter"
	"time"

	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// History yields the events between a record and records of type to, newest first. Events
// of ids that were merged into the record are among them, with the ids as they were: in
// each event A is the record, or the id that it had then. It reads events in pages of one
// snapshot each, and the merged ids together with the first. After an error it ends.
func (r Reader) History(ctx context.Context, of record.Ref, to record.Type) iter.Seq2[history.Event, error] {
	return r.events(ctx, "history", func(ctx context.Context) (*past.Timeline, error) { return past.Open(ctx, r.questions, of, to) })
}

// HistoryOf yields the events of the association between two records, newest first, each
// as from sees it. Where ids were merged into one of the two, the events of their
// associations are among them, with the ids as they were. After an error it ends.
func (r Reader) HistoryOf(ctx context.Context, from, to record.Ref) iter.Seq2[history.Event, error] {
	return r.events(ctx, "history of", func(ctx context.Context) (*past.Timeline, error) {
		return past.Open(ctx, r.questions, from, to.Type, to)
	})
}

// events yields the events of a timeline that is opened by each range over it, for the
// method with the given name.
func (r Reader) events(ctx context.Context, name string, open func(context.Context) (*past.Timeline, error)) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		ctx, call := r.observe.begin(ctx, name)
		yieldEvents(ctx, call, open, yield)
		call.endLoop()
	}
}

func yieldEvents(ctx context.Context, call *call, open func(context.Context) (*past.Timeline, error), yield func(history.Event, error) bool) {
	t, err := open(ctx)
	if err != nil {
		pass(call, yield, history.Event{}, err)
		return
	}
	for e, err := range t.Events(ctx) {
		if !pass(call, yield, e, err) {
			return
		}
	}
}

// TrimHistory drops events older than before, exclusive, and
// returns how many. Without this call a graph keeps all of its history. To keep 90 days,
// call it regularly with time.Now().AddDate(0, 0, -90).UnixNano(). From the start of a call, a question about an earlier time, such as one of
// [Reader.AsOf], is a [retention.TooOldError]. A time in the future is taken as now.
//
// These events stay, however old:
//   - of an association that exists, the first and the newest;
//   - for every record and type the event that [Reader.Why] quotes;
//   - of a record that is deleted and can be restored, and of those that were merged into
//     it, all events of their links;
//   - the event by which a record was deleted or merged, while it is so, those deletions and
//     restores of it through which a link may be waiting for its other end, and all of a
//     record that was merged;
//   - the newest event of an association of which any stays.
//
// So the history still explains the links that exist, and a restore brings back the same
// links. An operation can no longer be undone when an event of it is older than the time,
// nor, as a group, when events of it were dropped. Panels and histories show what is kept.
//
// It goes over the feed in transactions of some events each, and others write meanwhile. It
// stops at the first events that are all newer; older ones after them, of a clock that ran
// backwards, are dropped by a later call. When it is interrupted, the next call goes on
// where it was. Two calls at once share the work.
func (g *Graph) TrimHistory(ctx context.Context, before time.Time) (_ int, err error) {
	ctx, call := g.observe.begin(ctx, "trim history")
	defer call.end(&err)
	t := past.Trim{Store: g.core.store, Source: g.questions, Clock: g.core.clock, Keep: g.core.keep}
	return t.Before(ctx, record.TimeOf(before))
}

// RetainedSince returns since when history is whole, or zero where
// nothing of it was ever dropped; see [Graph.TrimHistory].
func (r Reader) RetainedSince(ctx context.Context) (_ time.Time, err error) {
	ctx, call := r.observe.begin(ctx, "retained since")
	defer call.end(&err)
	since, err := retention.Since(ctx, r.questions.Reader())
	return since.Time(), err
}
