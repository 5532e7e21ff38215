package primary

import (
	"fmt"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// A NoRuleError says that records of a type have no primary of the other type.
// errors.Is(err, [ErrNoRule]) holds.
type NoRuleError struct {
	From record.Type `json:"from,omitzero"`
	To   record.Type `json:"to,omitzero"`
}

var _ = failure.Register[*NoRuleError]("primary.NoRuleError")

// Error reads: companies have no primary of contacts: declare a primary rule first.
func (e *NoRuleError) Error() string {
	return fmt.Sprintf("%s have no primary of %s: declare a primary rule first", e.From, e.To)
}

// Unwrap returns [ErrNoRule].
func (e *NoRuleError) Unwrap() error { return ErrNoRule }
