package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/relata-go/relata/association/importer"
)

// cellFaults are the faults of the cells of a sheet that cannot be read, by line.
type cellFaults map[int][]importer.Fault

// The most rows and columns that the format of a sheet allows, and the most cells with a
// fault that are remembered. All are inclusive.
const (
	maxLine   = 1 << 20
	maxColumn = 1 << 14
	maxFaults = 100_000
)

// maxExact is the least whole number that a spreadsheet may have rounded: a spreadsheet keeps
// 15 digits.
const maxExact = 1e15

// A checker reads the XML of a sheet and finds the defects that excelize does not report: a
// sheet that ends in the middle, cells that are out of order, texts that do not exist, and
// formulas without a value. Without a checker an import would read such cells as empty.
type checker struct {
	sheet        Sheet
	in           *xml.Decoder
	texts        int // how many texts the cells of the workbook share
	line, column int // of the last cell, from 1
	faults       cellFaults
	count        int // of the faults
}

// check returns the faults of the cells of a sheet, or why the sheet cannot be read.
func (b *Workbook) check(sheet Sheet) (cellFaults, error) {
	texts, err := b.countTexts()
	if err != nil {
		return nil, err
	}
	part, err := b.part(sheet.part)
	if err != nil {
		return nil, err
	}
	defer func() { _ = part.Close() }()
	c := &checker{sheet: sheet, in: xml.NewDecoder(part), texts: texts, faults: cellFaults{}}
	return c.faults, c.read()
}

// countTexts counts the texts that the cells of all sheets share. A cell has the number of such
// a text.
func (b *Workbook) countTexts() (int, error) {
	const name = "xl/sharedStrings.xml"
	part, err := b.part(name)
	if err != nil {
		return 0, nil // a workbook may have none
	}
	defer func() { _ = part.Close() }()
	n, in := 0, xml.NewDecoder(part)
	for {
		token, err := in.RawToken()
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return 0, notWorkbook(name + ": " + err.Error())
		}
		if start, is := token.(xml.StartElement); is && start.Name.Local == "si" {
			n++
		}
	}
}

// read checks the sheet to the end.
func (c *checker) read() error {
	for {
		token, err := c.in.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return c.fail(err.Error())
		}
		start, is := token.(xml.StartElement)
		if !is {
			continue
		}
		switch start.Name.Local {
		case "row":
			err = c.row(start)
		case "c":
			err = c.cell(start)
		}
		if err != nil {
			return err
		}
	}
}

// fail returns the error of a sheet that is not well-formed.
func (c *checker) fail(reason string) error {
	return &importer.FileError{Sheet: c.sheet.Name, Line: c.line, Reason: "the sheet cannot be read: " + reason}
}

// row begins a row. A row without a number in the file follows the row before.
func (c *checker) row(start xml.StartElement) error {
	line := c.line + 1
	if text := attribute(start, "r"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < line {
			return c.fail(fmt.Sprintf("row %q follows row %d", text, c.line))
		}
		line = n
	}
	if c.line, c.column = line, 0; line > maxLine {
		return c.fail("it has more rows than a sheet has")
	}
	return nil
}

// cell checks a cell. A cell without a place in the file follows the cell before.
func (c *checker) cell(start xml.StartElement) error {
	column := c.column + 1
	if place := attribute(start, "r"); place != "" {
		n := columnOf(place)
		if n < column {
			return c.fail(fmt.Sprintf("cell %q follows column %d", place, c.column))
		}
		column = n
	}
	if c.column = column; column > maxColumn {
		return c.fail("it has more columns than a sheet has")
	}
	var read struct {
		V *string   `xml:"v"`
		F *struct{} `xml:"f"`
	}
	if err := c.in.DecodeElement(&read, &start); err != nil {
		return c.fail(err.Error())
	}
	err := c.valueError(attribute(start, "t"), read.V, read.F != nil)
	if err == nil {
		return nil
	}
	if c.count++; c.count > maxFaults {
		return c.fail("too many cells have no value that can be read")
	}
	c.faults[c.line] = append(c.faults[c.line], importer.Fault{Column: column, Kind: importer.Unreadable, Err: err})
	return nil
}

// valueError returns why a cell has no text that can be read, or nil. kind is the t of the
// cell: e is an error, s a shared text, n or nothing a number.
func (c *checker) valueError(kind string, value *string, formula bool) error {
	switch {
	case formula && value == nil:
		return errors.New("the formula has no stored value: open the workbook in a spreadsheet and save it")
	case value == nil:
		return nil
	}
	text := strings.TrimSpace(*value)
	switch kind {
	case "e":
		return fmt.Errorf("the cell has the error %.20s", text)
	case "s":
		if n, err := strconv.Atoi(text); err != nil || n < 0 || n >= c.texts {
			return fmt.Errorf("the cell names text %.20q, of %d that the workbook has", text, c.texts)
		}
	case "", "n":
		n, err := strconv.ParseFloat(text, 64)
		switch {
		case text == "":
		case err != nil:
			return fmt.Errorf("%.40q is no number", text)
		case math.Abs(n) >= maxExact:
			return errors.New("the number has more than the 15 digits that a spreadsheet keeps: enter it as text")
		}
	}
	return nil
}

// columnOf returns the column of a place such as "AB12", from 1. The result is 0 for a place
// without letters, and more than maxColumn for a place with too many.
func columnOf(place string) int {
	n := 0
	for i := range len(place) {
		c := place[i] &^ 0x20 // in upper case
		if c < 'A' || c > 'Z' {
			break
		}
		if n = 26*n + int(c-'A') + 1; n > maxColumn {
			break
		}
	}
	return n
}

// attribute returns the value of an attribute of the element, or "" if there is none.
func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
