package retention

import (
	"errors"
	"fmt"
	"time"
)

// ErrTooOld is the error of every [TooOldError], for errors.Is.
var ErrTooOld = errors.New("history is not kept so long")

// A TooOldError says that the history which an answer needs may have been dropped.
// errors.Is(err, [ErrTooOld]) holds.
type TooOldError struct {
	At    int64  // the time of the question, Unix nanoseconds; zero: the question had a token
	Token string // the text of the feed's token after which to go on, else empty
	Since int64  // every event of this time or later is kept, Unix nanoseconds
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

// Stamp returns a time in Unix nanoseconds as errors show it: RFC 3339 in UTC.
func Stamp(at int64) string { return time.Unix(0, at).UTC().Format(time.RFC3339Nano) }
