package feed

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/storage"
)

// A Token is a place in the feed, from which a reader resumes. It is a comparable value that an
// application keeps as text. The zero Token is the beginning.
type Token struct {
	place storage.Position
	trim  uint64 // the number of the last trim that had begun when the reader did
}

// At returns the token of a place, for the graph. trim is the number of the last trim that had
// begun when the reader began.
func At(place storage.Position, trim uint64) Token { return Token{place, trim} }

// Place returns the position after which the token's reader resumes.
func (t Token) Place() storage.Position { return t.place }

// Trim returns the number of the last trim that had begun when the token's reader began.
func (t Token) Trim() uint64 { return t.trim }

// IsZero reports whether the token is the beginning.
func (t Token) IsZero() bool { return t == Token{} }

// String returns the text form, which [ParseToken] reads; that of the zero Token is empty.
func (t Token) String() string {
	if t.trim == 0 {
		return t.place.String()
	}
	return t.place.String() + "-" + strconv.FormatUint(t.trim, 10)
}

// ParseToken reads the text form of a token. Any other text is a [TokenError].
func ParseToken(text string) (Token, error) {
	place, number, trimmed := strings.Cut(text, "-")
	var t Token
	var err error
	if t.place, err = storage.ParsePosition(place); err != nil {
		return Token{}, &TokenError{Token: text}
	}
	if trimmed {
		if t.trim, err = strconv.ParseUint(number, 10, 64); err != nil {
			return Token{}, &TokenError{Token: text}
		}
	}
	if t.String() != text || t.place == (storage.Position{}) && trimmed {
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

// ErrToken is the error of every [TokenError], for errors.Is.
var ErrToken = failure.Sentinel(failure.Invalid, "feed.ErrToken", "not a token of the feed")

// A TokenError says that a text is no token, or that a token is not of this account: its place
// is after all events. errors.Is(err, [ErrToken]) holds.
type TokenError struct {
	Token string `json:"token,omitzero"`
}

var _ = failure.Register[*TokenError]("feed.TokenError")

// Error repeats the text.
func (e *TokenError) Error() string {
	return fmt.Sprintf("%.80q is no token of this feed: begin anew", e.Token)
}

// Unwrap returns [ErrToken].
func (e *TokenError) Unwrap() error { return ErrToken }
