package importer

import (
	"bytes"
	"encoding/csv"
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
var ErrFile = errors.New("not a readable CSV file")

// A FileError says why nothing from a line on can be read. Rows before it were
// imported. errors.Is(err, [ErrFile]) holds.
type FileError struct {
	Line   int // from 1; where the row begins that cannot be read
	Reason string
}

// Error names the line and the reason.
func (e *FileError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Is reports whether target is [ErrFile].
func (e *FileError) Is(target error) bool { return target == ErrFile }

// A table reads the rows of a CSV file as encoding/csv does, and goes on behind a bad
// row. It holds one row at a time, and no more of it than [MaxRow].
type table struct {
	in      *bound
	csv     *csv.Reader
	comma   rune
	headers []string
	wanted  []column // the cells that rows are read for
}

// open returns the table that r holds, behind its byte order mark.
func open(r io.Reader, comma rune) (*table, error) {
	t := &table{in: newBound(r, MaxRow), comma: comma}
	begin, _ := t.in.in.Peek(3) // an error comes again when the row is read
	switch {
	case bytes.Equal(begin, []byte("\xef\xbb\xbf")):
		_, _ = t.in.in.Discard(len(begin))
	case bytes.HasPrefix(begin, []byte("\xff\xfe")), bytes.HasPrefix(begin, []byte("\xfe\xff")):
		return nil, &FileError{Line: 1, Reason: "the file is UTF-16: save it as UTF-8"}
	}
	t.restart()
	return t, nil
}

// restart reads what follows with a new csv.Reader: what one does behind an error of its
// file is not documented, and it keeps the memory that a huge row took.
func (t *table) restart() {
	t.csv = csv.NewReader(t.in)
	t.csv.Comma, t.csv.FieldsPerRecord, t.csv.ReuseRecord = t.comma, -1, true
}

// header reads the first row, without the space around its cells.
func (t *table) header() ([]string, error) {
	var r row
	cells, err := t.read(&r)
	switch {
	case err == io.EOF:
		return nil, &FileError{Line: r.line, Reason: "the file is empty: its first row names the columns"}
	case err != nil:
		return nil, err
	case !r.good():
		return nil, &FileError{Line: r.line, Reason: fmt.Sprintf("the header row cannot be read: %s", r.faults[0].err)}
	}
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			return nil, &FileError{Line: r.line, Reason: fmt.Sprintf("the header row cannot be read: column %d: %s", i+1, NotUTF8)}
		}
		t.headers = append(t.headers, strings.TrimSpace(cell))
	}
	return t.headers, nil
}

// next reads the next row into r, whose cells have one place for each wanted column
// and are stripped of the space around them. Behind the last row the error is io.EOF.
func (t *table) next(r *row) error {
	cells, err := t.read(r)
	if err != nil {
		return err
	}
	r.columns = t.wanted
	clear(r.cells)
	if !r.good() {
		return nil
	}
	for i, c := range t.wanted {
		if c.index < len(cells) {
			r.set(i, cells[c.index])
		}
	}
	if r.good() && len(cells) != len(t.headers) {
		r.blameRow(ColumnCount, fmt.Errorf("%d cells: the header has %d", len(cells), len(t.headers)))
	}
	return nil
}

// read reads one row, notes where it begins, and returns its cells, which stand until
// the next row is read. A row that cannot be told into cells gets a fault and has none;
// the next row then begins behind the line where that was found.
func (t *table) read(r *row) ([]string, error) {
	r.line = t.in.begin()
	cells, err := t.csv.Read()
	if t.in.err == errFull {
		t.in.skip()
		t.restart()
	}
	switch {
	case t.in.err == errFull:
		r.blameRow(TooLarge, t.in.full(r.line))
	case t.in.err != nil && t.in.err != io.EOF: // what was read before it may be half a row
		return nil, t.in.err
	case err == nil || err == io.EOF:
		return cells, err
	case t.in.err == io.EOF:
		return nil, &FileError{Line: r.line, Reason: fmt.Sprintf("the quote that opens the cell in column %d is never closed: nothing behind it can be read", len(cells)+1)}
	default:
		r.faults = append(r.faults, fault{kind: StrayQuote, place: t.place(len(cells)), err: stray(r.line, err)})
	}
	return nil, nil
}

// place returns the column of the given index, which the header may not have.
func (t *table) place(index int) column {
	if index < len(t.headers) {
		return column{t.headers[index], index}
	}
	return column{index: index}
}

// stray says where the quote is that should not be there. Its reason is that of
// encoding/csv, whose own lines count from where the present csv.Reader began.
func stray(line int, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	return fmt.Errorf("byte %d of line %d: %w", parse.Column, line+parse.Line-parse.StartLine, parse.Err)
}
