package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// walkPage is how many links a walk reads at once.
const walkPage = 2000

// walk calls fn with all links of a pair of types, page by page, until it returns false.
// Unless r is of one snapshot, a link that comes or goes meanwhile may be among them or
// not.
func (r Reader) walk(ctx context.Context, q storage.NeighborPage, fn func([]storage.Neighbor) (bool, error)) error {
	q.Max = walkPage
	for more := true; more; {
		var rows []storage.Neighbor
		err := r.questions.Ask(ctx, func(ask *question.Question) error {
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

// walkRecords calls fn with every record that has links of a pair of types, some at a
// time.
func (g *Graph) walkRecords(ctx context.Context, q storage.NeighborPage, fn func([]record.Ref) error) error {
	var last record.ID
	return g.walk(ctx, q, func(rows []storage.Neighbor) (bool, error) {
		var refs []record.Ref
		for i := range rows {
			if id := rows[i].Of; id != last {
				refs, last = append(refs, record.New(q.Of.Type, id)), id
			}
		}
		if len(refs) == 0 {
			return true, nil
		}
		return true, fn(refs)
	})
}
