package importer

import (
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/record"
)

// The cells of a row are in the order of table.wanted: first the keys of all ends, with
// From and To in front, then the labels.
const (
	fromCell = iota
	toCell
)

// A row is a row of a file while the row is imported.
type row struct {
	sheet   string
	line    int
	columns []column // of the cells
	cells   []string // without the space around them
	faults  []fault

	repeated bool // an earlier row has the same cells
	labels   *labelCell
	ends     []record.Ref // the records; zero: the row has none for this end
}

// A column is the place of a cell in the file.
type column struct {
	header string
	index  int         // from 0; -1: the row as a whole
	of     record.Type // the type of the records whose keys are in the column; empty: a column without keys
}

// A fault is an error of a row.
type fault struct {
	kind   Kind
	column column
	value  string
	err    error
}

// valid reports whether the row has no known fault.
func (r *row) valid() bool { return len(r.faults) == 0 }

// addFault adds a fault of a whole cell.
func (r *row) addFault(kind Kind, cell int, err error) {
	r.addValueFault(kind, cell, r.cells[cell], err)
}

// addValueFault adds a fault of a part of a cell.
func (r *row) addValueFault(kind Kind, cell int, value string, err error) {
	r.faults = append(r.faults, fault{kind, r.columns[cell], value, err})
}

// addRowFault adds a fault of the row as a whole.
func (r *row) addRowFault(kind Kind, err error) {
	r.faults = append(r.faults, fault{kind: kind, column: column{index: -1}, err: err})
}

// set sets the text of a cell. It clones the text, because the text of a csv.Reader holds its
// whole row in memory, and the cell is kept until the end of the batch.
func (r *row) set(cell int, text string) {
	switch {
	case len(text) > MaxCell:
		r.addValueFault(TooLarge, cell, cut(text), nil)
	case !utf8.ValidString(text):
		r.addValueFault(NotUTF8, cell, cut(text), nil)
	default:
		r.cells[cell] = strings.Clone(strings.TrimSpace(text))
	}
}

// readLabels checks that From and To have keys, and reads the label cell.
func (r *row) readLabels(known *labelCells) {
	if !r.valid() {
		return
	}
	for _, cell := range [...]int{fromCell, toCell} {
		if r.cells[cell] == "" {
			r.addFault(MissingValue, cell, nil)
		}
	}
	cell, text := r.labelCell(), ""
	if cell < len(r.cells) {
		text = r.cells[cell]
	}
	r.labels = known.read(text)
	for _, f := range r.labels.faults {
		r.addValueFault(f.kind, cell, f.word, f.err)
	}
}

// labelCell returns which cell has the labels. If the mapping has no label column, there is
// no such cell.
func (r *row) labelCell() int { return len(r.ends) }
