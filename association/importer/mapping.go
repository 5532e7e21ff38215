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
}

// An End is one end of the associations of a file.
type End struct {
	Type   record.Type
	Header string // of the column that holds its key
	// Lookup finds the records that keys stand for. Nil: the key is the record's
	// id.
	Lookup Lookup
}

// A HeaderError says that a column of the mapping is not in the file, or is there
// more than once. errors.Is(err, [ErrHeader]) holds.
type HeaderError struct {
	Header  string   // as the mapping has it
	Times   int      // how often the file has it: 0, or 2 and more
	Present []string // the headers of the file, in its order
}

// Error names the header and those that the file has.
func (e *HeaderError) Error() string {
	present := strings.Join(quoted(e.Present), ", ")
	if e.Times > 1 {
		return fmt.Sprintf("column %q is in the file %d times: give each its own header, of %s", e.Header, e.Times, present)
	}
	return fmt.Sprintf("column %q is not in the file: it has %s", e.Header, present)
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

// headers returns the headers to look for, in the order of the cells.
func (m Mapping) headers() []string {
	all := []string{m.From.Header, m.To.Header}
	if m.Labels != "" {
		all = append(all, m.Labels)
	}
	return all
}

// ends returns both ends, in the order of their cells.
func (m Mapping) ends() [2]End { return [2]End{m.From, m.To} }

// check returns what is wrong with the mapping whatever the file.
func (m Mapping) check(ctx context.Context, g *association.Graph, source history.Source) error {
	for _, header := range m.headers() {
		if strings.TrimSpace(header) == "" {
			return fmt.Errorf("%w: name the columns of both ends", ErrMapping)
		}
	}
	schema, err := g.Schema(ctx)
	if err != nil {
		return err
	}
	if err := schema.Labels().CheckPair(m.From.Type, m.To.Type); err != nil {
		return err
	}
	if err := source.Validate(); err != nil {
		return err
	}
	return source.Check(m.From.Type, m.To.Type)
}

// columns finds the columns of the mapping in the first row of the file.
func (m Mapping) columns(t *table) ([]column, error) {
	present, err := t.header()
	if err != nil {
		return nil, err
	}
	var found []column
	for _, header := range m.headers() {
		header = strings.TrimSpace(header)
		times := 0
		for _, p := range present {
			if p == header {
				times++
			}
		}
		if times != 1 {
			return nil, &HeaderError{Header: header, Times: times, Present: present}
		}
		found = append(found, column{header, slices.Index(present, header)})
	}
	return found, nil
}
