package storage

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/failure"
)

// A Position is the place of an event in the feed, from which a reader can go on.
// Positions are compared by Epoch, then Transaction, then Sequence. No position is ever
// given again.
//
// If two transactions share an anchor, the later has the greater Transaction. A backend
// gives the number after it has locked every anchor, or runs the transaction again if
// that number is not greater than the number of an anchor's last event. A backend with
// a single writer may use Sequence alone. A store that was restored from a copy begins
// a new Epoch.
type Position struct {
	Epoch, Transaction, Sequence uint64
}

// ComparePositions returns -1, 0 or +1 if a is before, at or after b.
func ComparePositions(a, b Position) int {
	return cmp.Or(
		cmp.Compare(a.Epoch, b.Epoch),
		cmp.Compare(a.Transaction, b.Transaction),
		cmp.Compare(a.Sequence, b.Sequence),
	)
}

// ErrPosition is the error of a text that is no position, and of an EventPage that begins
// after the newest position that the store has ever given.
var ErrPosition = failure.Sentinel(failure.Invalid, "storage.ErrPosition", "not a feed position")

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
