package schema

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A labelsDocument is the additions of an account to the built-in definitions, in stored form.
// A document is the whole state of Labels: all indexes are computed from the document. Rows are
// never taken out, so no id is given twice.
type labelsDocument struct {
	MaxLabels *int          `json:"maxLabels,omitempty"` // nil: DefaultMaxLabels
	Types     []record.Type `json:"types,omitempty"`     // in byte order
	Pairs     []pairRow     `json:"pairs,omitempty"`     // in the order of definition
	Labels    []labelRow    `json:"labels,omitempty"`    // in the order of definition
}

// document returns the additions of the account to the built-in definitions. The same edits
// give the same document, and an account without edits the zero document.
func (ls Labels) document() labelsDocument {
	if ls.own == nil {
		return labelsDocument{}
	}
	return ls.own.labelsDocument
}

// decode reads the stored form. Unknown fields, and rows that break a rule of the edits,
// are an error that is [label.ErrDocument] and leave ls as it was. More labels than the
// maximum are legal: the maximum may have been lowered.
func (ls *Labels) decode(data []byte) error {
	var doc *labelsDocument
	if err := decodeStrict(data, &doc); err != nil {
		return fmt.Errorf("%w: %w", label.ErrDocument, err)
	}
	if doc == nil {
		return fmt.Errorf("%w: null", label.ErrDocument)
	}
	next, err := newAccount(*doc)
	if err != nil {
		return fmt.Errorf("%w: %w", label.ErrDocument, err)
	}
	ls.own = next
	return nil
}

// clone returns a copy whose rows can be changed. The id slices are shared: nothing
// ever changes them.
func (d labelsDocument) clone() labelsDocument {
	d.Types, d.Pairs, d.Labels = slices.Clone(d.Types), slices.Clone(d.Pairs), slices.Clone(d.Labels)
	return d
}

// given returns how many numbers of a category are given. They are 1 to that number,
// without a gap, so an id finds the entry by index.
func (d labelsDocument) given(c label.Category) int {
	n := 0
	if c == label.UserDefined {
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
func (d labelsDocument) next(c label.Category, n int) []uint32 {
	first := d.given(c) + 1
	numbers := make([]uint32, n)
	for i := range numbers {
		numbers[i] = uint32(first + i)
	}
	return numbers
}
