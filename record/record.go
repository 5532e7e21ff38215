package record

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/failure"
)

// An ID names a record within a type: 1 to MaxID bytes of valid UTF-8 without
// NUL. Ids are case-sensitive and never normalised: "a1" and "A1" are two records.
type ID string

// A Ref names a record of an account.
type Ref struct {
	Type Type
	ID   ID
}

// New returns the reference of the record of type t with the given id. New checks
// nothing. Operations check the references that they are given, see [Ref.Validate].
func New(t Type, id ID) Ref { return Ref{Type: t, ID: id} }

// Parse reads the text form type/id. Everything after the first slash is the id,
// further slashes included. The error is an *[Error].
func Parse(text string) (Ref, error) {
	t, id, found := strings.Cut(text, "/")
	if !found {
		return Ref{}, &Error{Value: text, Reason: "want type/id, as in contacts/101"}
	}
	ref := New(Type(t), ID(id))
	if err := ref.Validate(); err != nil {
		return Ref{}, err
	}
	return ref, nil
}

// String returns the text form, type/id. [Parse] reads it back.
func (r Ref) String() string { return string(r.Type) + "/" + string(r.ID) }

// IsZero reports whether r names no record at all.
func (r Ref) IsZero() bool { return r == Ref{} }

// Validate returns nil when both parts are legal, else an *[Error].
func (r Ref) Validate() error {
	if err := r.Type.Validate(); err != nil {
		return err
	}
	return r.ID.Validate()
}

// MarshalText implements [encoding.TextMarshaler] with the text form.
func (r Ref) MarshalText() ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	return []byte(r.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler], see [Parse].
func (r *Ref) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// Compare returns -1, 0 or +1 as a is before, at or after b: by type, in
// byte order, then by id, see [CompareIDs].
func Compare(a, b Ref) int {
	if c := cmp.Compare(a.Type, b.Type); c != 0 {
		return c
	}
	return CompareIDs(a.ID, b.ID)
}

// CompareIDs returns -1, 0 or +1 as a is before, at or after b: shorter ids first,
// ids of equal length in byte order. So decimal ids without leading zeros are in numeric
// order.
func CompareIDs(a, b ID) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

// Size limits, in bytes, both inclusive. A longer value is an error everywhere and is
// never cut.
const (
	MaxType = 64
	MaxID   = 255
)

// ErrInvalid is the sentinel of every [Error] of this package is, for errors.Is.
var ErrInvalid = failure.Sentinel(failure.Invalid, "record.ErrInvalid", "invalid record reference")

// An Error says which part of a reference is not legal and why.
type Error struct {
	Value  string `json:"value,omitzero"`  // the type, the id or the whole text, as given
	Reason string `json:"reason,omitzero"` // the fault and the legal form
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
// an id is valid, and a look at each byte shows it.
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
