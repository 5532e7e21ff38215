package record

import (
	"cmp"
	"strings"
)

// An ID names a record within its type: 1 to MaxID bytes of valid UTF-8 without
// NUL. Ids are case-sensitive and never normalised: "a1" and "A1" are two records.
type ID string

// A Ref names one record of an account.
type Ref struct {
	Type Type
	ID   ID
}

// New returns the reference of the record of type t with the given id. It checks
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
// ids of one length in byte order. So decimal ids without leading zeros are in numeric
// order.
func CompareIDs(a, b ID) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}
