package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxCell is the greatest size of a cell that is read, in bytes, inclusive. Columns
// that no mapping names may hold more.
const MaxCell = 64 << 10

// The bounds of a header row, both inclusive: its size in bytes, and its columns,
// which are as many as a spreadsheet has.
const (
	maxHeader  = 1 << 20
	maxColumns = 1 << 14
)

// ErrFile is what every [FileError] is, for errors.Is.
var ErrFile = errors.New("not a readable CSV file")

// A FileError says why nothing behind a line can be read. Rows before it were
// imported. errors.Is(err, [ErrFile]) holds.
type FileError struct {
	Line   int // from 1
	Reason string
}

// Error names the line and the reason.
func (e *FileError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Is reports whether target is [ErrFile].
func (e *FileError) Is(target error) bool { return target == ErrFile }

// A table reads the rows of a CSV file as encoding/csv does, but in bounded memory:
// it keeps the cells that are wanted, and of these no more than fits, where
// encoding/csv gathers a row whatever its size. It goes on behind a bad row.
type table struct {
	in    *bufio.Reader
	comma byte
	line  int   // of the next byte, from 1
	err   error // why there is no next byte

	headers []string
	wanted  []column // the cells to keep; nil: all
	keep    []bool   // by column, whether it is wanted
	max     int      // the most bytes of a kept cell

	text  []byte // the kept cells of the row, one behind the other
	spans []span // by kept column, in the order of the file
	cells int    // how many the row has so far, the present one included
	start int    // of the present cell in text
	flaws []fault
}

// A span is where the cell of a column lies in the text.
type span struct{ column, from, to int }

// open returns the table that r holds, behind its byte order mark.
func open(r io.Reader, comma byte) (*table, error) {
	t := &table{in: bufio.NewReaderSize(r, 64<<10), comma: comma, line: 1, max: maxHeader}
	begin, _ := t.in.Peek(3) // an error comes again when the row is read
	switch {
	case bytes.Equal(begin, []byte("\xef\xbb\xbf")):
		_, _ = t.in.Discard(len(begin))
	case bytes.HasPrefix(begin, []byte("\xff\xfe")), bytes.HasPrefix(begin, []byte("\xfe\xff")):
		return nil, &FileError{Line: 1, Reason: "the file is UTF-16: save it as UTF-8"}
	}
	return t, nil
}

// header reads the first row, without the space around its cells.
func (t *table) header() ([]string, error) {
	line, err := t.scan()
	switch {
	case err == io.EOF:
		return nil, &FileError{Line: line, Reason: "the file is empty: its first row names the columns"}
	case err != nil:
		return nil, err
	case len(t.flaws) > 0:
		return nil, &FileError{Line: line, Reason: fmt.Sprintf("the header row cannot be read: column %d: %s", t.flaws[0].place.index+1, t.flaws[0].kind)}
	}
	for _, s := range t.spans {
		t.headers = append(t.headers, strings.TrimSpace(string(t.text[s.from:s.to])))
	}
	return t.headers, nil
}

// take says which cells later rows are read for.
func (t *table) take(wanted []column) {
	t.wanted, t.max, t.keep = wanted, MaxCell, make([]bool, len(t.headers))
	for _, c := range wanted {
		t.keep[c.index] = true
	}
}

// next reads the next row into r, whose cells have one place for each wanted column
// and are stripped of the space around them. Behind the last row the error is io.EOF.
func (t *table) next(r *row) error {
	line, err := t.scan()
	if err != nil {
		return err
	}
	r.line, r.columns = line, t.wanted
	text := string(t.text)
	for i, c := range t.wanted {
		r.cells[i] = ""
		for _, s := range t.spans {
			if s.column == c.index {
				r.cells[i] = strings.TrimSpace(text[s.from:s.to])
			}
		}
	}
	if r.faults = append(r.faults, t.flaws...); r.good() && t.cells != len(t.headers) {
		r.blameRow(ColumnCount, fmt.Errorf("%d cells: the header has %d", t.cells, len(t.headers)))
	}
	return nil
}

// scan reads one row that is not a blank line, and returns the line where it begins.
func (t *table) scan() (int, error) {
	for {
		line := t.line
		blank := t.row()
		switch {
		case t.err != nil && (t.err != io.EOF || blank):
			return line, t.err
		case !blank:
			return line, nil
		}
	}
}

// row reads to the end of a row and reports whether it was a blank line.
func (t *table) row() (blank bool) {
	t.text, t.spans, t.flaws, t.cells = t.text[:0], t.spans[:0], nil, 0
	for more := true; more; {
		t.cells++
		t.start = len(t.text)
		blank, more = t.cell()
		blank = blank && t.cells == 1
		t.finish()
	}
	return blank
}

// cell reads one cell and what ends it. It reports whether it was nothing but the end
// of the line, and whether more cells follow.
func (t *table) cell() (nothing, more bool) {
	c := t.byte()
	switch c {
	case '"':
		return false, t.quoted()
	case '\n':
		return true, false
	}
	for ; c != '\n'; c = t.byte() {
		switch c {
		case t.comma:
			return false, true
		case '"':
			t.stray()
			return false, false
		}
		t.put(c)
	}
	return false, false
}

// quoted reads the rest of a cell behind its first quote.
func (t *table) quoted() (more bool) {
	opened := t.line
	for {
		c := t.byte()
		if t.err != nil {
			if t.err == io.EOF {
				t.err = &FileError{Line: opened, Reason: fmt.Sprintf("the quote that opens the cell in column %d is never closed: nothing behind it can be read", t.cells)}
			}
			return false
		}
		if c == '"' {
			switch c = t.byte(); c {
			case t.comma:
				return true
			case '\n':
				return false
			case '"':
			default:
				t.stray()
				return false
			}
		}
		t.put(c)
	}
}

// stray notes a quote that should not be there and drops the rest of the line, which
// cannot be told into cells.
func (t *table) stray() {
	t.flaw(StrayQuote)
	for t.byte() != '\n' {
	}
}

// put adds a byte to the present cell, if it is wanted and has room.
func (t *table) put(c byte) {
	switch {
	case t.keep != nil && (t.cells > len(t.keep) || !t.keep[t.cells-1]):
	case len(t.text)-t.start < t.max && len(t.text) < maxHeader:
		t.text = append(t.text, c)
	case len(t.flaws) == 0:
		t.flaw(TooLarge)
	}
}

// finish notes where the cell is that was read.
func (t *table) finish() {
	if t.keep != nil && (t.cells > len(t.keep) || !t.keep[t.cells-1]) {
		return
	}
	if len(t.spans) == maxColumns {
		if len(t.flaws) == 0 {
			t.flaw(ColumnCount)
		}
		return
	}
	t.spans = append(t.spans, span{t.cells - 1, t.start, len(t.text)})
	if len(t.flaws) == 0 && !utf8.Valid(t.text[t.start:]) {
		t.flaw(NotUTF8)
	}
}

// flaw notes what is wrong with the present cell.
func (t *table) flaw(kind Kind) {
	place := column{index: t.cells - 1}
	if t.cells <= len(t.headers) {
		place.header = t.headers[t.cells-1]
	}
	t.flaws = append(t.flaws, fault{kind: kind, place: place, value: cut(string(t.text[t.start:]))})
}

// byte reads one byte. The end of a line is a newline, with or without a carriage
// return before it, and so is the end of the file.
func (t *table) byte() byte {
	if t.err != nil {
		return '\n'
	}
	c, err := t.in.ReadByte()
	if c == '\r' && err == nil {
		switch next, peek := t.in.Peek(1); {
		case peek == io.EOF:
			_, err = t.in.ReadByte()
		case len(next) == 1 && next[0] == '\n':
			c, err = t.in.ReadByte()
		}
	}
	if err != nil {
		t.err = err
		return '\n'
	}
	if c == '\n' {
		t.line++
	}
	return c
}
