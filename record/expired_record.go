package record

import (
	"errors"
	"fmt"
	"time"
)

// ErrExpired is what every [ExpiredError] is, for [errors.Is].
var ErrExpired = errors.New("record was deleted too long ago")

// An ExpiredError says that a deleted record can no longer be restored.
// errors.Is(err, [ErrExpired]) holds.
type ExpiredError struct {
	Record Ref
	Until  time.Time // the last moment at which it could be, UTC
}

// Error names the record and the last moment.
func (e *ExpiredError) Error() string {
	return fmt.Sprintf("%s could be restored until %s: use another record", e.Record, e.Until.Format(time.RFC3339))
}

// Is reports whether target is [ErrExpired].
func (e *ExpiredError) Is(target error) bool { return target == ErrExpired }
