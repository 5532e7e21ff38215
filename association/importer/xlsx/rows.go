package xlsx

import (
	"cmp"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/relata-go/relata/association/importer"
)

// A sheetRows reads a sheet row by row.
type sheetRows struct {
	sheet  string
	rows   *excelize.Rows
	faults cellFaults
	line   int // of the last row, from 1
	width  int // of the first row that is not blank, which is the header
	done   bool
	row    importer.Row
}

// Read implements [importer.Rows].
func (r *sheetRows) Read() (row importer.Row, err error) {
	defer recoverError(&err)
	for !r.done && r.rows.Next() {
		r.line++
		cells, err := r.rows.Columns()
		if err != nil {
			r.done = true
			return importer.Row{Sheet: r.sheet, Line: r.line}, &importer.FileError{Sheet: r.sheet, Line: r.line, Reason: err.Error()}
		}
		if r.setRow(cells) {
			return r.row, nil
		}
	}
	r.done = true
	return importer.Row{Sheet: r.sheet, Line: r.line + 1}, cmp.Or(r.rows.Close(), io.EOF)
}

// setRow sets the row from its cells and reports whether the row is not blank. Some programs
// write empty cells at the end of a row and others leave them out. So a row gets at least as
// many cells as the header has.
func (r *sheetRows) setRow(cells []string) bool {
	faults := r.faults[r.line]
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
