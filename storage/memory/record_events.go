package memory

import (
	"math"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/eventlog"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// ofRecord merges the lists that have the record's events, newest first. The events of
// a pair are in a list of either record; the list that seems shorter is followed.
func (e *eventPages) ofRecord(p *storage.EventPage) {
	names := &e.read.state.names
	of, known := names.Find(p.Of)
	with, knownWith := names.Find(p.With)
	if !known || p.Kind == storage.OfPair && !knownWith {
		return
	}
	follow, other := of, with
	if p.Kind == storage.OfPair && e.hasFewerLinks(with, of) {
		follow, other = with, of
	}
	e.findHeads(p, follow, other)
	// Lists lead from the newest event to the oldest, so a page goes on before its cursor.
	// Events from the cursor on are stepped over.
	end := uint32(math.MaxUint32)
	if p.After != (storage.Position{}) {
		end = uint32(p.After.Sequence)
	}
	for {
		head := e.newestHead()
		if head == nil {
			return
		}
		i := *head - 1
		entry := e.read.state.log.At(i)
		*head = entry.Previous(follow) // the list goes on from here
		if i+1 < end && belongs(p, entry, of, with) && !e.append(p, i) {
			return
		}
	}
}

// newestHead returns the head of the list that goes on with the newest event, or nil
// when all lists have ended.
func (e *eventPages) newestHead() *uint32 {
	var newest *uint32
	for i := range e.heads {
		if head := &e.heads[i]; *head != 0 && (newest == nil || *head > *newest) {
			newest = head
		}
	}
	return newest
}

// findHeads sets heads to the newest event, plus one, of each list that p may need.
func (e *eventPages) findHeads(p *storage.EventPage, of, other rowid.ID) {
	e.heads = e.heads[:0]
	to, known := e.read.state.names.FindType(p.To)
	switch {
	case p.Kind == storage.OfPair:
		to = other.Type()
	case p.Kind == storage.OfRecordState:
		to = 0
	case p.To == "":
		e.read.eachDegree(of, func(row *degree.Row) { e.heads = append(e.heads, row.Newest) })
		return
	case !known:
		return
	}
	row := e.read.state.degrees.Row(of, to)
	e.heads = append(e.heads, row.Newest)
}

// hasFewerLinks reports whether a has fewer links to b's type than b to a's. Then a
// most probably has fewer events as well.
func (e *eventPages) hasFewerLinks(a, b rowid.ID) bool {
	ofA, ofB := e.read.state.degrees.Row(a, b.Type()), e.read.state.degrees.Row(b, a.Type())
	return ofA.Count < ofB.Count
}

// belongs reports whether an event of the record's lists belongs on the page.
func belongs(p *storage.EventPage, e *eventlog.Entry, of, with rowid.ID) bool {
	if p.Until != 0 && e.At > p.Until {
		return false
	}
	isLink := e.Subject() == history.Link
	switch p.Kind {
	case storage.OfRecordState:
		return !isLink
	case storage.OfPair:
		return isLink && (e.A == of && e.B == with || e.A == with && e.B == of)
	}
	return p.To == "" || isLink
}
