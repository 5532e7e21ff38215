package record

import (
	"errors"
	"fmt"
)

// ErrNotLinked is what every [NotLinkedError] is, for [errors.Is].
var ErrNotLinked = errors.New("not associated")

// A NotLinkedError says that an operation on a standing link found none.
// errors.Is(err, [ErrNotLinked]) holds.
type NotLinkedError struct{ From, To Ref }

// Error reads: contacts/1 is not associated with companies/2: associate them first.
func (e *NotLinkedError) Error() string {
	return fmt.Sprintf("%s is not associated with %s: associate them first", e.From, e.To)
}

// Is reports whether target is [ErrNotLinked].
func (e *NotLinkedError) Is(target error) bool { return target == ErrNotLinked }
