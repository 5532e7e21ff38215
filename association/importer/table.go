package importer

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxCell is the greatest size of a cell that is read, in bytes, inclusive. Columns
// that no mapping names may hold more, within [MaxRow].
const MaxCell = 64 << 10

// A table reads the wanted columns of Rows. It finds them by their headers.
type table struct {
	file    string // the file's name, for errors
	rows    Rows
	headers []string
	wanted  []column // the columns of the cells that next returns
}

// readHeader reads the first row, without the space around the cells.
func (t *table) readHeader() error {
	first, err := t.rows.Read()
	fail := func(reason string) error {
		return &FileError{File: t.file, Sheet: first.Sheet, Line: first.Line, Reason: reason}
	}
	switch {
	case err == io.EOF:
		return fail("the file is empty: its first row names the columns")
	case err != nil:
		return t.withFile(err)
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

// withFile sets the name of the file in an error of the file's reader, which does not know the
// name.
func (t *table) withFile(err error) error {
	if file := (*FileError)(nil); errors.As(err, &file) {
		file.File = t.file
	}
	return err
}

// findColumns returns the columns with the index of their headers in the file. Every header
// must be there exactly once: with two of them either could be meant.
func (t *table) findColumns(wanted []column) ([]column, error) {
	var found []column
	for _, c := range wanted {
		c.header = strings.TrimSpace(c.header)
		times := 0
		for _, h := range t.headers {
			if h == c.header {
				times++
			}
		}
		if times != 1 {
			return nil, &HeaderError{File: t.file, Header: c.header, Times: times, Present: t.headers}
		}
		c.index = slices.Index(t.headers, c.header)
		found = append(found, c)
	}
	return found, nil
}

// next reads the next row into r, whose cells have a place for each wanted column. After the
// last row the error is io.EOF.
func (t *table) next(r *row) error {
	read, err := t.rows.Read()
	r.sheet, r.line = read.Sheet, read.Line
	if err != nil {
		return t.withFile(err)
	}
	r.columns = t.wanted
	clear(r.cells)
	if read.Cells == nil && len(read.Faults) > 0 {
		for _, f := range read.Faults {
			r.faults = append(r.faults, fault{kind: f.Kind, column: t.column(f.Column - 1), err: f.Err})
		}
		return nil
	}
	for i, c := range t.wanted {
		if c.index < len(read.Cells) {
			r.set(i, read.Cells[c.index])
		}
		for _, f := range read.Faults {
			if f.Column == c.index+1 {
				r.addFault(f.Kind, i, f.Err)
			}
		}
	}
	if r.valid() && len(read.Cells) != len(t.headers) {
		r.addRowFault(ColumnCount, fmt.Errorf("%d cells: the header has %d", len(read.Cells), len(t.headers)))
	}
	return nil
}

// column returns the column of an index. A broken row may have more columns than the
// header; such a column has no name.
func (t *table) column(index int) column {
	if index >= 0 && index < len(t.headers) {
		return column{header: t.headers[index], index: index}
	}
	return column{index: index}
}
