package label

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/relata-go/relata/record"
)

// A document is what an account added to the built-in definitions. It is the whole
// state of a Catalog, from which the rest is computed, and its JSON form. Rows are
// never taken out, which is why no id is given twice.
type document struct {
	MaxLabels *int          `json:"maxLabels,omitempty"` // nil: DefaultMaxLabels
	Types     []record.Type `json:"types,omitempty"`     // in byte order
	Pairs     []pairRow     `json:"pairs,omitempty"`     // in the order of definition
	Labels    []labelRow    `json:"labels,omitempty"`    // in the order of definition
}

// A pairRow is a pair that the account defined.
type pairRow struct {
	From    record.Type `json:"from"`
	To      record.Type `json:"to"`
	IDs     []uint32    `json:"ids"`               // unlabeled: from -> to, to -> from; one between records of one type
	Primary []uint32    `json:"primary,omitempty"` // of a custom type with companies: the mark, its reverse
}

// A labelRow is a label that the account defined. It is paired when Inverse is there.
type labelRow struct {
	From     record.Type `json:"from"`
	To       record.Type `json:"to"`
	Category string      `json:"category"`
	IDs      []uint32    `json:"ids"` // from -> to, to -> from; one for a single label between records of one type
	Name     string      `json:"name"`
	Text     string      `json:"text"`
	Inverse  string      `json:"inverseText,omitempty"`
	Status   string      `json:"status,omitempty"` // empty: active
}

func (c Catalog) document() document {
	if c.own == nil {
		return document{}
	}
	return c.own.document
}

// clone returns a copy whose rows can be changed. The id slices are shared: nothing
// ever changes them.
func (d document) clone() document {
	d.Types, d.Pairs, d.Labels = slices.Clone(d.Types), slices.Clone(d.Pairs), slices.Clone(d.Labels)
	return d
}

// given returns how many numbers of a category are given. They are 1 to that, without
// a gap, so an id finds its entry by index.
func (d document) given(c Category) int {
	n := 0
	if c == UserDefined {
		for _, p := range d.Pairs {
			n += len(p.IDs) + len(p.Primary)
		}
	}
	for _, l := range d.Labels {
		if l.Category == c.String() {
			n += len(l.IDs)
		}
	}
	return n
}

// next returns the next n numbers of a category.
func (d document) next(c Category, n int) []uint32 {
	first := d.given(c) + 1
	numbers := make([]uint32, n)
	for i := range numbers {
		numbers[i] = uint32(first + i)
	}
	return numbers
}

// MarshalJSON returns what the account added to the built-in definitions. The same
// edits give the same bytes; an unchanged catalog is {}.
func (c Catalog) MarshalJSON() ([]byte, error) { return json.Marshal(c.document()) }

// UnmarshalJSON reads what [Catalog.MarshalJSON] wrote. Unknown fields, and rows that
// break a rule of the edits, are an error that is [ErrDocument] and leave the catalog
// as it was. More labels than the maximum are legal: it may have been lowered.
func (c *Catalog) UnmarshalJSON(data []byte) error {
	var doc *document
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&doc); err != nil {
		return fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: more than one value", ErrDocument)
	}
	if doc == nil {
		return fmt.Errorf("%w: null", ErrDocument)
	}
	next, err := newAccount(*doc)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDocument, err)
	}
	c.own = next
	return nil
}
