package kv

import (
	"encoding/binary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// appendEvents gives each event the next sequence number, writes the event, and adds
// its number to the indexes by record, by operation and by group.
func (a *applier) appendEvents(events []history.Event) {
	if len(events) == 0 {
		return
	}
	// All events of the account are numbered by the feed's row, and no other
	// transaction runs. So the numbers of a batch are consecutive, and runs are found
	// among neighbours in the batch.
	first := a.events.feed.Last + 1
	for i := range events {
		a.appendEvent(&events[i])
	}
	a.appendRuns(familyOperationEvents, first, events, func(e *history.Event) history.OperationID { return e.Operation })
	a.appendRuns(familyGroupEvents, first, events, func(e *history.Event) history.OperationID { return e.Group })
	a.value = codec.AppendFeed(a.value[:0], &a.events.feed)
	a.changes.put(a.read.singleKey(familyFeed), a.value)
}

// appendEvent writes an event and its keys in the index by record.
func (a *applier) appendEvent(e *history.Event) {
	types := codec.EventTypes{A: a.internType(e.A.Type)}
	if !e.B.IsZero() {
		types.B = a.internType(e.B.Type)
	}
	sequence := a.events.feed.Append(a.events.epoch, e.At)
	// A later Read of this transaction asks for the newest time of these records.
	a.events.addTime(e.A, e.At)
	a.events.addTime(e.B, e.At)
	a.value = codec.AppendEvent(a.value[:0], e, types)
	a.changes.put(a.events.eventKey(sequence), a.value)
	a.eachIndexKey(e, types, sequence, func(key []byte) { a.changes.put(key, nil) })
}

// eachIndexKey visits the keys that an event has in the index by record: under the type
// of the other record, or under type 0 when the event is about a record itself.
func (a *applier) eachIndexKey(e *history.Event, types codec.EventTypes, sequence uint64, visit func(key []byte)) {
	toA, toB := types.B, types.A
	if e.Subject != history.Link {
		toA, toB = 0, 0
	}
	visit(a.read.keep(codec.AppendNumber(codec.AppendType(a.read.recordKey(familyRecordEvent, e.A), toA), sequence)))
	if !e.B.IsZero() && e.B != e.A {
		visit(a.read.keep(codec.AppendNumber(codec.AppendType(a.read.recordKey(familyRecordEvent, e.B), toB), sequence)))
	}
}

// appendRuns writes a run for each series of events with the same id. first is the
// sequence number of the first event. The zero id is not indexed. Five events from
// number 41 on, two of operation 7 and three of operation 8, give two rows:
//
//	u 7 41 : 2
//	u 8 43 : 3
func (a *applier) appendRuns(family byte, first uint64, events []history.Event, id func(*history.Event) history.OperationID) {
	for start := 0; start < len(events); {
		end, of := start+1, id(&events[start])
		for end < len(events) && id(&events[end]) == of {
			end++
		}
		if !of.IsZero() {
			a.putRun(family, of, run{first + uint64(start), first + uint64(end) - 1})
		}
		start = end
	}
}

// putRun writes the row of a run. A row of a run that begins at the same event is
// replaced.
func (a *applier) putRun(family byte, id history.OperationID, r run) {
	a.value = binary.AppendUvarint(a.value[:0], r.last-r.first+1)
	a.changes.put(a.runKey(family, id, r.first), a.value)
}

// runKey returns the key of the run that begins with an event.
func (a *applier) runKey(family byte, id history.OperationID, first uint64) []byte {
	return a.read.keep(codec.AppendNumber(codec.AppendOperation(a.read.key(family), id), first))
}
