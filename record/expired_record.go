package record

import (
	"fmt"
	"time"

	"github.com/relata-go/relata/failure"
)

// ErrExpired is the sentinel of every [ExpiredError], for [errors.Is].
var ErrExpired = failure.Sentinel(failure.Expired, "record.ErrExpired", "record was deleted too long ago")

// An ExpiredError says that a deleted record can no longer be restored.
// errors.Is(err, [ErrExpired]) holds.
type ExpiredError struct {
	Record Ref       `json:"record,omitzero"`
	Until  time.Time `json:"until,omitzero"` // the last moment at which that was possible, UTC
}

var _ = failure.Register[*ExpiredError]("record.ExpiredError")

// Error names the record and the last moment.
func (e *ExpiredError) Error() string {
	return fmt.Sprintf("%s could be restored until %s: use another record", e.Record, e.Until.Format(time.RFC3339))
}

// Unwrap returns [ErrExpired].
func (e *ExpiredError) Unwrap() error { return ErrExpired }
