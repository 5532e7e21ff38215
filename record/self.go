package record

import (
	"errors"
	"fmt"
)

// ErrSelf is what every [SelfError] is, for [errors.Is].
var ErrSelf = errors.New("a record is not associated with itself")

// A SelfError says that both ends of a link are one record, by name or after a
// merge. errors.Is(err, [ErrSelf]) holds.
type SelfError struct{ Record Ref }

// Error reads: contacts/1 is not associated with itself: name two records.
func (e *SelfError) Error() string {
	return fmt.Sprintf("%s is not associated with itself: name two records", e.Record)
}

// Is reports whether target is [ErrSelf].
func (e *SelfError) Is(target error) bool { return target == ErrSelf }
