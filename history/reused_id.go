package history

import (
	"errors"
	"fmt"
)

// ErrIDReused is what every [IDReusedError] is, for [errors.Is].
var ErrIDReused = errors.New("operation id was used for another request")

// ErrNotFound says that the history has no operation of the given id: it never was, wrote
// nothing, or is kept no longer.
var ErrNotFound = errors.New("no such operation in the history")

// An IDReusedError says that an operation id was used before for another request.
// errors.Is(err, [ErrIDReused]) holds.
type IDReusedError struct{ ID OperationID }

// Error names the id.
func (e *IDReusedError) Error() string {
	return fmt.Sprintf("operation id %q was used for another request: choose a new id", e.ID)
}

// Is reports whether target is [ErrIDReused].
func (e *IDReusedError) Is(target error) bool { return target == ErrIDReused }
