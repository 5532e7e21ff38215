package history

import (
	"fmt"

	"github.com/relata-go/relata/failure"
)

// ErrBroken is the sentinel of every [BrokenError], for errors.Is.
var ErrBroken = failure.Sentinel(failure.Corrupt, "history.ErrBroken", "history does not join up")

// A BrokenError names the event at which a history does not join up. Events are missing or
// out of order, or the program that wrote them had a defect.
type BrokenError struct {
	Event  Event  `json:"event,omitzero"`
	State  State  `json:"state,omitzero"`  // of a link: the state where the event says Was or, in steps back, Now
	Reason string `json:"reason,omitzero"` // the fault
}

var _ = failure.Register[*BrokenError]("history.BrokenError")

// Error returns a clause that names the records, the operation and the reason.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("history does not join up at %q of operation %q at %d: %s",
		e.Event, e.Event.Operation, e.Event.At, e.Reason)
}

// Unwrap returns [ErrBroken].
func (e *BrokenError) Unwrap() error { return ErrBroken }
