package retention

import (
	"errors"
	"fmt"

	"github.com/relata-go/relata/record"
)

// ErrTooOld is the error of every [TooOldError], for errors.Is.
var ErrTooOld = errors.New("history is not kept so long")

// A TooOldError says that the history which an answer needs may have been dropped.
// errors.Is(err, [ErrTooOld]) holds.
type TooOldError struct {
	At    record.Time // the time of the question; zero: the question had a token
	Token string      // the text of the feed's token after which to go on, else empty
	Since record.Time // every event of this time or later is kept
}

// Error names the time or the token, and the time since when history is whole.
func (e *TooOldError) Error() string {
	asked := "token " + e.Token
	if e.Token == "" {
		asked = Stamp(e.At)
	}
	return fmt.Sprintf("%s is too old: history is whole since %s, ask about a later time", asked, Stamp(e.Since))
}

// Is reports whether target is [ErrTooOld].
func (e *TooOldError) Is(target error) bool { return target == ErrTooOld }

// Stamp returns a time as errors show it: RFC 3339 in UTC.
func Stamp(at record.Time) string { return at.String() }
