package importer

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
)

// A Progress says how far an import has come and what became of the rows so far. It
// is a plain value to store, and where [Options.Resume] goes on. Every row is counted
// as Created, Changed, Unchanged, Skipped or Failed.
type Progress struct {
	ID   history.OperationID // the group of the events written
	Rows int                 // done; the header and blank lines are none
	Line int                 // where the last of them begins, from 1; 0: none

	Created   int // a link came to stand
	Changed   int // a standing link got labels, or a mark
	Unchanged int // all was so already
	Skipped   int // the record has all the activities that it may have
	Failed    int // wrong or refused: nothing was written

	Repeated   int // rows whose mapped cells are those of an earlier row: no error
	ErrorCount int // what was wrong with the failed rows; one row may have several errors
}

// String returns the counts in words, as in "3 rows: 2 created, 1 failed".
func (p Progress) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows", p.Rows)
	sep := ": "
	for _, c := range []struct {
		n    int
		word string
	}{
		{p.Created, "created"}, {p.Changed, "changed"}, {p.Unchanged, "unchanged"}, {p.Skipped, "skipped"},
		{p.Failed, "failed"}, {p.Repeated, "repeated"},
	} {
		if c.n > 0 {
			fmt.Fprintf(&b, "%s%d %s", sep, c.n, c.word)
			sep = ", "
		}
	}
	return b.String()
}

// count adds a row that was decided.
func (p *Progress) count(outcome association.Outcome) {
	switch outcome {
	case association.Created:
		p.Created++
	case association.Changed:
		p.Changed++
	case association.Skipped:
		p.Skipped++
	default:
		p.Unchanged++
	}
}

// A Report says what an import did, or of a dry run what it would do.
type Report struct {
	Progress
	// Errors are the first errors of this run, by line, at most
	// [Options.MaxErrors]; ErrorCount counts all.
	Errors []RowError
}

// A RowError says what is wrong with one row, or why it was refused.
type RowError struct {
	Line   int    // where the row begins, from 1; line ends within quotes count
	Column int    // from 1; 0: the row as a whole
	Header string // of the column
	Value  string // the cell, or the label in it; cut when it is long
	Kind   Kind
	Err    error // the reason, such as a label.Error or csv.ErrQuote; nil: the kind says all
}

// Error reads: line 17, column 5 (Association label), "Cheir": the reason, or the kind
// where that says all.
func (e *RowError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d", e.Line)
	if e.Column > 0 {
		fmt.Fprintf(&b, ", column %d (%s)", e.Column, cut(e.Header))
	}
	if e.Value != "" {
		fmt.Fprintf(&b, ", %q", e.Value)
	}
	if e.Err != nil {
		return b.String() + ": " + e.Err.Error()
	}
	return b.String() + ": " + e.Kind.String()
}

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// maxValue is how many bytes of a cell an error quotes.
const maxValue = 100

// cut returns at most the beginning of a value, as valid UTF-8.
func cut(value string) string {
	if len(value) > maxValue {
		value = value[:maxValue] + "..."
	}
	return strings.ToValidUTF8(value, "\uFFFD")
}
