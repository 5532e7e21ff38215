// Package eventlog keeps all events in the order in which they were written.
//
// The place of an event in the log, plus one, is its position in the feed. A record's
// events are linked lists through the log, newest first: the degree table has the
// newest event of each list, and each entry has the event before. A dropped event keeps
// its entry, so that the lists stay whole, and is marked as dropped.
//
// A copy of a Log by value is a snapshot.
package eventlog

import (
	"fmt"
	"math"
	"sort"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/chunked"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// An Entry is an event in 48 bytes without pointers. A link that begins, and an event
// of a record itself, fit as they are. Any other change has its link states beside the
// entry, in the list of changes. The entry is also an element of two linked lists: the
// events of A to B's type, and the events of B to A's type. Events of records
// themselves are in the lists to type 0.
type Entry struct {
	A, B         rowid.ID // B is zero in an event of a single record
	At           record.Time
	Operation    rowid.Operation
	PrevA, PrevB uint32 // the event before in the list of A and of B, plus one; zero: none
	detail       uint32 // the labels of a link that begins, or the number of the change
	bits         uint32
}

// The layout of an entry's bits. The subject takes the lowest eight.
const (
	causeAShift = 8 // eight bits each
	causeBShift = 16
	nowShift    = 24 // the marks after the event
	wasShift    = nowShift + linkstate.MarksBits
	isChange    = 1 << 28 // detail is the number of a change
	noLink      = 1 << 29 // there is no link before the event, and none after
)

// A change has the parts of two link states that do not fit an entry.
type change struct {
	was, now             record.Time // when the link began
	wasLabels, nowLabels uint32
}

// Previous returns the event before e in the list of a record, plus one, or zero. The
// record is A or B of e.
func (e *Entry) Previous(of rowid.ID) uint32 {
	if e.A == of {
		return e.PrevA
	}
	return e.PrevB
}

// Subject returns the subject of the event.
func (e *Entry) Subject() history.Subject { return history.Subject(e.bits) }

// Causes returns why the primaries changed.
func (e *Entry) Causes() history.Causes {
	return history.Causes{Near: primary.Cause(e.bits >> causeAShift), Far: primary.Cause(e.bits >> causeBShift)}
}

// A Log is all events.
type Log struct {
	// Newest is the latest time of any event; [math.MinInt64]
	// while there is none. Committed is the number of events that the feed may show.
	Newest    record.Time
	Committed uint32

	entries chunked.Array[Entry]
	changes chunked.Array[change]
	runs    chunked.Array[Run]
	ranges  chunked.Array[operationRange] // of the chunks of entries that are full
	dropped []*bitmap                     // by chunk, nil for no dropped event; see Drop
}

// maxEvents is such that the number of an event, plus one, fits 32 bits.
const maxEvents = math.MaxUint32 - 1

// New returns an empty Log.
func New() Log { return Log{Newest: math.MinInt64} }

// Count returns the number of events, with those of the transaction under way.
func (l *Log) Count() uint32 { return l.entries.Count() }

// Commit lets the feed show all events.
func (l *Log) Commit() { l.Committed = l.entries.Count() }

// At returns event i for reading.
func (l *Log) At(i uint32) *Entry { return l.entries.At(i) }

// Append appends an entry and returns its number plus one. If there are no more numbers,
// the error is a [storage.ErrTooLarge].
func (l *Log) Append(e *Entry, origin Origin) (uint32, error) {
	n, runs := l.entries.Count(), l.runs.Count()
	if n == maxEvents {
		return 0, fmt.Errorf("%w: %d events are the most that are kept in memory", storage.ErrTooLarge, n)
	}
	if runs == 0 || l.runs.At(runs-1).Origin != origin {
		l.runs.Push(Run{n, origin})
	}
	l.entries.Push(*e)
	if (n+1)%chunked.Len == 0 {
		l.ranges.Push(rangeOf(l.entries.Chunk(n / chunked.Len)))
	}
	l.Newest = max(l.Newest, e.At)
	return n + 1, nil
}

// SetEvent stores the link before and after the event. wasLabels and nowLabels are the
// numbers of the interned labels, zero for none.
func (l *Log) SetEvent(entry *Entry, e *history.Event, wasLabels, nowLabels uint32) {
	entry.bits = uint32(e.Subject) | uint32(e.Causes.Near)<<causeAShift | uint32(e.Causes.Far)<<causeBShift |
		uint32(linkstate.MarksOf(&e.Now))<<nowShift | uint32(linkstate.MarksOf(&e.Was))<<wasShift
	switch {
	case e.Was == history.State{} && e.Now == history.State{}:
		entry.bits |= noLink
	case e.Was == history.State{} && e.Now.Created == e.At: // the most common event by far
		entry.detail = nowLabels
	default:
		entry.bits |= isChange
		entry.detail = l.changes.Count()
		l.changes.Push(change{e.Was.Created, e.Now.Created, wasLabels, nowLabels})
	}
}

// States returns the link before and after an event. labels are the interned ones.
func (l *Log) States(e *Entry, labels *chunked.Array[linkstate.Labels]) (was, now history.State) {
	wasMarks, nowMarks := linkstate.Marks(e.bits>>wasShift), linkstate.Marks(e.bits>>nowShift)
	switch {
	case e.bits&noLink != 0:
	case e.bits&isChange == 0:
		now = linkstate.State(e.At, labels.At(e.detail), nowMarks)
	default:
		c := l.changes.At(e.detail)
		was = linkstate.State(c.was, labels.At(c.wasLabels), wasMarks)
		now = linkstate.State(c.now, labels.At(c.nowLabels), nowMarks)
	}
	return was, now
}

// An Origin is what events of many operations have in common: their source and their
// group.
type Origin struct {
	Source  uint32        // the number of the interned source without its request id
	Request rowid.Request // the request id of the source
	Group   rowid.Operation
}

// A Run is a range of events that have the same origin: all events from the first event up
// to that of the next run. The origin stays the same over many events, so it is stored once
// for the range and not in every entry.
type Run struct {
	first uint32
	Origin
}

// RunOf returns the run that event i belongs to.
func (l *Log) RunOf(i uint32) *Run {
	last := l.runs.Count() - 1
	if r := l.runs.At(last); r.first <= i { // a reader most often asks for new events
		return r
	}
	n := sort.Search(int(last), func(n int) bool { return l.runs.At(uint32(n)).first > i })
	return l.runs.At(uint32(n) - 1)
}

// OfGroup calls visit with every event of a group from number first on, oldest first,
// until visit returns false. Only runs are searched, no events of other groups.
func (l *Log) OfGroup(group rowid.Operation, first uint32, visit func(i uint32) bool) {
	for n := uint32(0); n < l.runs.Count(); n++ {
		r, end := l.runs.At(n), l.entries.Count()
		if n+1 < l.runs.Count() {
			end = l.runs.At(n + 1).first
		}
		if r.Group != group {
			continue
		}
		for i := max(r.first, first); i < end; i++ {
			if !visit(i) {
				return
			}
		}
	}
}

// Dump returns all that the log holds, for tests that compare the log before and after
// a transaction that was undone.
func (l *Log) Dump() []any {
	all := []any{l.Committed, l.Newest}
	for i := range l.entries.Count() {
		all = append(all, *l.entries.At(i), l.IsDropped(i))
	}
	for i := range l.changes.Count() {
		all = append(all, *l.changes.At(i))
	}
	for i := range l.runs.Count() {
		all = append(all, *l.runs.At(i))
	}
	for i := range l.ranges.Count() {
		all = append(all, *l.ranges.At(i))
	}
	return all
}
