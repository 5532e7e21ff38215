package association

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/storage"
)

// TrimHistory drops events that are older than a time, exclusive, in Unix nanoseconds,
// and returns how many. A graph keeps all of its history until it is told otherwise; a host
// with a duration calls this now and then, with the time so long ago. From the first moment
// on that time is the horizon: what asks about an earlier one, such as [Reader.AsOf], is a
// [TooOldError]. A time that is not past yet is taken as now.
//
// These stay, however old:
//   - of an association that stands, its first event and its newest;
//   - for every record and type the event that [Reader.Why] quotes;
//   - of a record that is deleted and can be restored, and of those that were merged into
//     it, all that happened to their links;
//   - the event that a record was deleted or merged by, while it is so, those deletions and
//     restores of it through which a link may be waiting for its other end, and all of a
//     record that was merged;
//   - the newest event of an association of which any stays.
//
// So the history still tells what stands, and a restore brings back what it would have. An
// operation can be undone no longer when an event of it is older than the horizon, nor, as
// a group, when events of it were dropped. Panels and histories show what is kept.
//
// It goes over the feed in transactions of some events each, and others write meanwhile. It
// stops at the first events that are all newer; older ones behind them, of a clock that ran
// backwards, go another time. When it is interrupted, the next call goes on where it was.
// Two calls at once share the work.
func (g *Graph) TrimHistory(ctx context.Context, before int64) (int, error) {
	before = min(before, g.core.clock())
	w, err := g.walkPast(ctx, before)
	total := 0
	for err == nil && !w.Done {
		var n int
		n, w, err = g.forgetPage(ctx, w)
		total += n
	}
	return total, err
}

// walkPast begins a walk, or goes on with the one that is under way. One whose horizon is
// earlier than the time that is asked for is over: the new one finds what it has left.
func (g *Graph) walkPast(ctx context.Context, before int64) (horizon, error) {
	return g.note(ctx, func(h *horizon) []storage.Position {
		if h.Since < before || h.Done || h.Walk == 0 {
			h.Since, h.At, h.Done = max(h.Since, before), "", false
			h.Walk++
		}
		return nil
	})
}

// note changes the memo and drops events, in one transaction.
func (g *Graph) note(ctx context.Context, change func(*horizon) []storage.Position) (horizon, error) {
	var h horizon
	var b storage.Batch
	err := g.core.store.Update(ctx, nil, func(tx storage.Tx) (err error) {
		b.Reset()
		b.Metadata = append(b.Metadata, storage.Metadata{Key: horizonMemo})
		if err := tx.Read(ctx, &b); err != nil {
			return err
		}
		if h, err = horizonOf(&b.Metadata[0]); err != nil {
			return err
		}
		b.DropEvents = append(b.DropEvents, change(&h)...)
		b.Metadata[0].Now = h.text()
		return tx.Apply(ctx, &b)
	})
	if err != nil {
		return h, fmt.Errorf("forget history: %w", err)
	}
	return h, nil
}

// forgetPage drops what is to be dropped of one page of the feed, unless somebody else has
// done so meanwhile. What was decided about an event stays right when others write before
// it is dropped: whatever they change, they write newer events of it.
func (g *Graph) forgetPage(ctx context.Context, walk horizon) (n int, h horizon, err error) {
	var s sieve
	err = g.still(ctx, func(r Reader) (err error) {
		s, err = r.sieve(ctx, walk)
		return err
	})
	if err != nil {
		return 0, walk, err
	}
	h, err = g.note(ctx, func(now *horizon) []storage.Position {
		n = 0
		if now.Walk != walk.Walk || now.At != walk.At || now.Done {
			return nil
		}
		now.At, now.Done = s.upTo.String(), s.done
		if n = len(s.drop); n > 0 {
			gone, err := storage.ParsePosition(now.Gone)
			if last := s.drop[n-1]; err != nil || storage.ComparePositions(last, gone) > 0 {
				now.Gone = last.String()
			}
		}
		return s.drop
	})
	return n, h, err
}
