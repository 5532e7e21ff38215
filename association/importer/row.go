package importer

import (
	"strings"

	"github.com/relata-go/relata/record"
)

// A row is one line of the file on its way into the graph.
type row struct {
	line   int
	cells  []string // of the mapped columns, without the space around them
	faults []fault

	words *words
	ends  [2]record.Ref
}

// A fault is what is wrong with a row.
type fault struct {
	kind  Kind
	cell  int // number of the cell; -1: the row as a whole, or the column is given
	place column
	value string
	err   error
}

// good reports whether nothing is known to be wrong with the row.
func (r *row) good() bool { return len(r.faults) == 0 }

// fault notes what is wrong with a cell, or with the whole row when cell is -1.
func (r *row) fault(kind Kind, cell int, err error) {
	f := fault{kind: kind, cell: cell, err: err}
	if cell >= 0 {
		f.value = r.cells[cell]
	}
	r.faults = append(r.faults, f)
}

// read says what is wrong with the row by itself, and what its labels are.
func (r *row) read(catalog *catalog) {
	for cell := range r.ends {
		if r.cells[cell] == "" {
			r.fault(MissingValue, cell, nil)
		}
	}
	if len(r.cells) <= labelCell {
		r.words = &words{}
		return
	}
	r.words = catalog.words(r.cells[labelCell])
	for _, f := range r.words.faults {
		f.cell = labelCell
		r.faults = append(r.faults, f)
	}
}

// trim takes the space around each cell away.
func (r *row) trim() {
	for i, cell := range r.cells {
		r.cells[i] = strings.TrimSpace(cell)
	}
}
