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

// A csvRows reads the rows of a CSV file as encoding/csv does, and continues after a row with
// an error. It holds a single row at a time, of at most [MaxRow] bytes.
type csvRows struct {
	in     *rowLimiter
	csv    *csv.Reader // nil: nothing was read yet
	comma  rune
	faults [1]Fault // memory for the faults of the row that Read returned last
}

// CSV returns the rows of the CSV file that r holds, without the byte order mark. comma
// separates cells, see [Options.Comma]; zero is the comma.
func CSV(r io.Reader, comma rune) Rows {
	if comma == 0 {
		comma = ','
	}
	return &csvRows{in: newRowLimiter(r, MaxRow), comma: comma}
}

// isComma reports whether csv.Reader accepts a character as the Comma.
func isComma(comma rune) bool {
	return utf8.ValidRune(comma) && !strings.ContainsRune("\"\r\n\uFFFD", comma)
}

// open looks at the first bytes of the file. Files that users often mistake for a CSV file get
// an error that says how to make a CSV file.
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

// restart continues with a new csv.Reader. The documentation does not say how a csv.Reader
// continues after an error of the file, and the old csv.Reader keeps the memory of a huge row.
func (c *csvRows) restart() {
	c.csv = csv.NewReader(c.in)
	c.csv.Comma, c.csv.FieldsPerRecord, c.csv.ReuseRecord = c.comma, -1, true
}

// Read implements [Rows]. A row that cannot be split into cells has a fault and no cells.
// The next row then begins after the line where the fault was found.
func (c *csvRows) Read() (Row, error) {
	if c.csv == nil {
		if err := c.open(); err != nil {
			return Row{Line: 1}, err
		}
	}
	row := Row{Line: c.in.beginRow()}
	cells, err := c.csv.Read()
	if c.in.err == errRowTooLarge {
		c.in.skipLine()
		c.restart()
	}
	switch {
	case c.in.err == errRowTooLarge:
		row.Faults = c.fault(Fault{Kind: TooLarge, Err: c.in.tooLarge(row.Line)})
	case c.in.err != nil && c.in.err != io.EOF: // the cells may be half a row
		return row, c.in.err
	case err == nil || err == io.EOF:
		row.Cells = cells
		return row, err
	case c.in.err == io.EOF:
		return row, &FileError{Line: row.Line, Reason: fmt.Sprintf("the quote that opens the cell in column %d is never closed: nothing after it can be read", len(cells)+1)}
	default:
		row.Faults = c.fault(Fault{Column: len(cells) + 1, Kind: StrayQuote, Err: strayQuote(row.Line, err)})
	}
	return row, nil
}

// fault returns the only fault of a row.
func (c *csvRows) fault(f Fault) []Fault {
	c.faults[0] = f
	return c.faults[:]
}

// strayQuote returns an error that says where the quote is, with the reason of
// encoding/csv. The lines of a csv.Reader count from where that reader began, so only
// their difference is used.
func strayQuote(line int, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return err
	}
	return fmt.Errorf("byte %d of line %d: %w", parse.Column, line+parse.Line-parse.StartLine, parse.Err)
}
