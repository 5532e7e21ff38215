package importer

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxCell is the greatest size of a cell that is read, in bytes, inclusive. Columns
// that no mapping names may hold more, within [MaxRow].
const MaxCell = 64 << 10

// ErrFile is what every [FileError] is, for errors.Is.
var ErrFile = errors.New("not a readable file")

// A FileError says why nothing from a line on can be read. Rows before it were
// imported. errors.Is(err, [ErrFile]) holds.
type FileError struct {
	File   string // its name, where one was given
	Sheet  string // of a workbook
	Line   int    // from 1; where the row begins that cannot be read; 0: the file as a whole
	Reason string
}

// Error names the file, the line and the reason.
func (e *FileError) Error() string {
	var b strings.Builder
	writePlace(&b, e.File, e.Sheet)
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	return b.String() + e.Reason
}

// Is reports whether target is [ErrFile].
func (e *FileError) Is(target error) bool { return target == ErrFile }

// writePlace writes the names of a file and a sheet, as far as there are any.
func writePlace(b *strings.Builder, file, sheet string) {
	if file != "" {
		b.WriteString(cut(file) + ": ")
	}
	if sheet != "" {
		fmt.Fprintf(b, "sheet %q, ", cut(sheet))
	}
}

// A table finds columns of its rows by their headers.
type table struct {
	file    string // its name
	rows    Rows
	headers []string
	wanted  []column // the cells that rows are read for
}

// header reads the first row, without the space around its cells.
func (t *table) header() error {
	first, err := t.rows.Read()
	fail := func(reason string) error {
		return &FileError{File: t.file, Sheet: first.Sheet, Line: first.Line, Reason: reason}
	}
	switch {
	case err == io.EOF:
		return fail("the file is empty: its first row names the columns")
	case err != nil:
		return t.named(err)
	case len(first.Faults) > 0:
		f := first.Faults[0]
		if f.Err == nil {
			f.Err = errors.New(f.Kind.String())
		}
		return fail(fmt.Sprintf("the header row cannot be read: %s", f.Err))
	}
	for i, cell := range first.Cells {
		if !utf8.ValidString(cell) {
			return fail(fmt.Sprintf("the header row cannot be read: column %d: %s", i+1, NotUTF8))
		}
		t.headers = append(t.headers, strings.TrimSpace(cell))
	}
	return nil
}

// named puts the name of the file into an error of its reader.
func (t *table) named(err error) error {
	if file := (*FileError)(nil); errors.As(err, &file) {
		file.File = t.file
	}
	return err
}

// next reads the next row into r, whose cells have one place for each wanted column
// and are stripped of the space around them. Behind the last row the error is io.EOF.
func (t *table) next(r *row) error {
	read, err := t.rows.Read()
	r.sheet, r.line = read.Sheet, read.Line
	if err != nil {
		return t.named(err)
	}
	r.columns = t.wanted
	clear(r.cells)
	if read.Cells == nil && len(read.Faults) > 0 {
		for _, f := range read.Faults {
			r.faults = append(r.faults, fault{kind: f.Kind, place: t.place(f.Column - 1), err: f.Err})
		}
		return nil
	}
	for i, c := range t.wanted {
		if c.index < len(read.Cells) {
			r.set(i, read.Cells[c.index])
		}
		for _, f := range read.Faults {
			if f.Column == c.index+1 {
				r.blame(f.Kind, i, f.Err)
			}
		}
	}
	if r.good() && len(read.Cells) != len(t.headers) {
		r.blameRow(ColumnCount, fmt.Errorf("%d cells: the header has %d", len(read.Cells), len(t.headers)))
	}
	return nil
}

// place returns the column of the given index, which the header may not have.
func (t *table) place(index int) column {
	if index >= 0 && index < len(t.headers) {
		return column{header: t.headers[index], index: index}
	}
	return column{index: index}
}
