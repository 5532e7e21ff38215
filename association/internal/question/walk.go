package question

import (
	"context"

	"github.com/relata-go/relata/storage"
)

// WalkPage is how many links a walk reads at once.
const WalkPage = 2000

// Walk calls fn with all links of a pair of types from a place on, page by page, until fn
// returns false. Unless s is of a snapshot, a link that comes or goes meanwhile may be
// among them or not.
func (s Source) Walk(ctx context.Context, q storage.NeighborPage, fn func([]storage.Neighbor) (more bool, err error)) error {
	q.Max = WalkPage
	for more := true; more; {
		var rows []storage.Neighbor
		err := s.Ask(ctx, func(ask *Question) error {
			ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, q)
			if err := ask.Read(ctx); err != nil {
				return err
			}
			page := &ask.Batch.NeighborPages[0]
			rows = append(rows[:0], page.Rows(&ask.Batch.Batch)...)
			more, q.After = page.More, page.Next
			return nil
		})
		if err != nil {
			return err
		}
		if goOn, err := fn(rows); err != nil || !goOn {
			return err
		}
	}
	return nil
}
