package kv

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// forget drops events with all that points to them. A place that no event has, or has
// any more, is passed over.
func (t *tx) forget(places []storage.Position) {
	for _, p := range places {
		if t.err != nil {
			return
		}
		if p.Sequence != 0 && p.Sequence <= t.head.last && t.head.position(p.Sequence) == p {
			t.drop(p.Sequence)
		}
	}
}

func (t *tx) drop(at uint64) {
	key := t.kept(appendNumber(t.row(familyEvent), at))
	v := t.get(key)
	if v == nil {
		return
	}
	var e history.Event
	s := scanner{left: v}
	of := s.event(&e, &t.strings, &t.sets)
	if !t.whole(key, &s) {
		return
	}
	e.A.Type = t.typeName(of.a, key)
	if of.b != 0 {
		e.B.Type = t.typeName(of.b, key)
	}
	t.keepTime(e.A, at, e.At)
	if !e.B.IsZero() {
		t.keepTime(e.B, at, e.At)
	}
	t.own.delete(t.kept(appendNumber(t.row(familyEvent), at)))
	t.eachPointer(&e, of, at, t.own.delete)
	t.dropFromRun(familyOperation, e.Operation, at)
	t.dropFromRun(familyGroup, e.Group, at)
}

// keepTime keeps the time of an event that is about to go when it is the record's
// newest: times of one record only grow, so else a newer one tells enough.
func (t *tx) keepTime(of record.Ref, at uint64, time int64) {
	if t.lastPast(of) != at {
		return
	}
	if before, found := t.forgotten(of); found {
		time = max(time, before)
	}
	t.value = appendTime(t.value[:0], time)
	t.own.put(t.ref(familyForgotten, of), t.value)
}

// dropFromRun takes one event out of its run, which becomes shorter, two, or none.
func (t *tx) dropFromRun(family byte, id history.OperationID, at uint64) {
	if id.IsZero() {
		return
	}
	r, found := t.runAt(family, id, at)
	if !found || r.last < at {
		return
	}
	if r.first == at {
		t.own.delete(t.runKey(family, id, r.first))
	} else {
		t.putRun(family, id, run{r.first, at - 1})
	}
	if r.last > at {
		t.putRun(family, id, run{at + 1, r.last})
	}
}
