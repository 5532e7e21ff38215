package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// ErrMapping is the error of a mapping or of options that say too little, or what
// cannot be meant.
var ErrMapping = errors.New("invalid mapping")

// ErrHeader is what every [HeaderError] is, for errors.Is.
var ErrHeader = errors.New("column not found")

// A Mapping says what the columns of a file mean. Headers are compared exactly, but
// for the space around them; columns that are not named are not read.
type Mapping struct {
	// From and To are the pair of records that the labels of a row describe. Every row
	// has both.
	From, To End
	// Labels is the header of the label column. Empty: the file has none, and
	// every link is unlabeled.
	//
	// Several labels in a cell are separated by semicolons, and an empty cell
	// names none. A label is named as To is seen by From, by its display text or
	// its internal name. The word Primary, in any case, marks the row's company as
	// the primary of the record at the other end; it is a label like any other
	// where the rules of both types know no primary.
	Labels string
	// Also are further records of a row, of these types or of others. A row whose cell
	// is empty has no such record. Their links are unlabeled and mark nobody, so that
	// rules take the first as always.
	Also []End
	// Pairs are the types whose records are associated, in each row, besides From and
	// To. Nil: all whose pair is defined. Both orders mean the same.
	Pairs []Pair
}

// A Pair is two types, in any order.
type Pair struct{ A, B record.Type }

// An End is one end of the associations of a file.
type End struct {
	Type   record.Type
	Header string // of the column that holds its key
	// Lookup finds the records that keys stand for. Nil: the key is the record's
	// id.
	Lookup Lookup
	// Details, when not nil, is another file of the same import, which says more about
	// the records of this end. Its rows go to the Lookup, for it to find or to create
	// the records by.
	Details *Details
}

// A HeaderError says that a column of the mapping is not in the file, or is there
// more than once. errors.Is(err, [ErrHeader]) holds.
type HeaderError struct {
	File    string   // its name, where one was given
	Header  string   // as the mapping has it
	Times   int      // how often the file has it: 0, or 2 and more
	Present []string // the headers of the file, in its order
}

// Error names the header and those that the file has.
func (e *HeaderError) Error() string {
	var b strings.Builder
	writePlace(&b, e.File, "")
	present := strings.Join(quoted(e.Present), ", ")
	if e.Times > 1 {
		fmt.Fprintf(&b, "column %q is in the file %d times: give each its own header, of %s", e.Header, e.Times, present)
	} else {
		fmt.Fprintf(&b, "column %q is not in the file: it has %s", e.Header, present)
	}
	return b.String()
}

// Is reports whether target is [ErrHeader].
func (e *HeaderError) Is(target error) bool { return target == ErrHeader }

// quoted returns at most twenty of words, each cut and in quotes.
func quoted(words []string) []string {
	const most = 20
	var all []string
	for _, w := range words[:min(len(words), most)] {
		all = append(all, fmt.Sprintf("%q", cut(w)))
	}
	if len(words) > most {
		all = append(all, fmt.Sprintf("and %d more", len(words)-most))
	}
	return all
}

// ends returns all ends, in the order of their cells.
func (m Mapping) ends() []End { return append([]End{m.From, m.To}, m.Also...) }

// headers returns the columns to look for, in the order of the cells.
func (m Mapping) headers() []column {
	var all []column
	for _, end := range m.ends() {
		all = append(all, column{header: end.Header, of: end.Type})
	}
	if m.Labels != "" {
		all = append(all, column{header: m.Labels})
	}
	return all
}

// check returns what is wrong with the mapping whatever the file, and the pairs of ends
// that a row associates.
func (m Mapping) check(ctx context.Context, g *association.Graph, source history.Source) ([]pair, error) {
	for _, c := range m.headers() {
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

// columns finds columns by their headers, which t has read.
func (t *table) columns(wanted []column) ([]column, error) {
	var found []column
	for _, c := range wanted {
		c.header = strings.TrimSpace(c.header)
		times := 0
		for _, p := range t.headers {
			if p == c.header {
				times++
			}
		}
		if times != 1 {
			return nil, &HeaderError{File: t.file, Header: c.header, Times: times, Present: t.headers}
		}
		c.index = slices.Index(t.headers, c.header)
		found = append(found, c)
	}
	return found, nil
}
