package association

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// An UndoError says what stands in the way of an undo. errors.Is(err, [ErrUndoConflict]) holds.
type UndoError struct {
	Operation history.OperationID
	Conflicts []Conflict
}

// A Conflict is one link or record that cannot be as it was.
type Conflict struct {
	From, To record.Ref // To is zero when it is about a record
	Reason   string
}

// Error names the operation and the first conflicts.
func (e *UndoError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "operation %q cannot be undone, %d conflicts", e.Operation, len(e.Conflicts))
	for _, c := range e.Conflicts[:min(len(e.Conflicts), 3)] {
		fmt.Fprintf(&b, "; %s", c)
	}
	return b.String()
}

// Is reports whether target is [ErrUndoConflict].
func (e *UndoError) Is(target error) bool { return target == ErrUndoConflict }

// String reads: contacts/1 - companies/2: it was changed since.
func (c Conflict) String() string {
	if c.To.IsZero() {
		return fmt.Sprintf("%s: %s", c.From, c.Reason)
	}
	return fmt.Sprintf("%s - %s: %s", c.From, c.To, c.Reason)
}
