package record

import (
	"fmt"

	"github.com/relata-go/relata/failure"
)

// ErrSelf is the sentinel of every [SelfError], for [errors.Is].
var ErrSelf = failure.Sentinel(failure.Invalid, "record.ErrSelf", "a record is not associated with itself")

// A SelfError says that both ends of a link are the same record, by name or after a
// merge. errors.Is(err, [ErrSelf]) holds.
type SelfError struct {
	Record Ref `json:"record,omitzero"`
}

var _ = failure.Register[*SelfError]("record.SelfError")

// Error reads: contacts/1 is not associated with itself: name two records.
func (e *SelfError) Error() string {
	return fmt.Sprintf("%s is not associated with itself: name two records", e.Record)
}

// Unwrap returns [ErrSelf].
func (e *SelfError) Unwrap() error { return ErrSelf }
