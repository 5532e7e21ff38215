package kv

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// expiry answers e from the keys that are ordered by time.
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
	q.overdue(familyEnding, e.Before, func(s *scanner, key []byte) bool {
		if len(q.batch.ExpiredRecords)-e.Start == e.Max {
			e.More = true
			return false
		}
		of := record.New(record.Type(s.text()), record.ID(s.id()))
		q.batch.ExpiredRecords = append(q.batch.ExpiredRecords, storage.Record{Of: of})
		return q.whole(key, s)
	})
	e.Count = len(q.batch.ExpiredRecords) - e.Start
	for i := range e.Count {
		q.record(&q.batch.ExpiredRecords[e.Start+i])
	}
}

func (q *query) lapsed(e *storage.ExpiredPage) {
	e.Start = len(q.batch.ExpiredOperations)
	q.overdue(familyLapse, e.Before, func(s *scanner, key []byte) bool {
		if len(q.batch.ExpiredOperations)-e.Start == e.Max {
			e.More = true
			return false
		}
		q.batch.ExpiredOperations = append(q.batch.ExpiredOperations, storage.Operation{ID: s.operation()})
		return q.whole(key, s)
	})
	e.Count = len(q.batch.ExpiredOperations) - e.Start
	for i := range e.Count {
		row := &q.batch.ExpiredOperations[e.Start+i]
		row.Was = q.operation(row.ID)
		row.Now = row.Was
	}
}

// overdue visits what stands behind the time in the keys of a family before a time.
func (q *query) overdue(family byte, before int64, visit func(s *scanner, key []byte) bool) {
	prefix := q.row(family)
	q.high = appendTime(append(q.high[:0], prefix...), before)
	q.scanRange(prefix, prefix, q.high, false, func(s *scanner, key, _ []byte) bool {
		s.time()
		return visit(s, key)
	})
}
