package importer

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A Progress says how far an import has come, and what happened to the rows so far. A Progress
// is a plain value that can be stored, and [Options.Resume] takes it. Every row is counted
// once, as Created, Changed, Unchanged, Skipped or Failed. A row with several pairs is counted
// as the first of Failed, Created, Changed and Skipped that holds for any of its pairs. Rows of
// [Details] are not counted.
type Progress struct {
	ID   history.OperationID `json:"id,omitzero"`   // the group of the events that the import wrote
	Rows int                 `json:"rows,omitzero"` // that are done; the header and blank lines do not count
	Line int                 `json:"line,omitzero"` // where the last of them begins, from 1; 0: no row is done

	Created   int `json:"created,omitzero"`   // a link was made
	Changed   int `json:"changed,omitzero"`   // a link that existed got labels, or a mark
	Unchanged int `json:"unchanged,omitzero"` // nothing had to be done
	Skipped   int `json:"skipped,omitzero"`   // a record is at its activity sum
	Failed    int `json:"failed,omitzero"`    // wrong or refused: nothing was written for the row, or for its refused pairs if it has several

	Repeated   int `json:"repeated,omitzero"`   // rows with the same mapped cells as an earlier row; this is no error
	ErrorCount int `json:"errorCount,omitzero"` // errors of the failed rows and of Details; a row may have several

	// Begun is the outcome of the pairs of the next row that were done before the store failed:
	// Created, Changed or Skipped. None: no pair was done, or those that were changed nothing.
	// A resumed import counts the row with this outcome.
	Begun association.Outcome `json:"begun,omitzero"`
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

// count counts a row that was decided.
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

// A Report says what an import did, or, after a dry run, what it would do.
type Report struct {
	Progress
	// Errors are the first errors of this run, at most [Options.MaxErrors]: first the
	// errors of [Details], then those of the rows, by line. ErrorCount counts all.
	Errors []RowError `json:"errors,omitzero"`
}

// A RowError says what is wrong with a row, or why the graph refused the row.
type RowError struct {
	File   string      `json:"file,omitzero"`   // [Options.File], or the File of the [Details]
	Sheet  string      `json:"sheet,omitzero"`  // of a workbook; empty for other files
	Line   int         `json:"line,omitzero"`   // where the row begins, from 1; line ends within quotes count too
	Column int         `json:"column,omitzero"` // from 1; 0: the row as a whole
	Header string      `json:"header,omitzero"` // of the column
	Type   record.Type `json:"type,omitzero"`   // of the records whose keys are in the column; empty: a column without keys
	Value  string      `json:"value,omitzero"`  // the cell, or the label in it; cut if too long
	Kind   Kind        `json:"kind,omitzero"`
	Err    error       `json:"-"` // the reason, such as a label.Error or csv.ErrQuote; nil: the kind says all
}

var _ = failure.Register[*RowError]("importer.RowError")

// Error reads: line 17, column 5 (Association label), "Cheir": the reason. Without a reason the
// kind follows. In a workbook it begins: sheet "People", cell E17 (Association label).
func (e *RowError) Error() string {
	var b strings.Builder
	writeFile(&b, e.File, e.Sheet)
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

// Cell returns the place as spreadsheets name it, such as "E17", or "17" for a whole row.
func (e *RowError) Cell() string {
	letters := ""
	for n := e.Column; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return fmt.Sprint(letters, e.Line)
}

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }
