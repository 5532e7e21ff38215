package history

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// MaxSourceText is the greatest size of a user's id, and of a user's name, in bytes,
// inclusive.
const MaxSourceText = 255

// ErrSource is the error of a source that is not legal, at all or for a change.
var ErrSource = failure.Sentinel(failure.Invalid, "history.ErrSource", "invalid source")

// A Source is the author of a change, such as a user, an import or a merge. Only a User has an
// id and a name. It is a comparable value; the zero Source is the API.
type Source struct {
	Kind SourceKind `json:"kind"`
	ID   string     `json:"id,omitempty"`   // of the user
	Name string     `json:"name,omitempty"` // of the user, if known
}

// ByUser returns the source of a person's own change. name may be empty.
func ByUser(id, name string) Source { return Source{Kind: User, ID: id, Name: name} }

// By returns the source of the given kind, without a person.
func By(kind SourceKind) Source { return Source{Kind: kind} }

// String returns the user's name, else the user's id, else the kind's words.
func (s Source) String() string {
	switch {
	case s.Kind != User:
		return s.Kind.String()
	case s.Name != "":
		return s.Name
	case s.ID != "":
		return s.ID
	}
	return User.String()
}

// Validate returns nil when the kind is among the ten and id and name are legal:
// at most [MaxSourceText] bytes of valid UTF-8 without NUL, and empty unless the kind
// is User. A user may have no id, for an application that knows only that a person wrote.
// Else the error is an [ErrSource].
func (s Source) Validate() error {
	if int(s.Kind) >= len(sourceNames) {
		return fmt.Errorf("%w: there is no %s", ErrSource, s.Kind)
	}
	if s.Kind != User && (s.ID != "" || s.Name != "") {
		return fmt.Errorf("%w: only a user has an id and a name, %s has neither", ErrSource, s.Kind)
	}
	if err := validText("id", s.ID); err != nil {
		return err
	}
	return validText("name", s.Name)
}

func validText(what, text string) error {
	switch {
	case len(text) > MaxSourceText:
		return fmt.Errorf("%w: a user's %s has %d bytes, at most %d are allowed", ErrSource, what, len(text), MaxSourceText)
	case strings.IndexByte(text, 0) >= 0:
		return fmt.Errorf("%w: a user's %s has no NUL byte, as in %q", ErrSource, what, text)
	case !utf8.ValidString(text):
		return fmt.Errorf("%w: a user's %s is valid UTF-8, not %q", ErrSource, what, text)
	}
	return nil
}

// Check returns nil when the source is legal for a change between records of types a
// and b, in either order: automatic association by domain only joins contacts
// and companies, every other kind joins any two types. Else the error is an [ErrSource].
func (s Source) Check(a, b record.Type) error {
	domainPair := a == record.Contacts && b == record.Companies || a == record.Companies && b == record.Contacts
	if s.Kind == DomainAssociation && !domainPair {
		return fmt.Errorf("%w: %q associates contacts with companies only, not %s with %s", ErrSource, s, a, b)
	}
	return nil
}
