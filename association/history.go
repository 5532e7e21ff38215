package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// History yields the events between a record and records of type to, newest first. What
// happened to ids that were merged into the record is among them, with the ids as they
// were: in each event A is the record, or the id that it had then. It reads events in
// pages of one snapshot each, and asks who was merged in together with the first. After an
// error it ends.
func (r Reader) History(ctx context.Context, of record.Ref, to record.Type) iter.Seq2[history.Event, error] {
	return told(ctx, func() (*past, error) { return r.past(ctx, of, to) })
}

// HistoryOf yields the events of the association between two records, newest first, each
// as from sees it. Where ids were merged into one of the two, the events of their
// associations are among them, with the ids as they were. After an error it ends.
func (r Reader) HistoryOf(ctx context.Context, from, to record.Ref) iter.Seq2[history.Event, error] {
	return told(ctx, func() (*past, error) { return r.past(ctx, from, to.Type, to) })
}

// told yields the events of a past that is opened by each range over it.
func told(ctx context.Context, open func() (*past, error)) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		p, err := open()
		if err != nil {
			yield(history.Event{}, err)
			return
		}
		p.all(ctx)(yield)
	}
}
