package record

import (
	"fmt"

	"github.com/relata-go/relata/failure"
)

// ErrDeleted is the sentinel of every [DeletedError], for [errors.Is].
var ErrDeleted = failure.Sentinel(failure.Gone, "record.ErrDeleted", "record is deleted")

// A DeletedError says that a write named a deleted record. errors.Is(err,
// [ErrDeleted]) holds.
type DeletedError struct {
	Record Ref `json:"record,omitzero"`
}

var _ = failure.Register[*DeletedError]("record.DeletedError")

// Error reads: contacts/1 is deleted: use another record.
func (e *DeletedError) Error() string {
	return fmt.Sprintf("%s is deleted: use another record", e.Record)
}

// Unwrap returns [ErrDeleted].
func (e *DeletedError) Unwrap() error { return ErrDeleted }
