package memory

import "github.com/relata-go/relata/storage"

// expiry answers e from the trees that are ordered by time.
func (q *query) expiry(e *storage.Expiry) {
	e.More = false
	if e.Kind == storage.OperationExpiry {
		q.lapsed(e)
		return
	}
	e.Start = len(q.batch.Ended)
	q.state.ending.AscendLessThan(ending{at: e.Before}, func(row ending) bool {
		if len(q.batch.Ended)-e.Start == e.Max {
			e.More = true
			return false
		}
		q.batch.Ended = append(q.batch.Ended, storage.Record{Of: row.of})
		q.record(&q.batch.Ended[len(q.batch.Ended)-1])
		return true
	})
	e.Count = len(q.batch.Ended) - e.Start
}

func (q *query) lapsed(e *storage.Expiry) {
	e.Start = len(q.batch.Lapsed)
	q.state.lapses.AscendLessThan(lapse{at: e.Before}, func(row lapse) bool {
		if len(q.batch.Lapsed)-e.Start == e.Max {
			e.More = true
			return false
		}
		done := q.state.operation(row.id)
		q.batch.Lapsed = append(q.batch.Lapsed, storage.Operation{ID: row.id, Was: done, Now: done})
		return true
	})
	e.Count = len(q.batch.Lapsed) - e.Start
}
