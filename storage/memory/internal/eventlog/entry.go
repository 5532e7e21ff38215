package eventlog

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/storage/memory/internal/chunked"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// An Entry is an event in 48 bytes without pointers. A link that begins, and an event
// of a record itself, fit as they are; any other change has its link states beside the
// entry, in the list of changes. The entry is also an element of two linked lists: of
// the events of A to B's type, and of the events of B to A's type.
type Entry struct {
	A, B         rowid.ID // B is zero in an event of one record
	At           int64    // Unix nanoseconds
	Operation    rowid.Operation
	prevA, prevB uint32 // the event before in the list of A and of B, plus one; zero: none
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
	noLink      = 1 << 29 // there is no link before the event nor after it
)

// A change has the parts of two link states that an entry has no room for.
type change struct {
	was, now             int64 // when the link began
	wasLabels, nowLabels uint32
}

// SetPrevious links the entry into its two lists: prevA is the newest event of A so
// far, plus one, and prevB that of B; zero for none.
func (e *Entry) SetPrevious(prevA, prevB uint32) { e.prevA, e.prevB = prevA, prevB }

// Previous returns the event before e in the list of a record, plus one, or zero. The
// record is A or B of e.
func (e *Entry) Previous(of rowid.ID) uint32 {
	if e.A == of {
		return e.prevA
	}
	return e.prevB
}

// Subject returns what the event is about.
func (e *Entry) Subject() history.Subject { return history.Subject(e.bits) }

// Causes returns why the primaries changed.
func (e *Entry) Causes() history.Causes {
	return history.Causes{Near: primary.Cause(e.bits >> causeAShift), Far: primary.Cause(e.bits >> causeBShift)}
}

// ListType returns the type of the linked list that an event of a record is in, when
// other is its other record: events of a link are listed by the type of the other
// record, events of a record itself under type 0.
func ListType(subject history.Subject, other rowid.ID) rowid.Type {
	if subject != history.Link {
		return 0
	}
	return other.Type()
}

// SetEvent stores what the event says of the link. wasLabels and nowLabels are the
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
