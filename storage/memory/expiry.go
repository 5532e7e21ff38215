package memory

import "github.com/relata-go/relata/storage"

// expiry answers e from the trees that are ordered by time.
func (q *query) expiry(e *storage.ExpiredPage) {
	e.More = false
	switch e.Kind {
	case storage.RecordsExpired:
		q.ended(e)
	case storage.OperationsExpired:
		q.lapsed(e)
	default:
		return // unanswered
	}
	e.MarkAnswered()
}

func (q *query) ended(e *storage.ExpiredPage) {
	e.Start = len(q.batch.ExpiredRecords)
	q.state.ending.AscendLessThan(ending{at: e.Before}, func(row ending) bool {
		if len(q.batch.ExpiredRecords)-e.Start == e.Max {
			e.More = true
			return false
		}
		q.batch.ExpiredRecords = append(q.batch.ExpiredRecords, storage.Record{Of: row.of})
		q.record(&q.batch.ExpiredRecords[len(q.batch.ExpiredRecords)-1])
		return true
	})
	e.Count = len(q.batch.ExpiredRecords) - e.Start
}

func (q *query) lapsed(e *storage.ExpiredPage) {
	e.Start = len(q.batch.ExpiredOperations)
	q.state.lapses.AscendLessThan(lapse{at: e.Before}, func(row lapse) bool {
		if len(q.batch.ExpiredOperations)-e.Start == e.Max {
			e.More = true
			return false
		}
		done := q.state.operation(row.id)
		q.batch.ExpiredOperations = append(q.batch.ExpiredOperations, storage.Operation{ID: row.id, Was: done, Now: done})
		return true
	})
	e.Count = len(q.batch.ExpiredOperations) - e.Start
}
