package record

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/failure"
)

// Size limits, in bytes, both inclusive. A longer value is an error everywhere and is
// never cut.
const (
	MaxType = 64
	MaxID   = 255
)

// ErrInvalid is what every [Error] of this package is, for errors.Is.
var ErrInvalid = failure.Sentinel(failure.Invalid, "record.ErrInvalid", "invalid record reference")

// An Error says which part of a reference is not legal and why.
type Error struct {
	Value  string `json:"value,omitzero"`  // the type, the id or the whole text, as given
	Reason string `json:"reason,omitzero"` // what is wrong and what is wanted
}

var _ = failure.Register[*Error]("record.Error")

// maxShown bounds how much of a hostile value an error message repeats.
const maxShown = 80

// Error returns a clause that quotes the value, cut when it is long.
func (e *Error) Error() string {
	shown, rest := e.Value, ""
	if len(shown) > maxShown {
		shown, rest = shown[:maxShown], fmt.Sprintf("... (%d bytes)", len(e.Value))
	}
	return fmt.Sprintf("invalid record reference %q%s: %s", shown, rest, e.Reason)
}

// Unwrap returns [ErrInvalid].
func (e *Error) Unwrap() error { return ErrInvalid }

// Validate returns nil when t is a legal type name, else an *[Error].
func (t Type) Validate() error {
	switch {
	case t == "":
		return &Error{Value: string(t), Reason: "a type name is not empty"}
	case len(t) > MaxType:
		return &Error{Value: string(t), Reason: fmt.Sprintf("a type name has at most %d bytes", MaxType)}
	case t[0] == '_' || t[0] == '-':
		return &Error{Value: string(t), Reason: "a type name begins with a letter or a digit"}
	}
	for i := range len(t) {
		if !isTypeByte(t[i]) {
			return &Error{Value: string(t), Reason: "a type name has only lower-case ASCII letters, digits, '_' and '-'"}
		}
	}
	return nil
}

func isTypeByte(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

// Validate returns nil when id is legal, else an *[Error].
func (id ID) Validate() error {
	if id.isPlain() {
		return nil
	}
	switch {
	case id == "":
		return &Error{Value: string(id), Reason: "a record id is not empty"}
	case len(id) > MaxID:
		return &Error{Value: string(id), Reason: fmt.Sprintf("a record id has at most %d bytes", MaxID)}
	case strings.IndexByte(string(id), 0) >= 0:
		return &Error{Value: string(id), Reason: "a record id has no NUL byte"}
	case !utf8.ValidString(string(id)):
		return &Error{Value: string(id), Reason: "a record id is valid UTF-8"}
	}
	return nil
}

// isPlain reports whether the id is short ASCII without NUL, as nearly all ids are. Such
// an id is valid, and one look at each byte shows it.
func (id ID) isPlain() bool {
	if len(id) == 0 || len(id) > shortID {
		return false
	}
	for i := range len(id) {
		if id[i]-1 >= utf8.RuneSelf-1 {
			return false
		}
	}
	return true
}

// shortID is the longest id for which a look at each byte is the faster way.
const shortID = 40
