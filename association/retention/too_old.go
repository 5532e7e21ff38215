package retention

import (
	"fmt"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// ErrTooOld is the error of every [TooOldError], for errors.Is.
var ErrTooOld = failure.Sentinel(failure.Expired, "retention.ErrTooOld", "history is not kept so long")

// A TooOldError says that the history which an answer needs may have been dropped.
// errors.Is(err, [ErrTooOld]) holds.
type TooOldError struct {
	At    record.Time `json:"at,omitzero"`    // the time of the question; zero: the question had a token
	Token string      `json:"token,omitzero"` // the text of the feed's token after which to go on, else empty
	Since record.Time `json:"since,omitzero"` // every event of this time or later is kept
}

var _ = failure.Register[*TooOldError]("retention.TooOldError")

// Error names the time or the token, and the time since when history is whole.
func (e *TooOldError) Error() string {
	asked := "token " + e.Token
	if e.Token == "" {
		asked = Stamp(e.At)
	}
	return fmt.Sprintf("%s is too old: history is whole since %s, ask about a later time", asked, Stamp(e.Since))
}

// Unwrap returns [ErrTooOld].
func (e *TooOldError) Unwrap() error { return ErrTooOld }

// Stamp returns a time as errors show it: RFC 3339 in UTC.
func Stamp(at record.Time) string { return at.String() }
