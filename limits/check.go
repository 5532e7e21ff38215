package limits

import (
	"fmt"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// ErrExceeded is the sentinel of every [Error], for errors.Is.
var ErrExceeded = failure.Sentinel(failure.LimitReached, "limits.ErrExceeded", "limit exceeded")

// An Error says which limit stopped a change. errors.Is(err, [ErrExceeded]) holds.
type Error struct {
	Record record.Ref   `json:"record,omitzero"`
	To     record.Type  `json:"to,omitzero"`
	Label  label.TypeID `json:"label,omitzero"` // zero: the whole pair
	Word   string       `json:"word,omitzero"`  // the display text of the label; "" if unknown
	Have   int          `json:"have,omitzero"`
	Max    int          `json:"max,omitzero"` // links; Have counts those before the change
}

var _ = failure.Register[*Error]("limits.Error")

// Check decides whether a record may get another link to the type to. have is the number of
// links there or, with an id, how many of them carry the label. The error is an
// *[Error]. A record above a limit that was lowered later keeps all links and gets no more.
func Check(r record.Ref, to record.Type, id label.TypeID, have, max int) error {
	if have < max {
		return nil
	}
	return &Error{Record: r, To: to, Label: id, Have: have, Max: max}
}

// Key returns the key of the limit.
func (e *Error) Key() Key { return Key{e.Record.Type, e.To, e.Label} }

// Error returns a clause that names the record, the number of links and the limit.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s has %d of %d %s", e.Record, e.Have, e.Max, e.To)
	switch {
	case e.Key() == Parent:
		return text + " as its parent: a child company has one parent"
	case !e.Label.IsZero():
		if e.Word != "" {
			return fmt.Sprintf("%s with label %q (%s)", text, e.Word, e.Label)
		}
		return fmt.Sprintf("%s with label %s", text, e.Label)
	}
	return text
}

// Unwrap returns [ErrExceeded].
func (e *Error) Unwrap() error { return ErrExceeded }
