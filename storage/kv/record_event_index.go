package kv

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// The index of a record's events has a key for each event: the record, the type of the
// other record (0 for events of the record itself), and the sequence number of the
// event. If contacts/1 was linked to companies/10 by event 41 and deleted by event 52,
// the keys are
//
//	p contacts 1 0 52
//	p contacts 1 companies 41
//	p companies 10 contacts 41

// eachType visits the types to which the record has events, the greatest number first,
// each with the newest sequence number. Each type costs a single key, because the scan
// jumps from the newest event of a type to the end of the type before.
func (e *eventReader) eachType(of record.Ref, visit func(to codec.Type, newest uint64)) {
	prefix := append([]byte(nil), e.read.recordKey(familyRecordEvent, of)...)
	high := codec.AppendPrefixEnd(nil, prefix)
	for {
		var to codec.Type
		newest := uint64(0)
		e.read.scanRange(prefix, prefix, high, true, func(d *codec.Decoder, key, _ []byte) bool {
			to, newest = d.Type(), d.Number()
			e.read.isWhole(key, d)
			return false
		})
		if newest == 0 || e.read.err != nil {
			return
		}
		visit(to, newest)
		high = codec.AppendType(append(high[:0], prefix...), to) // go on before all events of this type
	}
}

// newestSequence returns the sequence number of the record's newest event that exists,
// or 0.
func (e *eventReader) newestSequence(of record.Ref) (last uint64) {
	e.eachType(of, func(_ codec.Type, newest uint64) { last = max(last, newest) })
	return last
}

// newestTime returns the time of the newest event that ever named the record. That
// event may have been dropped.
func (e *eventReader) newestTime(of record.Ref) record.Time {
	dropped, found := e.droppedTime(of)
	last := e.newestSequence(of)
	if last == 0 {
		return dropped
	}
	key := e.eventKey(last)
	d := codec.NewDecoder(e.read.get(key))
	at := d.Time()
	if d.IsBad() {
		e.read.failCorrupt(key)
	}
	if found {
		return max(at, dropped)
	}
	return at
}

// droppedTime returns the newest time of the record's events that were dropped while no
// newer event existed.
func (e *eventReader) droppedTime(of record.Ref) (at record.Time, found bool) {
	key := e.read.recordKey(familyDroppedTime, of)
	v := e.read.get(key)
	if v == nil {
		return 0, false
	}
	d := codec.NewDecoder(v)
	at = d.Time()
	return at, e.read.isWhole(key, &d)
}
