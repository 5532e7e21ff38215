package record

import (
	"fmt"

	"github.com/relata-go/relata/failure"
)

// ErrNotLinked is the sentinel of every [NotLinkedError], for [errors.Is].
var ErrNotLinked = failure.Sentinel(failure.NotLinked, "record.ErrNotLinked", "not associated")

// A NotLinkedError says that an operation on a standing link found none.
// errors.Is(err, [ErrNotLinked]) holds.
type NotLinkedError struct {
	From Ref `json:"from,omitzero"`
	To   Ref `json:"to,omitzero"`
}

var _ = failure.Register[*NotLinkedError]("record.NotLinkedError")

// Error reads: contacts/1 is not associated with companies/2: associate them first.
func (e *NotLinkedError) Error() string {
	return fmt.Sprintf("%s is not associated with %s: associate them first", e.From, e.To)
}

// Unwrap returns [ErrNotLinked].
func (e *NotLinkedError) Unwrap() error { return ErrNotLinked }
