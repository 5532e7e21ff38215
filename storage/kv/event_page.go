package kv

import (
	"fmt"
	"math"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// eventPages answer pages of events.
type eventPages struct {
	read   *reading
	events *eventReader
	lists  []eventList // of a record's events; see ofRecord
}

// answer answers p.
func (e *eventPages) answer(p *storage.EventPage) {
	p.Start, p.Count, p.More = len(e.read.batch.EventRows), 0, false
	e.events.loadFeed()
	feed := &e.events.feed
	if newest := (storage.Position{Epoch: e.events.epoch, Sequence: feed.Last}); storage.ComparePositions(p.After, newest) > 0 {
		e.read.fail(fmt.Errorf("%w: %s is after the newest event", storage.ErrPosition, p.After))
		return
	}
	switch p.Kind {
	case storage.Feed: // without the transaction's own events, which a rollback would take back
		e.appendRange(p, feed.After(p.After), e.events.committed, nil)
	case storage.OfOperation:
		e.ofOperation(p, familyOperationEvents)
	case storage.OfGroup:
		e.ofOperation(p, familyGroupEvents)
	case storage.OfRecord, storage.OfPair, storage.OfRecordState:
		e.ofRecord(p)
	default:
		return // a kind of a later version: Finish refuses it
	}
	p.Count = len(e.read.batch.EventRows) - p.Start
	p.MarkAnswered()
}

// appendRange appends the events from first to last, inclusive, that belong to the page:
// all of them when belongs is nil. It returns false when the page is full.
func (e *eventPages) appendRange(p *storage.EventPage, first, last uint64, belongs func(*history.Event) bool) bool {
	if first > last {
		return true
	}
	prefix, keys := e.read.key(familyEvent), &e.read.keys
	// The end of a range is exclusive. A zero byte after a key makes the least greater
	// key, so the last key is still inside.
	keys.low = codec.AppendNumber(append(keys.low[:0], prefix...), first)
	keys.high = append(codec.AppendNumber(append(keys.high[:0], prefix...), last), 0)
	goesOn := true
	e.read.scanRange(prefix, keys.low, keys.high, false, func(d *codec.Decoder, key, value []byte) bool {
		var row storage.Event
		row.Position = e.events.feed.Position(d.Number())
		if goesOn = e.read.isWhole(key, d) && e.events.decode(&row.Event, key, value); !goesOn {
			return false
		}
		goesOn = belongs != nil && !belongs(&row.Event) || e.append(p, &row)
		return goesOn
	})
	return goesOn
}

// append appends an event. If the page is full, append sets More instead and returns
// false.
func (e *eventPages) append(p *storage.EventPage, row *storage.Event) bool {
	if len(e.read.batch.EventRows)-p.Start == p.Max {
		p.More = true
		return false
	}
	e.read.batch.EventRows = append(e.read.batch.EventRows, *row)
	return true
}

// ofOperation goes from run to run. Events without an operation, or without a group,
// are not indexed: they are searched for among all events.
func (e *eventPages) ofOperation(p *storage.EventPage, family byte) {
	first := e.events.feed.After(p.After)
	if p.Operation.IsZero() {
		e.appendRange(p, first, math.MaxUint64, func(event *history.Event) bool {
			if family == familyGroupEvents {
				return event.Group.IsZero()
			}
			return event.Operation.IsZero()
		})
		return
	}
	for _, r := range e.events.runs(family, p.Operation, first) {
		if !e.appendRange(p, max(first, r.first), r.last, nil) {
			return
		}
	}
}
