package limits

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/label"
)

// ErrConfig is the sentinel of every [ConfigError], for errors.Is.
var ErrConfig = failure.Sentinel(failure.Invalid, "limits.ErrConfig", "limit cannot be configured so")

// A ConfigError says why a limit cannot be configured and, where such a limit exists, which
// values can. errors.Is(err, [ErrConfig]) holds.
type ConfigError struct {
	Key    Key          `json:"key,omitzero"`   // zero: a setting of the whole account
	Value  int          `json:"value,omitzero"` // as asked for
	Min    int          `json:"min,omitzero"`
	Max    int          `json:"max,omitzero"`   // legal values, both inclusive; zero: something else than Value is wrong; Min above Max: no value is legal
	Label  label.TypeID `json:"label,omitzero"` // the label whose limit is Min and is the reason; zero: none
	Reason string       `json:"reason,omitzero"`
	Err    error        `json:"-"` // the cause, nil when there is none
}

var _ = failure.Register[*ConfigError]("limits.ConfigError")

// Error returns a clause that names the key, the value and the legal range.
func (e *ConfigError) Error() string {
	var text strings.Builder
	if e.Key != (Key{}) {
		fmt.Fprintf(&text, "%s: ", e.Key)
	}
	text.WriteString(e.Reason)
	switch {
	case e.Min > e.Max:
		fmt.Fprintf(&text, ": %d, and none above %d is legal", e.Value, e.Max)
	case e.Max != 0:
		fmt.Fprintf(&text, ": %d, want %d to %d", e.Value, e.Min, e.Max)
	}
	if !e.Label.IsZero() {
		fmt.Fprintf(&text, "; lower or clear the limit %d of label %s first", e.Min, e.Label)
	}
	if e.Err != nil {
		fmt.Fprintf(&text, ": %v", e.Err)
	}
	return text.String()
}

// Unwrap returns [ErrConfig] and the reason.
func (e *ConfigError) Unwrap() []error { return []error{ErrConfig, e.Err} }
