package importer

import (
	"context"
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// ErrMapping is the error of a mapping, or of options, that lack something or contradict
// themselves.
var ErrMapping = failure.Sentinel(failure.Invalid, "importer.ErrMapping", "invalid mapping")

// A Mapping gives the columns of a file their meaning. Headers are compared exactly, except for
// the space around them. Columns that the mapping does not name are not read.
type Mapping struct {
	// From and To are the two records that the labels of a row describe. Every row has
	// both.
	From, To End
	// Labels is the header of the label column. Empty: the file has no labels, and every link
	// is unlabeled.
	//
	// Several labels in a cell are separated by semicolons. An empty cell means unlabeled. A
	// label is named by its display text or its internal name, in the direction from From to
	// To. The word Primary, in any case, marks the row's company as the primary of the record
	// at the other end. If no primary rule is about the two types, Primary is a label like any
	// other.
	Labels string
	// Also are further records of a row, of the same types or of others. A row whose cell
	// is empty has no such record. Their links are unlabeled, and the file marks none of
	// them as primary; primary rules apply to them as always.
	Also []End
	// Pairs are the types whose records are associated in each row, besides From and
	// To. Nil: all pairs that are defined.
	Pairs []Pair
}

// A Pair is two types. Their order does not matter.
type Pair struct{ A, B record.Type }

// An End is one of the two ends of the associations of a file.
type End struct {
	Type   record.Type
	Header string // of the key column
	// Lookup finds the records that keys mean. Nil: the key is the record's id.
	Lookup Lookup
	// Details, if not nil, is another file of the same import, which describes the records of
	// this end. The Lookup gets the rows, to find or create the records.
	Details *Details
}

// ends returns all ends, in the order of their cells.
func (m Mapping) ends() []End { return append([]End{m.From, m.To}, m.Also...) }

// columns returns the columns of the mapping, in the order of the cells.
func (m Mapping) columns() []column {
	var all []column
	for _, end := range m.ends() {
		all = append(all, column{header: end.Header, of: end.Type})
	}
	if m.Labels != "" {
		all = append(all, column{header: m.Labels})
	}
	return all
}

// check returns the pairs of ends that a row associates, or the error of a mapping that is
// wrong for every file. check runs before the file is read. Otherwise a mapping that the
// account does not allow would be an error of every row.
func (m Mapping) check(ctx context.Context, g *association.Graph, source history.Source) ([]pair, error) {
	for _, c := range m.columns() {
		if strings.TrimSpace(c.header) == "" {
			return nil, fmt.Errorf("%w: name the columns of all ends", ErrMapping)
		}
	}
	for _, end := range m.ends() {
		if err := end.check(); err != nil {
			return nil, err
		}
	}
	schema, err := g.Schema(ctx)
	if err != nil {
		return nil, err
	}
	pairs, err := m.pairs(schema.Labels())
	if err != nil {
		return nil, err
	}
	if err := source.Validate(); err != nil {
		return nil, err
	}
	ends := m.ends()
	for _, p := range pairs {
		if err := source.Check(ends[p.from].Type, ends[p.to].Type); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}
