package association

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/storage"
)

// A Token is a place in the feed, to go on from; see [Reader.Feed]. It is a comparable
// value that a host keeps as text. The zero Token is the beginning.
type Token struct {
	place storage.Position
	walk  uint64 // the last walk of retention that had begun when the reader did
}

// IsZero reports whether the token is the beginning.
func (t Token) IsZero() bool { return t == Token{} }

// String returns the text form, which [ParseToken] reads; that of the zero Token is empty.
func (t Token) String() string {
	if t.walk == 0 {
		return t.place.String()
	}
	return t.place.String() + "-" + strconv.FormatUint(t.walk, 10)
}

// ParseToken reads the text form of a token. What is none is a [TokenError].
func ParseToken(text string) (Token, error) {
	place, number, walked := strings.Cut(text, "-")
	var t Token
	var err error
	if t.place, err = storage.ParsePosition(place); err != nil {
		return Token{}, &TokenError{Token: text}
	}
	if walked {
		if t.walk, err = strconv.ParseUint(number, 10, 64); err != nil {
			return Token{}, &TokenError{Token: text}
		}
	}
	if t.String() != text || t.place == (storage.Position{}) && walked {
		return Token{}, &TokenError{Token: text}
	}
	return t, nil
}

// MarshalText implements [encoding.TextMarshaler] with the text form.
func (t Token) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler], see [ParseToken].
func (t *Token) UnmarshalText(text []byte) error {
	parsed, err := ParseToken(string(text))
	if err == nil {
		*t = parsed
	}
	return err
}

// A TokenError says that a text is no token, or that a token is not of this account: it is
// ahead of all that ever happened. errors.Is(err, [ErrToken]) holds.
type TokenError struct{ Token string }

// Error repeats what was given.
func (e *TokenError) Error() string {
	return fmt.Sprintf("%.80q is no token of this feed: begin anew", e.Token)
}

// Is reports whether target is [ErrToken].
func (e *TokenError) Is(target error) bool { return target == ErrToken }
