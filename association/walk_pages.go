package association

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// walkRecords calls fn with every record that has links of a pair of types, some at a
// time.
func (g *Graph) walkRecords(ctx context.Context, q storage.NeighborPage, fn func([]record.Ref) error) error {
	var last record.ID
	return g.questions.Walk(ctx, q, func(rows []storage.Neighbor) (bool, error) {
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
