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

// A StreamKind says which events a Stream asks for and in which order.
type StreamKind uint8

// The kinds of streams.
const (
	OfRecord    StreamKind = iota // events of record Of, towards type To if that is set; newest first
	OfPair                        // events of the link between Of and With; newest first
	OfOperation                   // events of Operation; in the order of the feed
	OfGroup                       // events of the group Operation; in the order of the feed
	Feed                          // all events, in the order of the feed
)

// A Stream asks for events, behind After in the stream's own order. Events of one
// record are ordered by time, those of one operation as the operation wrote them. An
// event of a record's life has no type, so a stream with To does not show it.
//
// The feed shows every event once, in an order that agrees with each record's own.
// No event ever appears behind a position that a Read has already answered with,
// except one that was behind it before: what is not yet certain to have its place
// is held back.
type Stream struct {
	Kind      StreamKind
	Of, With  record.Ref
	To        record.Type
	Operation history.OperationID
	Until     int64    // only events at or before this time, Unix nanoseconds; 0: all
	After     Position // exclusive; the zero Position starts at the beginning
	Max       int      // 1 to MaxPage

	Start, Count int  // answered: the rows are Past[Start:Start+Count]
	More         bool // answered: there are events behind the last
}

// Rows returns the rows that answer s, which is one of b's Streams.
func (s *Stream) Rows(b *Batch) []Event { return b.Past[s.Start : s.Start+s.Count] }

// An Event is a row of a Stream: an event and its place.
type Event struct {
	history.Event
	Position Position
}

// A Position is the place of an event in the feed, and so a resume token. Positions
// are compared by epoch, transaction and sequence, in this order. A backend that has
// one writer uses Sequence alone.
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

// ErrPosition is the error of [ParsePosition] for a text that is no position.
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
