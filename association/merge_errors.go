package association

import (
	"fmt"

	"github.com/relata-go/relata/record"
)

// An OverLimitError says that a merge would exceed limits. errors.Is(err, [ErrOverLimit])
// holds.
type OverLimitError struct {
	Survivor, Merged record.Ref
	Over             []Loss // what the survivor has no room for, when its own stay
}

// Error names both records, the first loss and how many there are.
func (e *OverLimitError) Error() string {
	return fmt.Sprintf("%s cannot take over %d links or labels of %s, the first is %s: choose a policy", e.Survivor, len(e.Over), e.Merged, e.Over[0])
}

// Is reports whether target is [ErrOverLimit].
func (e *OverLimitError) Is(target error) bool { return target == ErrOverLimit }

// A TypeMismatchError says that two records of different types were to be merged.
// errors.Is(err, [ErrTypeMismatch]) holds.
type TypeMismatchError struct{ Survivor, Merged record.Ref }

// Error reads: contacts/1 and companies/2 have different types and cannot be merged.
func (e *TypeMismatchError) Error() string {
	return fmt.Sprintf("%s and %s have different types and cannot be merged", e.Survivor, e.Merged)
}

// Is reports whether target is [ErrTypeMismatch].
func (e *TypeMismatchError) Is(target error) bool { return target == ErrTypeMismatch }

// A TakenError says that the new id of a merge is not new. errors.Is(err, [ErrTaken]) holds.
type TakenError struct{ Record record.Ref }

// Error reads: contacts/3 is no new id: it has associations or was deleted or merged before.
func (e *TakenError) Error() string {
	return fmt.Sprintf("%s is no new id: it has associations or was deleted or merged before", e.Record)
}

// Is reports whether target is [ErrTaken].
func (e *TakenError) Is(target error) bool { return target == ErrTaken }
