package association

import (
	"errors"
	"fmt"
	"time"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// Errors to test for with [errors.Is]. A refused operation's is inside an
// [OperationError], also where it is of package label, limits, primary or record; a
// store's own error comes unchanged.
var (
	ErrNotLinked        = errors.New("not associated")
	ErrInvalidOperation = errors.New("no operation")
	ErrIDReused         = errors.New("operation id was used for another request")
	ErrStale            = errors.New("plan is stale")
	ErrNoTargets        = errors.New("no records to associate with")
	ErrMerged           = errors.New("record was merged into another")
	ErrExpired          = errors.New("record was deleted too long ago")
	ErrTypeMismatch     = errors.New("records have different types")
	ErrOverLimit        = errors.New("the merged record would be over a limit")
	ErrTaken            = errors.New("id is not new")
	ErrNotFound         = errors.New("no such operation in the history")
	ErrUndoConflict     = errors.New("what the operation did has been changed since")
)

// An OperationError says which operation of several was refused.
type OperationError struct {
	Index     int    // of the operation in its Do, from 0
	Operation string // what was to be done
	Err       error
}

// Error reads: associate contacts/1 with companies/2: the reason.
func (e *OperationError) Error() string { return e.Operation + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *OperationError) Unwrap() error { return e.Err }

// A NotLinkedError says that an operation on a standing link found none.
// errors.Is(err, [ErrNotLinked]) holds.
type NotLinkedError struct{ From, To record.Ref }

// Error reads: contacts/1 is not associated with companies/2: associate them first.
func (e *NotLinkedError) Error() string {
	return fmt.Sprintf("%s is not associated with %s: associate them first", e.From, e.To)
}

// Is reports whether target is [ErrNotLinked].
func (e *NotLinkedError) Is(target error) bool { return target == ErrNotLinked }

// A MergedError says that a record which was merged into another was to be restored.
// errors.Is(err, [ErrMerged]) holds.
type MergedError struct{ Record, Into record.Ref }

// Error reads: contacts/2 was merged into contacts/1: undo the merge.
func (e *MergedError) Error() string {
	return fmt.Sprintf("%s was merged into %s: undo the merge", e.Record, e.Into)
}

// Is reports whether target is [ErrMerged].
func (e *MergedError) Is(target error) bool { return target == ErrMerged }

// An ExpiredError says that a deleted record can no longer be restored.
// errors.Is(err, [ErrExpired]) holds.
type ExpiredError struct {
	Record record.Ref
	Until  time.Time // the last moment at which it could be, UTC
}

// Error names the record and the last moment.
func (e *ExpiredError) Error() string {
	return fmt.Sprintf("%s could be restored until %s: use another record", e.Record, e.Until.Format(time.RFC3339))
}

// Is reports whether target is [ErrExpired].
func (e *ExpiredError) Is(target error) bool { return target == ErrExpired }

// An IDReusedError says that an operation id was used before for another request.
// errors.Is(err, [ErrIDReused]) holds.
type IDReusedError struct{ ID history.OperationID }

// Error names the id.
func (e *IDReusedError) Error() string {
	return fmt.Sprintf("operation id %q was used for another request: choose a new id", e.ID)
}

// Is reports whether target is [ErrIDReused].
func (e *IDReusedError) Is(target error) bool { return target == ErrIDReused }
