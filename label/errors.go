package label

import (
	"errors"
	"fmt"
	"strings"

	"github.com/relata-go/relata/record"
)

// What an [Error] can be, for errors.Is.
var (
	ErrUndefinedType  = errors.New("undefined type")
	ErrUndefinedPair  = errors.New("undefined pair of types")
	ErrUnknown        = errors.New("unknown label")
	ErrRemoved        = errors.New("removed label")
	ErrWrongDirection = errors.New("label of the other direction")
	ErrWrongPair      = errors.New("label of another pair of types")
	ErrDuplicate      = errors.New("already defined")
	ErrTooMany        = errors.New("too many labels")
	ErrName           = errors.New("invalid label name")
	ErrBuiltIn        = errors.New("built-in definition")
	ErrStatus         = errors.New("wrong status")
	ErrDocument       = errors.New("invalid document of labels")
)

// An Error says why a definition or a reference was refused. Fields that do not
// apply are zero.
type Error struct {
	Err      error       // one of the sentinels of this package
	From, To record.Type // the direction that was asked for
	ID       TypeID      // the id that was given
	Value    string      // the name or text that was given
	Use      TypeID      // of ErrWrongDirection: the id of the direction that was asked for
	Reason   string      // what is wrong and what to do
}

// maxShown bounds how many bytes of a hostile value an error message repeats.
const maxShown = 80

// Error returns a clause that names the value, the direction and what to do.
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
