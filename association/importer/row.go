package importer

import (
	"strings"
	"unicode/utf8"

	"github.com/relata-go/relata/record"
)

// The cells of a row are, in the order of run.columns, those of its ends, From and To
// first, and that of its labels.
const (
	fromCell = iota
	toCell
)

// A row is one row of the file on its way into the graph.
type row struct {
	sheet   string
	line    int
	columns []column // of the cells
	cells   []string // without the space around them
	faults  []fault

	repeated bool // an earlier row has the same cells
	words    *words
	ends     []record.Ref // zero: the row has none
}

// A column is the place of a cell in the file.
type column struct {
	header string
	index  int         // from 0; -1: the row as a whole
	of     record.Type // whose keys it has; empty: it has none
}

// A fault is one thing that is wrong with a row.
type fault struct {
	kind  Kind
	place column
	value string
	err   error
}

// good reports whether nothing is known to be wrong with the row.
func (r *row) good() bool { return len(r.faults) == 0 }

// blame notes that a cell is wrong.
func (r *row) blame(kind Kind, cell int, err error) {
	r.blameValue(kind, cell, r.cells[cell], err)
}

// blameValue notes that a part of a cell is wrong.
func (r *row) blameValue(kind Kind, cell int, value string, err error) {
	r.faults = append(r.faults, fault{kind, r.columns[cell], value, err})
}

// blameRow notes that the row as a whole is wrong.
func (r *row) blameRow(kind Kind, err error) {
	r.faults = append(r.faults, fault{kind: kind, place: column{index: -1}, err: err})
}

// set puts the text of a cell in its place. It copies the text, which would hold all of
// its row in memory for as long as the batch lasts.
func (r *row) set(cell int, text string) {
	switch {
	case len(text) > MaxCell:
		r.blameValue(TooLarge, cell, cut(text), nil)
	case !utf8.ValidString(text):
		r.blameValue(NotUTF8, cell, cut(text), nil)
	default:
		r.cells[cell] = strings.Clone(strings.TrimSpace(text))
	}
}

// read says what is wrong with the row by itself, and what its labels are.
func (r *row) read(known *glossary) {
	if !r.good() {
		return
	}
	for _, cell := range [...]int{fromCell, toCell} {
		if r.cells[cell] == "" {
			r.blame(MissingValue, cell, nil)
		}
	}
	labels, text := r.labelCell(), ""
	if labels < len(r.cells) {
		text = r.cells[labels]
	}
	r.words = known.read(text)
	for _, w := range r.words.wrong {
		r.blameValue(w.kind, labels, w.text, w.err)
	}
}

// labelCell returns which cell has the labels, if the row has one.
func (r *row) labelCell() int { return len(r.ends) }
