package kv

import (
	"math"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A chain is the events of a record towards one type, or of its life, newest first.
// It reads its pointers some at a time.
type chain struct {
	prefix []byte
	before uint64   // what is still to read stands before it
	ahead  []uint64 // read and not used, the next one last
	fills  int
	ended  bool
}

// ofRecord merges the chains that have the record's events. The events of a pair hang
// on a chain of either record; the one that seems shorter is followed.
func (q *query) ofRecord(s *storage.EventPage) {
	follow, to := s.Of, s.To
	if s.Kind == storage.OfPair {
		to = s.With.Type
		if q.count(s.With, s.Of.Type) < q.count(s.Of, s.With.Type) {
			follow, to = s.With, s.Of.Type
		}
	}
	end := uint64(math.MaxUint64)
	if s.After != (storage.Position{}) {
		end = q.head.from(s.After)
	}
	q.chains = q.chains[:0]
	switch k := q.kind(to); {
	case s.Kind == storage.OfRecordState:
		q.addChain(follow, 0, end)
	case s.Kind == storage.OfRecord && to == "":
		q.allChains(follow, end)
	case k != 0:
		q.addChain(follow, k, end)
	}
	for {
		sequence := q.newestAhead()
		if sequence == 0 {
			return
		}
		row := storage.Event{Position: q.head.position(sequence)}
		if !q.load(sequence, &row.Event) {
			return
		}
		if shows(s, &row.Event) && !q.show(s, &row) {
			return
		}
	}
}

// shows reports whether an event of the record's chains belongs to s.
func shows(s *storage.EventPage, e *history.Event) bool {
	if s.Until != 0 && e.At > s.Until && s.Kind != storage.OfRecordState {
		return false
	}
	return s.Kind != storage.OfPair || e.Pair() == history.PairOf(s.Of, s.With)
}

// count returns how many links a record has towards a type.
func (q *query) count(of record.Ref, to record.Type) int {
	return q.side(&storage.Degree{Of: of, To: to}).Count
}

func (q *query) addChain(of record.Ref, to kind, end uint64) {
	prefix := q.kept(appendKind(q.ref(familyPast, of), to))
	if n := len(q.chains); n < cap(q.chains) { // with the memory of an earlier one
		q.chains = q.chains[:n+1]
	} else {
		q.chains = append(q.chains, chain{})
	}
	c := &q.chains[len(q.chains)-1]
	*c = chain{prefix: append(c.prefix[:0], prefix...), before: end, ahead: c.ahead[:0]}
}

// allChains adds a chain for each type towards which the record has events.
func (q *query) allChains(of record.Ref, end uint64) {
	q.eachChain(of, func(to kind, _ uint64) { q.addChain(of, to, end) })
}

// eachChain visits the types towards which the record has events, the last one first,
// each with the place of the newest.
func (q *query) eachChain(of record.Ref, visit func(to kind, newest uint64)) {
	prefix := append([]byte(nil), q.ref(familyPast, of)...)
	high := appendEnd(nil, prefix)
	for {
		var to kind
		newest := uint64(0)
		q.scanRange(prefix, prefix, high, true, func(s *scanner, key, _ []byte) bool {
			to, newest = s.kind(), s.number()
			q.whole(key, s)
			return false
		})
		if newest == 0 || q.err != nil {
			return
		}
		visit(to, newest)
		high = appendKind(append(high[:0], prefix...), to)
	}
}

// newestAhead takes the newest place of all chains, or 0 when they have ended.
func (q *query) newestAhead() uint64 {
	var newest *chain
	for i := range q.chains {
		c := &q.chains[i]
		if q.fill(c); len(c.ahead) > 0 && (newest == nil || c.ahead[len(c.ahead)-1] > newest.ahead[len(newest.ahead)-1]) {
			newest = c
		}
	}
	if newest == nil {
		return 0
	}
	last := len(newest.ahead) - 1
	sequence := newest.ahead[last]
	newest.ahead = newest.ahead[:last]
	return sequence
}

const (
	firstFill = 4   // pointers of a chain that are read at first
	mostFill  = 512 // and at most, at a time
)

// fill reads pointers when none is left: a few at first, more when many are used.
func (q *query) fill(c *chain) {
	if len(c.ahead) > 0 || c.ended {
		return
	}
	want := min(firstFill<<min(c.fills, 16), mostFill)
	c.fills++
	q.high = appendNumber(append(q.high[:0], c.prefix...), c.before)
	q.scanRange(c.prefix, c.prefix, q.high, true, func(s *scanner, key, _ []byte) bool {
		c.before = s.number()
		if !q.whole(key, s) || c.before == 0 {
			return false
		}
		c.ahead = append(c.ahead, c.before)
		return len(c.ahead) < want
	})
	c.ended = len(c.ahead) < want
	for i, j := 0, len(c.ahead)-1; i < j; i, j = i+1, j-1 {
		c.ahead[i], c.ahead[j] = c.ahead[j], c.ahead[i]
	}
}

// newest returns the time of the newest event that ever named the record: of those
// that stand the one with the last place, or one that was dropped.
func (q *query) newest(of record.Ref) int64 {
	forgotten, found := q.forgotten(of)
	last := q.lastPast(of)
	if last == 0 {
		return forgotten
	}
	key := q.kept(appendNumber(q.row(familyEvent), last))
	s := scanner{left: q.get(key)}
	at := s.time()
	if s.bad {
		q.corrupt(key)
	}
	if found {
		return max(at, forgotten)
	}
	return at
}

// lastPast returns the place of the record's newest event that stands, or 0.
func (q *query) lastPast(of record.Ref) (last uint64) {
	q.eachChain(of, func(_ kind, newest uint64) { last = max(last, newest) })
	return last
}

// forgotten returns the newest time of the record's events that were dropped, as far
// as no newer one stood then.
func (q *query) forgotten(of record.Ref) (at int64, found bool) {
	key := q.ref(familyForgotten, of)
	v := q.get(key)
	if v == nil {
		return 0, false
	}
	s := scanner{left: v}
	at = s.time()
	return at, q.whole(key, &s)
}
