package kv

import (
	"fmt"
	"math"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// An eventReader reads events, and knows where the account's feed ends.
type eventReader struct {
	read  *reading
	epoch uint64 // of the open store

	feed         codec.Feed // with the events of the transaction under way
	feedIsRead   bool
	committed    uint64                     // the newest event that the feed may show
	storedNewest record.Time                // the latest event time in the snapshot
	added        map[record.Ref]record.Time // the latest time of each record's events that the transaction added
}

// begin makes e ready for another snapshot. The memory of the map is kept.
func (e *eventReader) begin(epoch uint64) {
	clear(e.added)
	*e = eventReader{read: e.read, epoch: epoch, added: e.added}
}

// loadFeed reads the row of the feed, once for each snapshot: each question about a
// record needs the row.
func (e *eventReader) loadFeed() {
	if e.feedIsRead {
		return
	}
	key := e.read.singleKey(familyFeed)
	v := e.read.get(key)
	e.feedIsRead, e.storedNewest = e.read.err == nil, math.MinInt64
	if v == nil {
		return
	}
	d := codec.NewDecoder(v)
	if e.feed = d.Feed(); !d.IsDone() {
		e.read.failCorrupt(key)
	}
	e.committed, e.storedNewest = e.feed.Last, e.feed.Newest
}

// record answers with the state of a record and the time of its newest event. The time
// is looked up only if some event of the account is as new as the caller's clock.
// Mostly none is, and then a zero answer is enough, see storage.Record.Newest.
func (e *eventReader) record(row *storage.Record) {
	row.Was, row.Newest = e.read.recordState(row.Of), 0
	row.Now = row.Was
	e.loadFeed()
	clock := e.read.batch.Clock
	switch {
	case e.feed.Last == 0 || e.feed.Newest < clock:
	case e.storedNewest < clock: // only an event that the transaction added can be as new
		row.Newest = e.added[row.Of]
	default:
		row.Newest = e.newestTime(row.Of)
	}
}

// addTime remembers the latest time of a record's events that the transaction adds.
func (e *eventReader) addTime(of record.Ref, at record.Time) {
	if e.added == nil {
		e.added = map[record.Ref]record.Time{}
	}
	if newest, found := e.added[of]; !found || at > newest {
		e.added[of] = at
	}
}

// eventKey returns the key of the event with a sequence number.
func (e *eventReader) eventKey(sequence uint64) []byte {
	return e.read.keep(codec.AppendNumber(e.read.key(familyEvent), sequence))
}

// decode reads the event in the value of a key.
func (e *eventReader) decode(event *history.Event, key, value []byte) bool {
	_, ok := e.decodeWithTypes(event, key, value)
	return ok
}

// decodeWithTypes reads an event, and returns also the numbers of the types, which are
// part of the event's keys in the indexes.
func (e *eventReader) decodeWithTypes(event *history.Event, key, value []byte) (codec.EventTypes, bool) {
	d := codec.NewDecoder(value)
	types := d.Event(event, &e.read.strings, &e.read.labels)
	if !e.read.isWhole(key, &d) {
		return types, false
	}
	event.A.Type = e.read.typeName(types.A, key)
	if types.B != 0 {
		event.B.Type = e.read.typeName(types.B, key)
	}
	return types, e.read.err == nil
}

// load reads the event with a sequence number that an index row names. Event and index
// are written and dropped together, so a missing event means a corrupt store.
func (e *eventReader) load(sequence uint64, event *history.Event) bool {
	key := e.eventKey(sequence)
	v := e.read.get(key)
	if v == nil && e.read.err == nil {
		e.read.fail(fmt.Errorf("%w: event %x is missing", storage.ErrCorrupt, key))
	}
	return e.read.err == nil && e.decode(event, key, v)
}
