package importer

import (
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/internal/enum"
)

var kindWords = enum.New[Kind]("kind of error", "other", "columnCount", "strayQuote", "notUtf8", "tooLarge", "missingValue",
	"badIdentifier", "recordNotFound", "ambiguous", "recordDeleted", "sameRecord", "labelNotFound", "wrongDirection",
	"labelConflict", "primaryTaken", "limitExceeded", "notInSubscription", "duplicateKey", "badDetails", "unreadable")

// MarshalText implements [encoding.TextMarshaler] with a word such as labelNotFound.
func (k Kind) MarshalText() ([]byte, error) { return kindWords.Marshal(k) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (k *Kind) UnmarshalText(text []byte) error { return kindWords.Unmarshal(text, k) }

// rowErrorDocument is RowError without its methods.
type rowErrorDocument RowError

// MarshalJSON implements [json.Marshaler] with the fields and, as "error", the reason.
func (e RowError) MarshalJSON() ([]byte, error) { return failure.Marshal((*rowErrorDocument)(&e), e.Err) }

// UnmarshalJSON implements [json.Unmarshaler].
func (e *RowError) UnmarshalJSON(data []byte) (err error) {
	e.Err, err = failure.Unmarshal(data, (*rowErrorDocument)(e))
	return err
}
