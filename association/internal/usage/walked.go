package usage

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// firstID is the least id, for a cursor that begins at the first link of a record.
const firstID record.ID = "\x01"

// walk answers a search for the carriers of a label that the store does not count, by
// walking over the label's links.
func (r *report) walk(ctx context.Context, s search) (found, error) {
	var answer found
	var of record.ID // whose links are being counted
	have := 0
	finish := func() {
		if have >= s.atLeast {
			answer.rows, answer.next = append(answer.rows, s.row(of, have)), of
		}
		have = 0
	}
	q := storage.NeighborPage{Of: record.Ref{Type: s.key.From}, To: s.key.To, Label: s.key.Label}
	if s.after != "" {
		q.After = storage.Cursor{Of: s.after, ID: firstID}
	}
	err := r.source.Walk(ctx, q, func(rows []storage.Neighbor) (bool, error) {
		for i := range rows {
			id := rows[i].Of
			if id == s.after {
				continue // the further links of the record before
			}
			if id != of {
				finish()
				of = id
			}
			if answer.more = len(answer.rows) >= s.rows; answer.more {
				return false, nil
			}
			have++
		}
		return true, nil
	})
	if err == nil && !answer.more {
		finish()
	}
	return answer, err
}
