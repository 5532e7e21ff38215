package label

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// The sentinels of an [Error], for errors.Is.
var (
	ErrUndefinedType  = failure.Sentinel(failure.Undefined, "label.ErrUndefinedType", "undefined type")
	ErrUndefinedPair  = failure.Sentinel(failure.Undefined, "label.ErrUndefinedPair", "undefined pair of types")
	ErrUnknown        = failure.Sentinel(failure.Undefined, "label.ErrUnknown", "unknown label")
	ErrRemoved        = failure.Sentinel(failure.Undefined, "label.ErrRemoved", "removed label")
	ErrWrongDirection = failure.Sentinel(failure.Invalid, "label.ErrWrongDirection", "label of the other direction")
	ErrWrongPair      = failure.Sentinel(failure.Invalid, "label.ErrWrongPair", "label of another pair of types")
	ErrDuplicate      = failure.Sentinel(failure.AlreadyDefined, "label.ErrDuplicate", "already defined")
	ErrTooMany        = failure.Sentinel(failure.LimitReached, "label.ErrTooMany", "too many labels")
	ErrName           = failure.Sentinel(failure.Invalid, "label.ErrName", "invalid label name")
	ErrBuiltIn        = failure.Sentinel(failure.Refused, "label.ErrBuiltIn", "built-in definition")
	ErrStatus         = failure.Sentinel(failure.Refused, "label.ErrStatus", "wrong status")
	ErrDocument       = failure.Sentinel(failure.Corrupt, "label.ErrDocument", "invalid document of labels")
)

// An Error says why a definition or a reference was refused. Fields that do not
// apply are zero.
type Error struct {
	Err    error       `json:"-"` // a sentinel of this package
	From   record.Type `json:"from,omitzero"`
	To     record.Type `json:"to,omitzero"`     // the direction that was asked for
	ID     TypeID      `json:"id,omitzero"`     // the id that was given
	Value  string      `json:"value,omitzero"`  // the name or text that was given
	Use    TypeID      `json:"use,omitzero"`    // of ErrWrongDirection: the id of the direction that was asked for
	Reason string      `json:"reason,omitzero"` // the fault and the remedy
}

var _ = failure.Register[*Error]("label.Error")

// maxShown bounds how many bytes of a hostile value an error message repeats.
const maxShown = 80

// Error returns a clause that names the value, the direction and the remedy.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Err.Error())
	if e.Value != "" {
		shown, rest := e.Value, ""
		if len(shown) > maxShown {
			shown, rest = shown[:maxShown], fmt.Sprintf("... (%d bytes)", len(e.Value))
		}
		fmt.Fprintf(&b, " %q%s", shown, rest)
	}
	if !e.ID.IsZero() {
		fmt.Fprintf(&b, " %s", e.ID)
	}
	switch {
	case e.From != "" && e.To != "":
		fmt.Fprintf(&b, " (%s -> %s)", e.From, e.To)
	case e.From != "":
		fmt.Fprintf(&b, " (%s)", e.From)
	}
	b.WriteString(": ")
	b.WriteString(e.Reason)
	return b.String()
}

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Err }
