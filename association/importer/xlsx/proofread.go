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

// flaws are the cells of a sheet that have no text, by line.
type flaws map[int][]importer.Fault

// What a sheet has at most, as its format says, and how many cells may be flawed.
const (
	maxLine   = 1 << 20
	maxColumn = 1 << 14
	maxFlaws  = 100_000
)

// maxNumber is the least whole number that a spreadsheet does not keep exactly in its 15
// digits.
const maxNumber = 1e15

// A proof is a sheet that is looked through for what excelize passes over in silence:
// an end in the middle, cells that are not in order, texts that are not there, formulas
// without a value.
type proof struct {
	sheet        Sheet
	in           *xml.Decoder
	texts        int // that the workbook has
	line, column int
	flaws        flaws
	found        int
}

// proofread returns the flawed cells of a sheet, or why it cannot be read.
func (b *Workbook) proofread(sheet Sheet) (flaws, error) {
	texts, err := b.texts()
	if err != nil {
		return nil, err
	}
	part, err := b.part(sheet.part)
	if err != nil {
		return nil, err
	}
	defer func() { _ = part.Close() }()
	p := &proof{sheet: sheet, in: xml.NewDecoder(part), texts: texts, flaws: flaws{}}
	return p.flaws, p.read()
}

// texts counts the texts that the cells of all sheets share.
func (b *Workbook) texts() (int, error) {
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

// read reads the sheet to its end.
func (p *proof) read() error {
	for {
		token, err := p.in.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return p.fail(err.Error())
		}
		start, is := token.(xml.StartElement)
		if !is {
			continue
		}
		switch start.Name.Local {
		case "row":
			err = p.row(start)
		case "c":
			err = p.cell(start)
		}
		if err != nil {
			return err
		}
	}
}

func (p *proof) fail(reason string) error {
	return &importer.FileError{Sheet: p.sheet.Name, Line: p.line, Reason: "the sheet cannot be read: " + reason}
}

// row begins a row, whose number may be left out.
func (p *proof) row(start xml.StartElement) error {
	line := p.line + 1
	if text := attribute(start, "r"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < line {
			return p.fail(fmt.Sprintf("row %q follows row %d", text, p.line))
		}
		line = n
	}
	if p.line, p.column = line, 0; line > maxLine {
		return p.fail("it has more rows than a sheet has")
	}
	return nil
}

// cell looks at a cell, whose place may be left out.
func (p *proof) cell(start xml.StartElement) error {
	column := p.column + 1
	if place := attribute(start, "r"); place != "" {
		n := columnOf(place)
		if n < column {
			return p.fail(fmt.Sprintf("cell %q follows column %d", place, p.column))
		}
		column = n
	}
	if p.column = column; column > maxColumn {
		return p.fail("it has more columns than a sheet has")
	}
	var read struct {
		V *string   `xml:"v"`
		F *struct{} `xml:"f"`
	}
	if err := p.in.DecodeElement(&read, &start); err != nil {
		return p.fail(err.Error())
	}
	err := p.wrong(attribute(start, "t"), read.V, read.F != nil)
	if err == nil {
		return nil
	}
	if p.found++; p.found > maxFlaws {
		return p.fail("too many cells have no value that can be read")
	}
	p.flaws[p.line] = append(p.flaws[p.line], importer.Fault{Column: column, Kind: importer.Unreadable, Err: err})
	return nil
}

// wrong returns why a cell has no text.
func (p *proof) wrong(kind string, value *string, formula bool) error {
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
		if n, err := strconv.Atoi(text); err != nil || n < 0 || n >= p.texts {
			return fmt.Errorf("the cell names text %.20q, of %d that the workbook has", text, p.texts)
		}
	case "", "n":
		n, err := strconv.ParseFloat(text, 64)
		switch {
		case text == "":
		case err != nil:
			return fmt.Errorf("%.40q is no number", text)
		case math.Abs(n) >= maxNumber:
			return errors.New("the number has more than the 15 digits that a spreadsheet keeps: enter it as text")
		}
	}
	return nil
}

// columnOf returns the column of a place such as "AB12", from 1; 0 for what is none.
func columnOf(place string) int {
	n := 0
	for i := range len(place) {
		c := place[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if n = 26*n + int(c-'A') + 1; n > maxColumn {
			break
		}
	}
	return n
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
