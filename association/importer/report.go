package importer

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A Progress says how far an import has come and what became of the rows so far. It
// is a plain value to store, and where [Options.Resume] goes on. Every row is counted
// as Created, Changed, Unchanged, Skipped or Failed; one of several pairs as the first of
// Failed, Created, Changed and Skipped that is true of any of them. Rows of [Details] are
// not counted.
type Progress struct {
	ID   history.OperationID // the group of the events written
	Rows int                 // done; the header and blank lines are none
	Line int                 // where the last of them begins, from 1; 0: none

	Created   int // a link came to stand
	Changed   int // a standing link got labels, or a mark
	Unchanged int // all was so already
	Skipped   int // the record has all the activities that it may have
	Failed    int // wrong or refused: nothing was written, of a refused pair where a row has several

	Repeated   int // rows whose mapped cells are those of an earlier row: no error
	ErrorCount int // what was wrong with the failed rows and with Details; one row may have several errors
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
	// Errors are the first errors of this run, those of [Details] before those of the
	// rows, by line, at most [Options.MaxErrors]; ErrorCount counts all.
	Errors []RowError
}

// A RowError says what is wrong with one row, or why it was refused.
type RowError struct {
	File   string      // [Options.File], or that of the [Details]
	Sheet  string      // of a workbook; empty where files have none
	Line   int         // where the row begins, from 1; line ends within quotes count
	Column int         // from 1; 0: the row as a whole
	Header string      // of the column
	Type   record.Type // of the records whose keys the column has; empty: it has none
	Value  string      // the cell, or the label in it; cut when it is long
	Kind   Kind
	Err    error // the reason, such as a label.Error or csv.ErrQuote; nil: the kind says all
}

// Error reads: line 17, column 5 (Association label), "Cheir": the reason.
//
// In a sheet it reads: sheet "People", cell E17 (Association label), "Cheir": the reason.
//
// Without a reason it ends with the kind.
func (e *RowError) Error() string {
	var b strings.Builder
	writePlace(&b, e.File, e.Sheet)
	switch {
	case e.Column == 0:
		fmt.Fprintf(&b, "line %d", e.Line)
	case e.Sheet != "":
		fmt.Fprintf(&b, "cell %s (%s)", e.Cell(), cut(e.Header))
	default:
		fmt.Fprintf(&b, "line %d, column %d (%s)", e.Line, e.Column, cut(e.Header))
	}
	if e.Value != "" {
		fmt.Fprintf(&b, ", %q", e.Value)
	}
	if e.Err != nil {
		return b.String() + ": " + e.Err.Error()
	}
	return b.String() + ": " + e.Kind.String()
}

// Cell returns the place as spreadsheets call it, such as "E17"; without a column "17".
func (e *RowError) Cell() string {
	letters := ""
	for n := e.Column; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return fmt.Sprint(letters, e.Line)
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
