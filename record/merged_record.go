package record

import (
	"errors"
	"fmt"
)

// ErrMerged is what every [MergedError] is, for [errors.Is].
var ErrMerged = errors.New("record was merged into another")

// ErrTaken is what every [TakenError] is, for [errors.Is].
var ErrTaken = errors.New("id is not new")

// ErrTypeMismatch is what every [TypeMismatchError] is, for [errors.Is].
var ErrTypeMismatch = errors.New("records have different types")

// A MergedError says that a record which was merged into another was to be restored.
// errors.Is(err, [ErrMerged]) holds.
type MergedError struct{ Record, Into Ref }

// Error reads: contacts/2 was merged into contacts/1: undo the merge.
func (e *MergedError) Error() string {
	return fmt.Sprintf("%s was merged into %s: undo the merge", e.Record, e.Into)
}

// Is reports whether target is [ErrMerged].
func (e *MergedError) Is(target error) bool { return target == ErrMerged }

// A TakenError says that the new id of a merge is not new. errors.Is(err, [ErrTaken]) holds.
type TakenError struct{ Record Ref }

// Error reads: contacts/3 is no new id: it has associations or was deleted or merged before.
func (e *TakenError) Error() string {
	return fmt.Sprintf("%s is no new id: it has associations or was deleted or merged before", e.Record)
}

// Is reports whether target is [ErrTaken].
func (e *TakenError) Is(target error) bool { return target == ErrTaken }

// A TypeMismatchError says that two records of different types were to be merged.
// errors.Is(err, [ErrTypeMismatch]) holds.
type TypeMismatchError struct{ Survivor, Merged Ref }

// Error reads: contacts/1 and companies/2 have different types and cannot be merged.
func (e *TypeMismatchError) Error() string {
	return fmt.Sprintf("%s and %s have different types and cannot be merged", e.Survivor, e.Merged)
}

// Is reports whether target is [ErrTypeMismatch].
func (e *TypeMismatchError) Is(target error) bool { return target == ErrTypeMismatch }
