package history

import (
	"errors"
	"fmt"
)

// ErrBroken is what every [BrokenError] is, for errors.Is.
var ErrBroken = errors.New("history does not join up")

// A BrokenError names the event at which a history does not join up. Events are missing or
// out of order, or the program that wrote them had a defect.
type BrokenError struct {
	Event  Event
	State  State  // of a link: its state where the event says Was or, in steps back, Now
	Reason string // what is wrong
}

// Error returns a clause that names the records, the operation and the reason.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("history does not join up at %q of operation %q at %d: %s",
		e.Event, e.Event.Operation, e.Event.At, e.Reason)
}

// Is reports whether target is [ErrBroken].
func (e *BrokenError) Is(target error) bool { return target == ErrBroken }
