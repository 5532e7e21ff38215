package xlsx

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/relata-go/relata/association/importer"
)

// A sheetRows reads a sheet row by row.
type sheetRows struct {
	sheet string
	rows  *excelize.Rows
	flaws flaws
	line  int
	width int // of the first row that is not blank
	done  bool
	row   importer.Row
}

// Read implements [importer.Rows].
func (r *sheetRows) Read() (row importer.Row, err error) {
	defer guard(&err)
	for !r.done && r.rows.Next() {
		r.line++
		cells, err := r.rows.Columns()
		if err != nil {
			r.done = true
			return importer.Row{Sheet: r.sheet, Line: r.line}, &importer.FileError{Sheet: r.sheet, Line: r.line, Reason: err.Error()}
		}
		if r.take(cells) {
			return r.row, nil
		}
	}
	r.done = true
	return importer.Row{Sheet: r.sheet, Line: r.line + 1}, joined(io.EOF, r.rows.Close())
}

// joined returns the error of closing a sheet, else end.
func joined(end, err error) error {
	if err != nil {
		return err
	}
	return end
}

// take makes a row of cells, unless it is blank. Empty cells at its end are there or not
// as the program that wrote it liked: the row gets as many as the first one had.
func (r *sheetRows) take(cells []string) bool {
	faults := r.flaws[r.line]
	last := len(cells)
	for last > 0 && strings.TrimSpace(cells[last-1]) == "" {
		last--
	}
	for _, f := range faults {
		last = max(last, f.Column)
	}
	if last == 0 {
		return false
	}
	if r.width == 0 {
		r.width = last
	}
	last = max(last, r.width)
	for len(cells) < last {
		cells = append(cells, "")
	}
	r.row = importer.Row{Sheet: r.sheet, Line: r.line, Cells: cells[:last], Faults: faults}
	return true
}
