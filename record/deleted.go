package record

import (
	"errors"
	"fmt"
)

// ErrDeleted is what every [DeletedError] is, for [errors.Is].
var ErrDeleted = errors.New("record is deleted")

// A DeletedError says that a write named a deleted record. errors.Is(err,
// [ErrDeleted]) holds.
type DeletedError struct{ Record Ref }

// Error reads: contacts/1 is deleted: use another record.
func (e *DeletedError) Error() string {
	return fmt.Sprintf("%s is deleted: use another record", e.Record)
}

// Is reports whether target is [ErrDeleted].
func (e *DeletedError) Is(target error) bool { return target == ErrDeleted }
