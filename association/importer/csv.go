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

// A csvRows reads the rows of a CSV file as encoding/csv does, and goes on after a bad
// row. It holds one row at a time, and no more of it than [MaxRow].
type csvRows struct {
	in     *bound
	csv    *csv.Reader // nil: nothing was read yet
	comma  rune
	faults [1]Fault
}

// CSV returns the rows of the CSV file that r holds, without its byte order mark. comma
// separates cells, see [Options.Comma]; zero is the comma.
func CSV(r io.Reader, comma rune) Rows {
	if comma == 0 {
		comma = ','
	}
	return &csvRows{in: newBound(r, MaxRow), comma: comma}
}

// isComma reports whether csv.Reader takes a character as its Comma.
func isComma(comma rune) bool {
	return utf8.ValidRune(comma) && !strings.ContainsRune("\"\r\n\uFFFD", comma)
}

// open looks at how the file begins.
func (c *csvRows) open() error {
	if !isComma(c.comma) {
		return fmt.Errorf("%w: %q does not separate cells: use another character", ErrMapping, c.comma)
	}
	begin, _ := c.in.in.Peek(3) // an error comes again when the row is read
	switch {
	case bytes.Equal(begin, []byte("\xef\xbb\xbf")):
		_, _ = c.in.in.Discard(len(begin))
	case bytes.HasPrefix(begin, []byte("\xff\xfe")), bytes.HasPrefix(begin, []byte("\xfe\xff")):
		return &FileError{Line: 1, Reason: "the file is UTF-16: save it as UTF-8"}
	case bytes.Equal(begin, []byte("PK\x03")):
		return &FileError{Line: 1, Reason: "the file is an archive and no CSV: read a workbook by package importer/xlsx"}
	}
	c.restart()
	return nil
}

// restart reads what follows with a new csv.Reader: what one does after an error of its
// file is not documented, and it keeps the memory that a huge row took.
func (c *csvRows) restart() {
	c.csv = csv.NewReader(c.in)
	c.csv.Comma, c.csv.FieldsPerRecord, c.csv.ReuseRecord = c.comma, -1, true
}

// Read implements [Rows]. A row that cannot be told into cells gets a fault and has
// none; the next row then begins after the line where that was found.
func (c *csvRows) Read() (Row, error) {
	if c.csv == nil {
		if err := c.open(); err != nil {
			return Row{Line: 1}, err
		}
	}
	row := Row{Line: c.in.begin()}
	cells, err := c.csv.Read()
	if c.in.err == errFull {
		c.in.skip()
		c.restart()
	}
	switch {
	case c.in.err == errFull:
		row.Faults = c.fault(Fault{Kind: TooLarge, Err: c.in.full(row.Line)})
	case c.in.err != nil && c.in.err != io.EOF: // what was read before it may be half a row
		return row, c.in.err
	case err == nil || err == io.EOF:
		row.Cells = cells
		return row, err
	case c.in.err == io.EOF:
		return row, &FileError{Line: row.Line, Reason: fmt.Sprintf("the quote that opens the cell in column %d is never closed: nothing behind it can be read", len(cells)+1)}
	default:
		row.Faults = c.fault(Fault{Column: len(cells) + 1, Kind: StrayQuote, Err: stray(row.Line, err)})
	}
	return row, nil
}

// fault returns the one fault of a row.
func (c *csvRows) fault(f Fault) []Fault {
	c.faults[0] = f
	return c.faults[:]
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
