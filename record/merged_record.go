package record

import (
	"fmt"

	"github.com/relata-go/relata/failure"
)

// ErrMerged is the sentinel of every [MergedError], for [errors.Is].
var ErrMerged = failure.Sentinel(failure.Gone, "record.ErrMerged", "record was merged into another")

// ErrTaken is the sentinel of every [TakenError], for [errors.Is].
var ErrTaken = failure.Sentinel(failure.AlreadyDefined, "record.ErrTaken", "id is not new")

// ErrTypeMismatch is the sentinel of every [TypeMismatchError], for [errors.Is].
var ErrTypeMismatch = failure.Sentinel(failure.Invalid, "record.ErrTypeMismatch", "records have different types")

// A MergedError says that a record which was merged into another was to be restored.
// errors.Is(err, [ErrMerged]) holds.
type MergedError struct {
	Record Ref `json:"record,omitzero"`
	Into   Ref `json:"into,omitzero"`
}

var _ = failure.Register[*MergedError]("record.MergedError")

// Error reads: contacts/2 was merged into contacts/1: undo the merge.
func (e *MergedError) Error() string {
	return fmt.Sprintf("%s was merged into %s: undo the merge", e.Record, e.Into)
}

// Unwrap returns [ErrMerged].
func (e *MergedError) Unwrap() error { return ErrMerged }

// A TakenError says that the new id of a merge is not new. errors.Is(err, [ErrTaken]) holds.
type TakenError struct {
	Record Ref `json:"record,omitzero"`
}

var _ = failure.Register[*TakenError]("record.TakenError")

// Error reads: contacts/3 is no new id: it has associations or was deleted or merged before.
func (e *TakenError) Error() string {
	return fmt.Sprintf("%s is no new id: it has associations or was deleted or merged before", e.Record)
}

// Unwrap returns [ErrTaken].
func (e *TakenError) Unwrap() error { return ErrTaken }

// A TypeMismatchError says that two records of different types were to be merged.
// errors.Is(err, [ErrTypeMismatch]) holds.
type TypeMismatchError struct {
	Survivor Ref `json:"survivor,omitzero"`
	Merged   Ref `json:"merged,omitzero"`
}

var _ = failure.Register[*TypeMismatchError]("record.TypeMismatchError")

// Error reads: contacts/1 and companies/2 have different types and cannot be merged.
func (e *TypeMismatchError) Error() string {
	return fmt.Sprintf("%s and %s have different types and cannot be merged", e.Survivor, e.Merged)
}

// Unwrap returns [ErrTypeMismatch].
func (e *TypeMismatchError) Unwrap() error { return ErrTypeMismatch }
