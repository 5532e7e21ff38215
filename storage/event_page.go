package storage

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// An EventPageKind says which events an EventPage asks for, and in which order.
type EventPageKind uint8

// The kinds of event pages.
const (
	OfRecord      EventPageKind = iota // events whose A or B is Of, towards type To if that is set; newest first
	OfPair                             // events of the link between Of and With; newest first
	OfRecordState                      // events of record states, not of links, whose A or B is Of; newest first
	OfOperation                        // events of Operation; in the order of the feed
	OfGroup                            // events of the group Operation; in the order of the feed
	Feed                               // all events, in the order of the feed
)

// An EventPage asks for events after the position After, in the order of its kind.
// Newest first is the exact reverse of the order in which the record's events were
// written. Events of a record's state are towards no type, so a page with To does not
// show them. The event at After may have been dropped. A position after the newest that
// the store has ever given is an [ErrPosition].
//
// The feed shows every event once, in an order that agrees with the order of each
// record's events and of each operation's. Once a Read has answered with a position, no
// event ever appears before that position. So the feed holds an event back until its
// place is certain, and does not show the transaction's own events. Every other kind
// shows all events that are committed and all that this transaction has applied; the
// positions of the latter are not defined.
type EventPage struct {
	Kind      EventPageKind
	Of, With  record.Ref
	To        record.Type
	Operation history.OperationID
	Until     record.Time // of a record or a pair: only events at or before this time; 0: all
	After     Position    // exclusive; the zero Position starts at the beginning
	Max       int         // 1 to MaxPage

	Start, Count int  // answered: the rows are EventRows[Start:Start+Count]
	More         bool // answered: there are events after the last

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *EventPage) MarkAnswered() { p.answered = true }

// Rows returns the rows that answer p. p is in b.EventPages.
func (p *EventPage) Rows(b *Batch) []Event { return b.EventRows[p.Start : p.Start+p.Count] }

// An Event is one row of an [EventPage]: an event and its position.
type Event struct {
	history.Event
	Position Position
}
