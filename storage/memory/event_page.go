package memory

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// eventPages answer pages of events.
type eventPages struct {
	read  *reading
	heads []uint32 // see ofRecord
}

// answer answers p. The events of a record are found through its lists, other events by
// going over the log. A cursor after the newest event is a [storage.ErrPosition].
func (e *eventPages) answer(p *storage.EventPage) error {
	p.Start, p.Count, p.More = len(e.read.batch.EventRows), 0, false
	log := &e.read.state.log
	if p.After.Epoch|p.After.Transaction != 0 || p.After.Sequence > uint64(log.Count()) {
		return fmt.Errorf("%w: %s is after the newest event", storage.ErrPosition, p.After)
	}
	// The number of an event is its sequence minus one, so a page begins with the
	// event whose number is the sequence of the cursor.
	first := uint32(p.After.Sequence)
	visit := func(i uint32) bool { return e.append(p, i) }
	switch p.Kind {
	case storage.Feed: // which does not show the transaction's own events
		for i := first; i < log.Committed && visit(i); i++ {
		}
	case storage.OfOperation:
		if op, known := e.read.state.names.FindOperation(p.Operation); known {
			log.OfOperation(op, first, visit)
		}
	case storage.OfGroup:
		if group, known := e.read.state.names.FindOperation(p.Operation); known {
			log.OfGroup(group, first, visit)
		}
	case storage.OfRecord, storage.OfPair, storage.OfRecordState:
		e.ofRecord(p)
	default:
		return nil // a kind of a later version: Finish refuses it
	}
	p.Count = len(e.read.batch.EventRows) - p.Start
	p.MarkAnswered()
	return nil
}

// append appends event i unless it was dropped. If the page is full, append notes that
// there are more, and returns false.
func (e *eventPages) append(p *storage.EventPage, i uint32) bool {
	batch := e.read.batch
	if e.read.state.log.IsDropped(i) {
		return true
	}
	if len(batch.EventRows)-p.Start == p.Max {
		p.More = true
		return false
	}
	if n := len(batch.EventRows); n == cap(batch.EventRows) {
		batch.EventRows = slices.Grow(batch.EventRows, n) // events are large: append would move them more often
	}
	batch.EventRows = append(batch.EventRows, storage.Event{
		Event: e.read.event(i), Position: storage.Position{Sequence: uint64(i) + 1},
	})
	return true
}

// event returns event i as the caller wrote it.
func (r *reading) event(i uint32) history.Event {
	s := r.state
	e := s.log.At(i)
	run := s.log.RunOf(i)
	was, now := s.log.States(e, &s.labels)
	return history.Event{
		Subject:   e.Subject(),
		Causes:    e.Causes(),
		A:         s.names.Ref(e.A, &r.strings),
		B:         s.names.Ref(e.B, &r.strings),
		At:        e.At,
		Operation: s.names.OperationID(e.Operation),
		Group:     s.names.OperationID(run.Group),
		Source:    s.sources.At(run.Source).WithRequest(s.names.RequestID(run.Request)),
		Was:       was,
		Now:       now,
	}
}
