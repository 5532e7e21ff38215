package kv

import (
	"bytes"
	"fmt"
	"math"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// stream answers s.
func (q *query) stream(s *storage.EventPage) {
	s.Start, s.Count, s.More = len(q.batch.EventRows), 0, false
	q.loadHead()
	if newest := (storage.Position{Epoch: q.epoch, Sequence: q.head.last}); storage.ComparePositions(s.After, newest) > 0 {
		q.fail(fmt.Errorf("%w: %s is behind the newest event", storage.ErrPosition, s.After))
		return
	}
	switch s.Kind {
	case storage.Feed:
		q.between(s, q.head.behind(s.After), q.fed, nil)
	case storage.OfOperation:
		q.ofOperation(s, familyOperation)
	case storage.OfGroup:
		q.ofOperation(s, familyGroup)
	case storage.OfRecord, storage.OfPair, storage.OfRecordState:
		q.ofRecord(s)
	default:
		return // unanswered
	}
	s.Count = len(q.batch.EventRows) - s.Start
	s.MarkAnswered()
}

// between appends the events from first to last, inclusive, that isOf wants. It returns
// false when the stream has its rows.
func (q *query) between(s *storage.EventPage, first, last uint64, isOf func(*history.Event) bool) bool {
	if first > last {
		return true
	}
	prefix := q.row(familyEvent)
	q.low = appendNumber(append(q.low[:0], prefix...), first)
	q.high = append(appendNumber(append(q.high[:0], prefix...), last), 0)
	goesOn := true
	q.scanRange(prefix, q.low, q.high, false, func(at *scanner, key, value []byte) bool {
		var row storage.Event
		row.Position = q.head.position(at.number())
		if goesOn = q.whole(key, at) && q.decode(&row.Event, key, value); !goesOn {
			return false
		}
		goesOn = isOf != nil && !isOf(&row.Event) || q.show(s, &row)
		return goesOn
	})
	return goesOn
}

// show appends an event, or finds that there are more than the stream may have.
func (q *query) show(s *storage.EventPage, row *storage.Event) bool {
	if len(q.batch.EventRows)-s.Start == s.Max {
		s.More = true
		return false
	}
	q.batch.EventRows = append(q.batch.EventRows, *row)
	return true
}

// decode reads an event of a key.
func (q *query) decode(e *history.Event, key, value []byte) bool {
	v := scanner{left: value}
	of := v.event(e, &q.strings, &q.sets)
	if !q.whole(key, &v) {
		return false
	}
	e.A.Type = q.typeName(of.a, key)
	if of.b != 0 {
		e.B.Type = q.typeName(of.b, key)
	}
	return q.err == nil
}

// load reads the event at a place, which a pointer names.
func (q *query) load(sequence uint64, e *history.Event) bool {
	key := q.kept(appendNumber(q.row(familyEvent), sequence))
	v := q.get(key)
	if v == nil && q.err == nil {
		q.fail(fmt.Errorf("%w: event %x is missing", storage.ErrCorrupt, key))
	}
	return q.err == nil && q.decode(e, key, v)
}

// ofOperation goes from run to run. What has no operation, or no group, is not
// indexed: it is looked for among all events.
func (q *query) ofOperation(s *storage.EventPage, family byte) {
	first := q.head.behind(s.After)
	if s.Operation.IsZero() {
		q.between(s, first, math.MaxUint64, func(e *history.Event) bool {
			return family == familyOperation && e.Operation.IsZero() || family == familyGroup && e.Group.IsZero()
		})
		return
	}
	for _, r := range q.runs(family, s.Operation, first) {
		if !q.between(s, max(first, r.first), r.last, nil) {
			return
		}
	}
}

// A run is events that stand one behind the other, both ends inclusive.
type run struct{ first, last uint64 }

// runs returns the runs of an operation or a group that end at or behind a place.
func (q *query) runs(family byte, id history.OperationID, from uint64) (runs []run) {
	prefix := bytes.Clone(appendOperation(q.row(family), id))
	low := appendNumber(bytes.Clone(prefix), from)
	if r, found := q.runAt(family, id, from); found {
		low = appendNumber(low[:len(prefix)], r.first)
	}
	q.scan(prefix, low, func(s *scanner, key, value []byte) bool {
		r, ok := q.run(s, key, value)
		if ok && r.last >= from {
			runs = append(runs, r)
		}
		return ok
	})
	return runs
}

// runAt returns the last run that begins at or before a place.
func (q *query) runAt(family byte, id history.OperationID, at uint64) (r run, found bool) {
	prefix := q.kept(appendOperation(q.row(family), id))
	q.high = append(appendNumber(append(q.high[:0], prefix...), at), 0)
	q.scanRange(prefix, prefix, q.high, true, func(s *scanner, key, value []byte) bool {
		r, found = q.run(s, key, value)
		return false
	})
	return r, found
}

// run reads a row that tells where a run begins and how long it is.
func (q *query) run(s *scanner, key, value []byte) (run, bool) {
	v := scanner{left: value}
	first := s.number()
	length := v.uvarint()
	if length == 0 || first+length < first {
		v.bad = true
	}
	return run{first, first + length - 1}, q.whole(key, s, &v)
}
