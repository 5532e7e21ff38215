package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/association/retention"
)

// TrimHistory drops events that are older than a time, exclusive, in Unix nanoseconds,
// and returns how many. A graph keeps all of its history until it is told otherwise. An
// application that keeps history for a duration calls this now and then, with the time so
// long ago. From the first moment on, a question about an earlier time, such as one of
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
func (g *Graph) TrimHistory(ctx context.Context, before int64) (int, error) {
	t := past.Trim{Store: g.core.store, Source: g.questions, Clock: g.core.clock, Keep: g.core.keep}
	return t.Before(ctx, before)
}

// RetainedSince returns since when history is whole, in Unix nanoseconds, or zero where
// nothing of it was ever dropped; see [Graph.TrimHistory].
func (r Reader) RetainedSince(ctx context.Context) (int64, error) {
	return retention.Since(ctx, r.questions.Reader())
}
