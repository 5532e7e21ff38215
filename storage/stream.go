package storage

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A EventPageKind says which events a EventPage asks for and in which order.
type EventPageKind uint8

// The kinds of streams.
const (
	OfRecord      EventPageKind = iota // events whose A or B is Of, towards type To if that is set; newest first
	OfPair                             // events of the link between Of and With; newest first
	OfRecordState                      // events of lives, not of links, whose A or B is Of; newest first
	OfOperation                        // events of Operation; in the order of the feed
	OfGroup                            // events of the group Operation; in the order of the feed
	Feed                               // all events, in the order of the feed
)

// A EventPage asks for events, behind After in the stream's own order. Newest first is
// the exact reverse of the order in which the record's events were written. An event
// of a record's life has no type, so a stream with To does not show it. After need
// not name an event that still stands; one behind the newest position that the store
// has ever given is an [ErrPosition].
//
// The feed shows every event once, in an order that agrees with the order of each
// record's events and of each operation's. No event ever appears in it before a
// position that a Read has answered with: the feed holds back what is not yet
// certain of its place, and does not show the transaction's own events. Every other
// stream shows all that is committed and all that this transaction has applied;
// the positions of the latter are not defined.
type EventPage struct {
	Kind      EventPageKind
	Of, With  record.Ref
	To        record.Type
	Operation history.OperationID
	Until     int64    // of a record or a pair: only events at or before this time, Unix nanoseconds; 0: all
	After     Position // exclusive; the zero Position starts at the beginning
	Max       int      // 1 to MaxPage

	Start, Count int  // answered: the rows are EventRows[Start:Start+Count]
	More         bool // answered: there are events behind the last

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *EventPage) MarkAnswered() { p.answered = true }

// Rows returns the rows that answer s, which is one of b's EventPages.
func (s *EventPage) Rows(b *Batch) []Event { return b.EventRows[s.Start : s.Start+s.Count] }

// An Event is a row of a EventPage: an event and its place.
type Event struct {
	history.Event
	Position Position
}

// A Position is the place of an event in the feed, and so a resume token. Positions
// are compared by epoch, transaction and sequence, in this order. No position is ever
// given again. Of two transactions that share an anchor the later one has the greater
// Transaction: it is drawn once every anchor is held, or the transaction runs again
// when it is not above that of an anchor's last event. A backend that has one writer
// may use Sequence alone. A store that was restored from a copy begins a new Epoch.
type Position struct {
	Epoch, Transaction, Sequence uint64
}

// ComparePositions returns -1, 0 or +1 as a stands before, at or behind b.
func ComparePositions(a, b Position) int {
	return cmp.Or(
		cmp.Compare(a.Epoch, b.Epoch),
		cmp.Compare(a.Transaction, b.Transaction),
		cmp.Compare(a.Sequence, b.Sequence),
	)
}

// ErrPosition is the error of a text that is no position, and of a EventPage that begins
// behind everything the store has given.
var ErrPosition = errors.New("not a feed position")

// String returns the text form, which [ParsePosition] reads back: three numbers
// joined by dots, or "" for the zero Position.
func (p Position) String() string {
	if p == (Position{}) {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", p.Epoch, p.Transaction, p.Sequence)
}

// ParsePosition reads the text form of a position.
func ParsePosition(text string) (Position, error) {
	var p Position
	if text == "" {
		return p, nil
	}
	parts := strings.Split(text, ".")
	fields := []*uint64{&p.Epoch, &p.Transaction, &p.Sequence}
	if len(parts) != len(fields) {
		return Position{}, fmt.Errorf("%w: %q", ErrPosition, text)
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 64)
		if err != nil {
			return Position{}, fmt.Errorf("%w: %q", ErrPosition, text)
		}
		*fields[i] = n
	}
	return p, nil
}
