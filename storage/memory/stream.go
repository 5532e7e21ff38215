package memory

import (
	"fmt"
	"math"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// stream answers s: a record's events by following its chains, the others by going
// over the log.
func (q *query) stream(s *storage.EventPage) error {
	s.Start, s.Count, s.More = len(q.batch.EventRows), 0, false
	log := &q.state.log
	if s.After.Epoch|s.After.Transaction != 0 || s.After.Sequence > uint64(log.entries.n) {
		return fmt.Errorf("%w: %s is behind the newest event", storage.ErrPosition, s.After)
	}
	switch s.Kind {
	case storage.Feed:
		q.feed(s)
	case storage.OfOperation:
		q.ofOperation(s)
	case storage.OfGroup:
		q.ofGroup(s)
	case storage.OfRecord, storage.OfPair, storage.OfRecordState:
		q.chains(s)
	default:
		return nil // unanswered
	}
	s.Count = len(q.batch.EventRows) - s.Start
	s.MarkAnswered()
	return nil
}

// past appends event i unless it is gone, or finds that there are more than s may
// have; then it returns false.
func (q *query) past(s *storage.EventPage, i uint32) bool {
	if q.state.log.isGone(i) {
		return true
	}
	if len(q.batch.EventRows)-s.Start == s.Max {
		s.More = true
		return false
	}
	if n := len(q.batch.EventRows); n == cap(q.batch.EventRows) {
		q.batch.EventRows = slices.Grow(q.batch.EventRows, n) // events are large: append would move them more often
	}
	q.batch.EventRows = append(q.batch.EventRows, storage.Event{
		Event: q.state.event(i, &q.strings), Position: storage.Position{Sequence: uint64(i) + 1},
	})
	return true
}

func (q *query) feed(s *storage.EventPage) {
	for i := uint32(s.After.Sequence); i < q.state.log.shown; i++ {
		if !q.past(s, i) {
			return
		}
	}
}

// ofOperation leaves out the chunks that have no such operation: numbers mostly grow.
func (q *query) ofOperation(s *storage.EventPage) {
	op, known := q.state.opcode(s.Operation)
	if !known {
		return
	}
	log := &q.state.log
	for i := uint32(s.After.Sequence); i < log.entries.n; i++ {
		if chunk := i / chunkLen; chunk < log.spans.n && !log.spans.at(chunk).has(op) {
			i |= chunkLen - 1
			continue
		}
		if log.entries.at(i).op == op && !q.past(s, i) {
			return
		}
	}
}

// ofGroup goes from run to run.
func (q *query) ofGroup(s *storage.EventPage) {
	group, known := q.state.opcode(s.Operation)
	if !known {
		return
	}
	log := &q.state.log
	for n := uint32(0); n < log.runs.n; n++ {
		r, end := log.runs.at(n), log.entries.n
		if n+1 < log.runs.n {
			end = log.runs.at(n + 1).first
		}
		if r.group != group {
			continue
		}
		for i := max(r.first, uint32(s.After.Sequence)); i < end; i++ {
			if !q.past(s, i) {
				return
			}
		}
	}
}

// chains merges the chains that have the record's events, newest first. The events of
// a pair hang on a chain of either record; the one to follow is chosen.
func (q *query) chains(s *storage.EventPage) {
	of, known := q.state.handle(s.Of)
	with, paired := q.state.handle(s.With)
	if !known || s.Kind == storage.OfPair && !paired {
		return
	}
	follow, other := of, with
	if s.Kind == storage.OfPair && q.isShorter(with, of) {
		follow, other = with, of
	}
	q.findHeads(s, follow, other)
	end := uint32(math.MaxUint32)
	if s.After != (storage.Position{}) {
		end = uint32(s.After.Sequence)
	}
	for {
		newest := q.newestHead()
		if newest == nil {
			return
		}
		i := *newest - 1
		e := q.state.log.entries.at(i)
		*newest = e.before(follow)
		if i+1 < end && q.shows(s, e, of, with) && !q.past(s, i) {
			return
		}
	}
}

// newestHead returns the head of the chain that goes on with the newest event, or nil
// when all chains have ended.
func (q *query) newestHead() *uint32 {
	var newest *uint32
	for n := range q.heads {
		if head := &q.heads[n]; *head != 0 && (newest == nil || *head > *newest) {
			newest = head
		}
	}
	return newest
}

// findHeads collects the newest event, plus one, of each chain that s may need.
func (q *query) findHeads(s *storage.EventPage, of, other handle) {
	q.heads = q.heads[:0]
	to, typed := q.state.types.kind(s.To)
	switch {
	case s.Kind == storage.OfPair:
		to = other.kind()
	case s.Kind == storage.OfRecordState:
		to = 0
	case s.To == "":
		q.state.eachHeader(of, func(row *header) { q.heads = append(q.heads, row.head) })
		return
	case !typed:
		return
	}
	q.heads = append(q.heads, q.state.headers.row(of, to).head)
}

// isShorter reports whether a has fewer links towards b's type than b towards a's, and
// so, as far as one can know, fewer events.
func (q *query) isShorter(a, b handle) bool {
	return q.state.headers.row(a, b.kind()).count < q.state.headers.row(b, a.kind()).count
}

// shows reports whether an event of the record's chains belongs to s.
func (q *query) shows(s *storage.EventPage, e *entry, of, with handle) bool {
	if s.Until != 0 && e.at > s.Until {
		return false
	}
	isLink := history.Subject(e.bits) == history.Link
	switch s.Kind {
	case storage.OfRecordState:
		return !isLink
	case storage.OfPair:
		return isLink && (e.a == of && e.b == with || e.a == with && e.b == of)
	}
	return s.To == "" || isLink
}
