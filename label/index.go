package label

import (
	"slices"

	"github.com/relata-go/relata/record"
)

// A direction is an ordered pair of types, the key under which labels are found.
type direction struct{ from, to record.Type }

func (d direction) reversed() direction { return direction{d.to, d.from} }

// An entry is a Label with what hot paths need precomputed.
type entry struct {
	Label
	set       Set    // the set of this one id
	inverse   *entry // the other direction; itself when one id serves both
	name      string // Name as it is compared
	word      string // Text as it is compared
	exclusive bool   // a link never carries both sides
	dormant   bool   // built in, and defined only once its types are active
}

// newEntries returns the two directions of a definition, the same one twice when
// they share an id.
func newEntries(forward, backward Label) (*entry, *entry) {
	forward.Inverse, backward.Inverse = backward.ID, forward.ID
	f := &entry{Label: forward, set: SetOf(forward.ID), name: fold(forward.Name), word: fold(forward.Text)}
	if forward.ID == backward.ID {
		f.inverse = f
		return f, f
	}
	b := &entry{Label: backward, set: SetOf(backward.ID), name: fold(backward.Name), word: fold(backward.Text)}
	f.inverse, b.inverse = b, f
	return f, b
}

// A way is everything defined for one direction. Between records of one type it
// holds both sides of a paired label.
type way struct {
	unlabeled *entry
	primary   *entry   // the mark that a From record puts on a To record, nil if there is none
	entries   []*entry // all, removed ones too, in TypeID order
}

// add puts e in its place. marks says that e is the mark of this direction and not
// the reverse of the other direction's.
func (w *way) add(e *entry, marks bool) {
	switch {
	case e.Kind == KindUnlabeled:
		w.unlabeled = e
	case e.Kind == KindPrimary && marks:
		w.primary = e
	}
	i, found := slices.BinarySearchFunc(w.entries, e.ID, func(have *entry, id TypeID) int { return Compare(have.ID, id) })
	if !found {
		w.entries = slices.Insert(w.entries, i, e)
	}
}

func (w *way) clone() *way {
	c := *w
	c.entries = slices.Clone(w.entries)
	return &c
}

// withText returns the entry other than self, in a status that holds its words,
// whose text compares equal to word.
func (w *way) withText(word string, self *entry) *entry {
	for _, e := range w.entries {
		if e.word == word && e.Text != "" && e.Status != Removed && (self == nil || e != self && e.inverse != self) {
			return e
		}
	}
	return nil
}

// withName is withText for internal names.
func (w *way) withName(folded string) *entry {
	for _, e := range w.entries {
		if e.Status != Removed && e.name == folded {
			return e
		}
	}
	return nil
}
