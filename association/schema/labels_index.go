package schema

import (
	"slices"

	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A direction is an ordered pair of types, under which labels and limits are found.
type direction struct{ from, to record.Type }

func (d direction) reversed() direction { return direction{d.to, d.from} }

// An entry is a direction of a definition, with values that hot paths need precomputed.
type entry struct {
	label.Label
	set       label.Set // the set of this id alone
	inverse   *entry    // the other direction; itself when one id serves both
	name      string    // Name in the form for comparison
	word      string    // Text in the form for comparison
	exclusive bool      // a link never carries both sides
	inactive  bool      // built in, and defined only once both types are active
}

// newEntries returns the two directions of a definition, the same entry twice when
// they share an id.
func newEntries(forward, backward label.Label) (*entry, *entry) {
	forward.Inverse, backward.Inverse = backward.ID, forward.ID
	f := &entry{Label: forward, set: label.SetOf(forward.ID), name: words.Fold(forward.Name), word: words.Fold(forward.Text)}
	if forward.ID == backward.ID {
		f.inverse = f
		return f, f
	}
	b := &entry{Label: backward, set: label.SetOf(backward.ID), name: words.Fold(backward.Name), word: words.Fold(backward.Text)}
	f.inverse, b.inverse = b, f
	return f, b
}

// A defined is all definitions of a direction. Between records of the same type
// both sides of a paired label are among them.
type defined struct {
	unlabeled *entry
	primary   *entry   // the mark that a From record puts on a To record, nil if there is none
	entries   []*entry // all of them, also removed ones, in TypeID order
}

// add puts e in place. marks says that e is the mark of this direction and not
// the reverse of the other direction's.
func (d *defined) add(e *entry, marks bool) {
	switch {
	case e.Kind == label.KindUnlabeled:
		d.unlabeled = e
	case e.Kind == label.KindPrimary && marks:
		d.primary = e
	}
	i, found := slices.BinarySearchFunc(d.entries, e.ID, func(have *entry, id label.TypeID) int { return label.Compare(have.ID, id) })
	if !found {
		d.entries = slices.Insert(d.entries, i, e)
	}
}

func (d *defined) clone() *defined {
	c := *d
	c.entries = slices.Clone(d.entries)
	return &c
}

// withText returns the entry other than self, in a status that keeps words taken,
// whose text compares equal to word.
func (d *defined) withText(word string, self *entry) *entry {
	for _, e := range d.entries {
		if e.word == word && e.Text != "" && e.Status != label.Removed && (self == nil || e != self && e.inverse != self) {
			return e
		}
	}
	return nil
}

// withName is withText for internal names.
func (d *defined) withName(folded string) *entry {
	for _, e := range d.entries {
		if e.Status != label.Removed && e.name == folded {
			return e
		}
	}
	return nil
}
