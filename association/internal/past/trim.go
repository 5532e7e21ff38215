package past

import (
	"context"
	"fmt"
	"time"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Trim drops old events of an account.
type Trim struct {
	Store  storage.Storage
	Source question.Source // of the same store
	Clock  func() record.Time
	Keep   time.Duration // how long a deleted record can be restored by the options of today
}

// Before drops events that are older than a time, exclusive, and returns how many. A trim goes
// over the feed, a page of events in each transaction. The progress is stored, so
// that a trim which was interrupted goes on, and two at once share the work.
func (t Trim) Before(ctx context.Context, before record.Time) (int, error) {
	row, err := t.begin(ctx, min(before, t.Clock()))
	total := 0
	for err == nil && !row.Done {
		var n int
		n, row, err = t.page(ctx, row)
		total += n
	}
	return total, err
}

// begin begins a trim, or goes on with the trim that is under way. A trim under way for
// an earlier time ends: the new trim finds the events that are left.
func (t Trim) begin(ctx context.Context, before record.Time) (retention.Row, error) {
	return t.update(ctx, func(row *retention.Row) []storage.Position {
		if row.Since < before || row.Done || row.Walk == 0 {
			row.Since, row.At, row.Done = max(row.Since, before), "", false
			row.Walk++
		}
		return nil
	})
}

// update changes the row and drops the events that change returns, in a transaction.
func (t Trim) update(ctx context.Context, change func(*retention.Row) []storage.Position) (retention.Row, error) {
	var row retention.Row
	var b storage.Batch
	err := t.Store.Update(ctx, nil, func(tx storage.Tx) (err error) {
		b.Reset()
		b.Metadata = append(b.Metadata, storage.Metadata{Key: retention.Key})
		if err := tx.Read(ctx, &b); err != nil {
			return err
		}
		if row, err = retention.Parse(&b.Metadata[0]); err != nil {
			return err
		}
		b.DropEvents = append(b.DropEvents, change(&row)...)
		b.Metadata[0].Now = row.String()
		return tx.Apply(ctx, &b)
	})
	if err != nil {
		return row, fmt.Errorf("forget history: %w", err)
	}
	return row, nil
}

// page drops the old events of the page of the feed that the trim has come to, unless
// another process has done so meanwhile. The decision about an event stays right when others
// write before an event is dropped: whatever they change, they write newer events about.
func (t Trim) page(ctx context.Context, begun retention.Row) (n int, row retention.Row, err error) {
	var found decided
	err = t.Source.Snapshot(ctx, func(source question.Source) (err error) {
		found, err = t.decide(ctx, source, begun)
		return err
	})
	if err != nil {
		return 0, begun, err
	}
	row, err = t.update(ctx, func(now *retention.Row) []storage.Position {
		n = 0
		if now.Walk != begun.Walk || now.At != begun.At || now.Done {
			return nil
		}
		now.At, now.Done = found.upTo.String(), found.done
		if n = len(found.drop); n > 0 {
			gone, err := storage.ParsePosition(now.Gone)
			if last := found.drop[n-1]; err != nil || storage.ComparePositions(last, gone) > 0 {
				now.Gone = last.String()
			}
		}
		return found.drop
	})
	return n, row, err
}
