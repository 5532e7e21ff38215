package history

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/failure"
)

// An OperationID names an operation, or a group of operations that came together.
// An id is either a name from the caller, which makes the operation repeatable, or a
// number that the graph made. An id is a comparable value; the zero id names nothing.
type OperationID struct {
	number uint64
	name   string
}

// MaxOperationName is the greatest size of a caller's operation name, in bytes.
const MaxOperationName = 255

// numberMark begins the text form of a number. A caller's name never begins with it.
const numberMark = "~"

// ErrOperationID is the error of an operation name that is not legal.
var ErrOperationID = failure.Sentinel(failure.Invalid, "history.ErrOperationID", "invalid operation id")

// Numbered returns the id with the given number, from 1. Zero gives the zero id.
func Numbered(n uint64) OperationID { return OperationID{number: n} }

// NamedOperation returns the caller's own id: 1 to [MaxOperationName] bytes of
// valid UTF-8 without NUL that do not begin with '~'. Else the error is an
// [ErrOperationID].
func NamedOperation(name string) (OperationID, error) {
	reason := ""
	switch {
	case name == "":
		reason = "it is empty"
	case len(name) > MaxOperationName:
		return OperationID{}, tooLong(name)
	case strings.HasPrefix(name, numberMark):
		reason = "it begins with '~', which marks ids that the graph makes"
	case strings.IndexByte(name, 0) >= 0:
		reason = "it has a NUL byte"
	case !utf8.ValidString(name):
		reason = "it is not valid UTF-8"
	}
	if reason != "" {
		return OperationID{}, fmt.Errorf("%w %q: %s", ErrOperationID, name, reason)
	}
	return OperationID{name: name}, nil
}

// tooLong does not quote the text, as other errors do: a hostile text may have any size.
func tooLong(text string) error {
	return fmt.Errorf("%w: it has %d bytes, at most %d are allowed", ErrOperationID, len(text), MaxOperationName)
}

// ParseOperation reads the text form that [OperationID.String] gives. Empty text is
// an error: the zero id names nothing. Every error is an [ErrOperationID].
func ParseOperation(text string) (OperationID, error) {
	digits, numbered := strings.CutPrefix(text, numberMark)
	if !numbered {
		return NamedOperation(text)
	}
	if len(text) > MaxOperationName {
		return OperationID{}, tooLong(text)
	}
	n, err := strconv.ParseUint(digits, 36, 64)
	id := Numbered(n)
	if err != nil || n == 0 || id.String() != text {
		return OperationID{}, fmt.Errorf("%w %q: after '~' comes a number in base 36", ErrOperationID, text)
	}
	return id, nil
}

// String returns the caller's name, or '~' and the number in base 36. The zero id
// gives the empty string.
func (id OperationID) String() string {
	switch {
	case id.number != 0:
		return numberMark + strconv.FormatUint(id.number, 36)
	default:
		return id.name
	}
}

// MarshalText implements [encoding.TextMarshaler] with the text form; the zero id
// has the empty text.
func (id OperationID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler], see [ParseOperation]. Empty
// text is the zero id.
func (id *OperationID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = OperationID{}
		return nil
	}
	parsed, err := ParseOperation(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// IsZero reports whether id names nothing.
func (id OperationID) IsZero() bool { return id == OperationID{} }

// Number returns the number that the graph made, or 0 for a caller's name.
func (id OperationID) Number() uint64 { return id.number }

// Name returns the caller's name, or "" for a number.
func (id OperationID) Name() string { return id.name }

// CompareOperations returns -1, 0 or +1 as a is before, at or after b:
// numbers before names, numbers in numeric and names in byte order.
func CompareOperations(a, b OperationID) int {
	if c := cmp.Compare(a.name, b.name); c != 0 {
		return c
	}
	return cmp.Compare(a.number, b.number)
}
