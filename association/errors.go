package association

import (
	"errors"
)

// Errors to test for with [errors.Is]. A refused operation's is inside an
// [OperationError], also where it is of package label, limits, primary or record; a
// store's own error comes unchanged.
var (
	ErrInvalidOperation = errors.New("no operation")
	ErrStale            = errors.New("plan is stale")
	ErrNoTargets        = errors.New("no records to associate with")
	ErrOverLimit        = errors.New("the merged record would be over a limit")
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
