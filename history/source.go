package history

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// MaxSourceText is the greatest size of each text of a source, which are a user's id, a
// user's name and a request id, in bytes, inclusive.
const MaxSourceText = 255

// ErrSource is the error of a source that is not legal, at all or for a change.
var ErrSource = failure.Sentinel(failure.Invalid, "history.ErrSource", "invalid source")

// A Source is who or what made a change. Any kind may have a user beside it: an import
// that Ann started is an Import with her id and name. Any kind may also have a request id.
// It is a comparable value; the zero Source is the API.
type Source struct {
	Kind      SourceKind `json:"kind"`
	UserID    string     `json:"userId,omitempty"`
	UserName  string     `json:"userName,omitempty"`  // if known
	RequestID string     `json:"requestId,omitempty"` // of the application, as in its logs
}

// ByUser returns the source of a person's own change. Both id and name may be empty.
func ByUser(id, name string) Source { return By(User).WithUser(id, name) }

// By returns the source of the given kind, without a user and a request id.
func By(kind SourceKind) Source { return Source{Kind: kind} }

// WithUser returns s with the given user in place of its own. Both id and name may be empty.
func (s Source) WithUser(id, name string) Source {
	s.UserID, s.UserName = id, name
	return s
}

// WithRequest returns s with the given request id in place of its own. Empty means none.
func (s Source) WithRequest(id string) Source {
	s.RequestID = id
	return s
}

// WithKind returns s with another kind, and with the same user and request id.
func (s Source) WithKind(kind SourceKind) Source {
	s.Kind = kind
	return s
}

// String returns words for a person, such as "Ann", "Import by Ann" or "Import". The user is
// the name, or the id if there is no name. The request id is left out.
func (s Source) String() string {
	user := cmp.Or(s.UserName, s.UserID)
	switch {
	case user == "":
		return s.Kind.String()
	case s.Kind == User:
		return user
	}
	return s.Kind.String() + " by " + user
}

// Validate returns nil when the kind is among the ten and each text is legal: at most
// [MaxSourceText] bytes of valid UTF-8 without NUL. Each text may be empty, for any kind: an
// application may know no more than that it was a person. Else the error is an [ErrSource].
func (s Source) Validate() error {
	if int(s.Kind) >= len(sourceNames) {
		return fmt.Errorf("%w: there is no %s", ErrSource, s.Kind)
	}
	if err := validText("a user's id", s.UserID); err != nil {
		return err
	}
	if err := validText("a user's name", s.UserName); err != nil {
		return err
	}
	return validText("a request id", s.RequestID)
}

// validText returns an error that names the text. It shows the beginning of a long text, since
// a hostile text may have any size.
func validText(what, text string) error {
	switch {
	case len(text) > MaxSourceText:
		return fmt.Errorf("%w: %s has %d bytes, at most %d are allowed: it begins with %.20q", ErrSource, what, len(text), MaxSourceText, text)
	case strings.IndexByte(text, 0) >= 0:
		return fmt.Errorf("%w: %s has no NUL byte, as in %q", ErrSource, what, text)
	case !utf8.ValidString(text):
		return fmt.Errorf("%w: %s is valid UTF-8, not %q", ErrSource, what, text)
	}
	return nil
}

// Check returns nil when the source is legal for a change between records of types a
// and b, in either order: automatic association by domain only joins contacts
// and companies, every other kind joins any two types. Else the error is an [ErrSource].
func (s Source) Check(a, b record.Type) error {
	domainPair := a == record.Contacts && b == record.Companies || a == record.Companies && b == record.Contacts
	if s.Kind == DomainAssociation && !domainPair {
		return fmt.Errorf("%w: %q associates contacts with companies only, not %s with %s", ErrSource, s.Kind, a, b)
	}
	return nil
}
