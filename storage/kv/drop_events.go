package kv

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// dropEvents deletes events and their keys in the indexes. A position without an event
// is passed over: another trim may have dropped the event.
func (a *applier) dropEvents(positions []storage.Position) {
	feed := &a.events.feed
	for _, p := range positions {
		if a.read.err != nil {
			return
		}
		if p.Sequence != 0 && p.Sequence <= feed.Last && feed.Position(p.Sequence) == p {
			a.dropEvent(p.Sequence)
		}
	}
}

// dropEvent deletes an event. The event is read first, because its index keys are made
// of its records, types and ids. The key is made again for the deletion, since reading
// uses the same buffer.
func (a *applier) dropEvent(sequence uint64) {
	key := a.events.eventKey(sequence)
	v := a.read.get(key)
	if v == nil {
		return
	}
	var e history.Event
	types, ok := a.events.decodeWithTypes(&e, key, v)
	if !ok {
		return
	}
	a.keepTime(e.A, sequence, e.At)
	if !e.B.IsZero() {
		a.keepTime(e.B, sequence, e.At)
	}
	a.changes.delete(a.events.eventKey(sequence))
	a.eachIndexKey(&e, types, sequence, a.changes.delete)
	a.dropFromRun(familyOperationEvents, e.Operation, sequence)
	a.dropFromRun(familyGroupEvents, e.Group, sequence)
}

// keepTime keeps the time of an event that is about to be dropped, if that event is the
// record's newest: later operations of the record must not get an earlier time. The
// times of a record only grow, so if a newer event exists, the time of that event is
// enough.
func (a *applier) keepTime(of record.Ref, sequence uint64, time record.Time) {
	if a.events.newestSequence(of) != sequence {
		return
	}
	if before, found := a.events.droppedTime(of); found {
		time = max(time, before)
	}
	a.value = codec.AppendTime(a.value[:0], time)
	a.changes.put(a.read.recordKey(familyDroppedTime, of), a.value)
}

// dropFromRun takes an event out of its run. Without number 42 the run 41 to 45 becomes
// the runs 41 to 41 and 43 to 45; without 41, or without 45, the run becomes shorter.
func (a *applier) dropFromRun(family byte, id history.OperationID, sequence uint64) {
	if id.IsZero() {
		return
	}
	r, found := a.events.runAt(family, id, sequence)
	if !found || r.last < sequence {
		return
	}
	if r.first == sequence {
		a.changes.delete(a.runKey(family, id, r.first))
	} else {
		a.putRun(family, id, run{r.first, sequence - 1})
	}
	if r.last > sequence {
		a.putRun(family, id, run{sequence + 1, r.last})
	}
}
