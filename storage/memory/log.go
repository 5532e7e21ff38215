package memory

import (
	"fmt"
	"math"
	"sort"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// An eventLog is all events in the order in which they were written.
type eventLog struct {
	entries array[entry]
	pasts   array[past]
	runs    array[run]
	spans   array[span] // of the chunks of entries that are full
	gone    []*marks    // the events that were dropped, by chunk; never changed in place
	shown   uint32      // how many events the feed shows: those that are committed
	newest  int64       // the latest time of any event
}

// A span is the least and the greatest number, and the same of names, that the
// operations of one chunk have: most chunks need not be searched for one.
type span struct{ low, high, lowName, highName opcode }

// marks has a bit for each event of a chunk.
type marks [chunkLen / 64]uint64

const maxEvents = math.MaxUint32 - 1 // so that each, plus one, fits its 32 bits

func (l *eventLog) isGone(i uint32) bool {
	chunk := int(i / chunkLen)
	return chunk < len(l.gone) && l.gone[chunk] != nil && l.gone[chunk][i%chunkLen/64]&(1<<(i%64)) != 0
}

// runOf returns the run that event i belongs to.
func (l *eventLog) runOf(i uint32) *run {
	last := l.runs.n - 1
	if r := l.runs.at(last); r.first <= i {
		return r
	}
	n := sort.Search(int(last), func(n int) bool { return l.runs.at(uint32(n)).first > i })
	return l.runs.at(uint32(n) - 1)
}

// push appends an entry and returns its number plus one.
func (l *eventLog) push(e entry, source uint32, group opcode) (uint32, error) {
	n := l.entries.n
	if n == maxEvents {
		return 0, fmt.Errorf("%w: %d events are the most that are kept in memory", storage.ErrTooLarge, n)
	}
	if l.runs.n == 0 || l.lastRunDiffers(source, group) {
		l.runs.push(run{n, source, group})
	}
	l.entries.push(e)
	if l.entries.n%chunkLen == 0 {
		l.spans.push(spanOf(l.entries.chunks[n/chunkLen]))
	}
	if n == 0 || e.at > l.newest {
		l.newest = e.at
	}
	return n + 1, nil
}

func (l *eventLog) lastRunDiffers(source uint32, group opcode) bool {
	r := l.runs.at(l.runs.n - 1)
	return r.source != source || r.group != group
}

func spanOf(chunk *[chunkLen]entry) span {
	s := span{low: math.MaxUint64, lowName: math.MaxUint64}
	for i := range chunk {
		if op := chunk[i].op; op&nameBit == 0 {
			s.low, s.high = min(s.low, op), max(s.high, op)
		} else {
			s.lowName, s.highName = min(s.lowName, op), max(s.highName, op)
		}
	}
	return s
}

func (s *span) has(op opcode) bool {
	if op&nameBit == 0 {
		return s.low <= op && op <= s.high
	}
	return s.lowName <= op && op <= s.highName
}

// drop marks an event as gone. The lists of marks that a snapshot may hold, which are
// those of before, are copied first.
func (l *eventLog) drop(before *eventLog, i uint32) {
	chunk := int(i / chunkLen)
	if len(l.gone) <= chunk || len(before.gone) > 0 && &l.gone[0] == &before.gone[0] {
		longer := make([]*marks, len(l.entries.chunks))
		copy(longer, l.gone)
		l.gone = longer
	}
	switch {
	case l.gone[chunk] == nil:
		l.gone[chunk] = new(marks)
	case chunk < len(before.gone) && l.gone[chunk] == before.gone[chunk]:
		own := *l.gone[chunk]
		l.gone[chunk] = &own
	}
	l.gone[chunk][i%chunkLen/64] |= 1 << (i % 64)
}

// chainKind is the type of the header whose chain an event of of hangs on, when
// other is its other record.
func chainKind(subject history.Subject, other handle) kind {
	if subject != history.Link {
		return 0
	}
	return other.kind()
}

// before returns the event before e in the chain of of, plus one.
func (e *entry) before(of handle) uint32 {
	if e.a == of {
		return e.prevA
	}
	return e.prevB
}
