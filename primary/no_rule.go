package primary

import (
	"fmt"

	"github.com/relata-go/relata/record"
)

// A NoRuleError says that records of one type have no primary of the other.
// errors.Is(err, [ErrNoRule]) holds.
type NoRuleError struct{ From, To record.Type }

// Error reads: companies have no primary of contacts: declare a primary rule first.
func (e *NoRuleError) Error() string {
	return fmt.Sprintf("%s have no primary of %s: declare a primary rule first", e.From, e.To)
}

// Is reports whether target is [ErrNoRule].
func (e *NoRuleError) Is(target error) bool { return target == ErrNoRule }
