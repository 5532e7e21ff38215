package accountcheck

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/storage"
)

// Feed returns the events after a position, each page after the last event of the page before.
// An error that wraps storage.ErrCorrupt says that the positions do not grow.
func Feed(ctx context.Context, from storage.Reader, after storage.Position) (events []storage.Event, err error) {
	var b storage.Batch
	for more := true; more; {
		b.Reset()
		b.EventPages = append(b.EventPages, storage.EventPage{Kind: storage.Feed, After: after, Max: storage.MaxPage})
		if err := from.Read(ctx, &b); err != nil {
			return nil, err
		}
		rows := b.EventPages[0].Rows(&b)
		for i := range rows {
			if storage.ComparePositions(rows[i].Position, after) <= 0 {
				return nil, fmt.Errorf("%w: the feed goes from position %s to %s", storage.ErrCorrupt, after, rows[i].Position)
			}
			after = rows[i].Position
			events = append(events, rows[i])
		}
		if more = b.EventPages[0].More; more && len(rows) == 0 {
			return nil, fmt.Errorf("%w: a page of the feed is empty although there are more events", storage.ErrCorrupt)
		}
	}
	return events, nil
}
