package association

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Cursor is the place where a page of a read begins. A page has the cursor of the next page;
// the zero Cursor is the beginning, and as the Next of a page the end. Cursors are comparable.
//
// A cursor belongs to one account and to one question: the read, its records and types, scope
// and order. Any other question answers it with a [CursorError], before it reads anything of
// the account but its number. The size of the page is not part of the question. The record,
// link or event at the cursor need not exist any more.
//
// The text of a cursor is opaque, stays valid as long as the account exists, and can be sent to
// clients: it consists of letters, digits, "-" and "_". It is not encrypted, and has the id of
// the last record of the page. A client that forges a cursor reaches another place of a
// question that it may ask anyway, and nothing else.
type Cursor struct {
	question uint64 // the fingerprint of the account and of the question
	place    place
}

// A place is what a cursor says about the last row of a page. Each read uses some fields.
type place struct {
	key     limits.Key       // of a report: the limit
	of      record.ID        // of a walk: the record of the first type
	id      record.ID        // the record at the other end; of a report the record
	created record.Time      // of links by age: when the link began
	event   storage.Position // of a history
}

// IsZero reports whether the cursor is the beginning or the end.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// String returns the text form, which [ParseCursor] reads; that of the zero Cursor is empty.
func (c Cursor) String() string { return string(c.encoded()) }

// MarshalText implements [encoding.TextMarshaler] with the text form.
func (c Cursor) MarshalText() ([]byte, error) { return c.encoded(), nil }

// UnmarshalText implements [encoding.TextUnmarshaler], see [ParseCursor].
func (c *Cursor) UnmarshalText(text []byte) error {
	parsed, err := ParseCursor(string(text))
	if err == nil {
		*c = parsed
	}
	return err
}

// ParseCursor reads the text form of a cursor. Any other text, such as a damaged one, is a
// [CursorError]. The read that gets the cursor finds out whether it belongs to its question.
func ParseCursor(text string) (Cursor, error) {
	c, legal := decodeCursor(text)
	if !legal {
		return Cursor{}, &CursorError{Cursor: shortened(text), Reason: "is not the text of a cursor"}
	}
	return c, nil
}

// ErrCursor is the error of every [CursorError], for errors.Is.
var ErrCursor = failure.Sentinel(failure.Invalid, "association.ErrCursor", "not a cursor of this question")

// A CursorError says that a text is no cursor, or that a cursor belongs to another question or
// to another account. errors.Is(err, [ErrCursor]) holds.
type CursorError struct {
	Cursor string `json:"cursor,omitzero"` // the text, at most its first 80 bytes
	Reason string `json:"reason,omitzero"`
}

var _ = failure.Register[*CursorError]("association.CursorError")

// Error reads: cursor "x" is not the text of a cursor: begin with the first page.
func (e *CursorError) Error() string {
	return fmt.Sprintf("cursor %q %s: begin with the first page", e.Cursor, e.Reason)
}

// Unwrap returns [ErrCursor].
func (e *CursorError) Unwrap() error { return ErrCursor }

// shortened returns the part of a cursor's text that an error shows.
func shortened(text string) string { return text[:min(len(text), 80)] }

// checkCursor returns a [CursorError] if the cursor belongs to another question or account.
func checkCursor(ctx context.Context, source question.Source, c Cursor, asked fingerprint) error {
	if c.IsZero() {
		return nil
	}
	account, err := source.Account(ctx)
	if err == nil && c.question != asked.in(account) {
		err = &CursorError{Cursor: shortened(c.String()), Reason: "belongs to another question or account"}
	}
	return err
}

// cursorOf returns the cursor of a place in the answer to a question.
func cursorOf(ctx context.Context, source question.Source, asked fingerprint, at place) (Cursor, error) {
	account, err := source.Account(ctx)
	return Cursor{asked.in(account), at}, err
}

// checkPageSize returns the number of rows that a page may have, if it was given as 0 to
// [storage.MaxPage]: 0 is the default.
func checkPageSize(rows int, of string) (int, error) {
	if rows == 0 {
		return defaultMax, nil
	}
	if rows < 0 || rows > storage.MaxPage {
		return rows, fmt.Errorf("%w: a page of %d %s: ask for 1 to %d", storage.ErrInvalid, rows, of, storage.MaxPage)
	}
	return rows, nil
}
