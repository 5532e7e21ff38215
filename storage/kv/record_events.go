package kv

import (
	"math"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// An eventList is the events of a record to one type, or of the record itself, newest
// first. The sequence numbers come from the index, some at a time.
type eventList struct {
	prefix []byte   // of the keys in the index
	before uint64   // numbers from here on were read
	unused []uint64 // read and not used; the next to use is the last
	fills  int
	ended  bool
}

// ofRecord merges the lists that have the record's events. The events of a pair are in
// a list of either record. The record with fewer links probably has the shorter list,
// so that list is read.
func (e *eventPages) ofRecord(p *storage.EventPage) {
	of, to := p.Of, p.To
	if p.Kind == storage.OfPair {
		to = p.With.Type
		if e.links(p.With, p.Of.Type) < e.links(p.Of, p.With.Type) {
			of, to = p.With, p.Of.Type
		}
	}
	// Lists are read from the newest event to the oldest, so a page goes on before its
	// cursor.
	end := uint64(math.MaxUint64)
	if p.After != (storage.Position{}) {
		end = e.events.feed.From(p.After)
	}
	e.lists = e.lists[:0]
	switch n := e.read.typeNumber(to); {
	case p.Kind == storage.OfRecordState:
		e.addList(of, 0, end)
	case p.Kind == storage.OfRecord && to == "":
		e.events.eachType(of, func(to codec.Type, _ uint64) { e.addList(of, to, end) })
	case n != 0:
		e.addList(of, n, end)
	}
	for {
		sequence := e.next()
		if sequence == 0 {
			return
		}
		row := storage.Event{Position: e.events.feed.Position(sequence)}
		if !e.events.load(sequence, &row.Event) {
			return
		}
		if belongs(p, &row.Event) && !e.append(p, &row) {
			return
		}
	}
}

// belongs reports whether an event of the record's lists belongs on the page.
func belongs(p *storage.EventPage, e *history.Event) bool {
	if p.Until != 0 && e.At > p.Until && p.Kind != storage.OfRecordState {
		return false
	}
	return p.Kind != storage.OfPair || e.Pair() == history.PairOf(p.Of, p.With)
}

// links returns how many links a record has to a type.
func (e *eventPages) links(of record.Ref, to record.Type) int {
	return e.read.degree(&storage.Degree{Of: of, To: to}).Count
}

// addList adds a list, with the memory of a list of an earlier page.
func (e *eventPages) addList(of record.Ref, to codec.Type, end uint64) {
	prefix := e.read.keep(codec.AppendType(e.read.recordKey(familyRecordEvent, of), to))
	if n := len(e.lists); n < cap(e.lists) {
		e.lists = e.lists[:n+1]
	} else {
		e.lists = append(e.lists, eventList{})
	}
	l := &e.lists[len(e.lists)-1]
	*l = eventList{prefix: append(l.prefix[:0], prefix...), before: end, unused: l.unused[:0]}
}

// next takes the newest sequence number of all lists. The result is 0 when they have
// ended.
func (e *eventPages) next() uint64 {
	var newest *eventList
	for i := range e.lists {
		l := &e.lists[i]
		if e.fill(l); len(l.unused) > 0 && (newest == nil || l.unused[len(l.unused)-1] > newest.unused[len(newest.unused)-1]) {
			newest = l
		}
	}
	if newest == nil {
		return 0
	}
	last := len(newest.unused) - 1
	sequence := newest.unused[last]
	newest.unused = newest.unused[:last]
	return sequence
}

// How many sequence numbers a list reads: few at first, since a page of a record with
// many types may need no more of each, and twice as many each time.
const (
	firstFill = 4
	maxFill   = 512
)

// fill reads sequence numbers when none is left.
func (e *eventPages) fill(l *eventList) {
	if len(l.unused) > 0 || l.ended {
		return
	}
	want := min(firstFill<<min(l.fills, 16), maxFill)
	l.fills++
	keys := &e.read.keys
	keys.high = codec.AppendNumber(append(keys.high[:0], l.prefix...), l.before)
	e.read.scanRange(l.prefix, l.prefix, keys.high, true, func(d *codec.Decoder, key, _ []byte) bool {
		l.before = d.Number()
		if !e.read.isWhole(key, d) || l.before == 0 {
			return false
		}
		l.unused = append(l.unused, l.before)
		return len(l.unused) < want
	})
	l.ended = len(l.unused) < want
	slices.Reverse(l.unused)
}
