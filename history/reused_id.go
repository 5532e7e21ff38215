package history

import (
	"fmt"

	"github.com/relata-go/relata/failure"
)

// ErrIDReused is the sentinel of every [IDReusedError], for [errors.Is].
var ErrIDReused = failure.Sentinel(failure.IDReused, "history.ErrIDReused", "operation id was used for another request")

// ErrNotFound says that the history has no operation of the given id: the id never was, wrote
// nothing, or is kept no longer.
var ErrNotFound = failure.Sentinel(failure.Undefined, "history.ErrNotFound", "no such operation in the history")

// An IDReusedError says that an operation id was used before for another request.
// errors.Is(err, [ErrIDReused]) holds.
type IDReusedError struct {
	ID OperationID `json:"id,omitzero"`
}

var _ = failure.Register[*IDReusedError]("history.IDReusedError")

// Error names the id.
func (e *IDReusedError) Error() string {
	return fmt.Sprintf("operation id %q was used for another request: choose a new id", e.ID)
}

// Unwrap returns [ErrIDReused].
func (e *IDReusedError) Unwrap() error { return ErrIDReused }
