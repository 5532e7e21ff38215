package schema

import "github.com/relata-go/relata/label"

// Mirror returns what the other end of a link sees: every id replaced by its
// inverse. An unknown id stays as it is, so mirroring twice gives back the same set
// whatever is in it.
func (ls Labels) Mirror(s label.Set) label.Set {
	switch s.Len() {
	case 0:
		return s
	case 1:
		if e := ls.entry(only(s)); e != nil {
			return e.inverse.set
		}
		return s
	}
	ids := make([]label.TypeID, 0, s.Len())
	for id := range s.All() {
		if e := ls.entry(id); e != nil {
			id = e.Inverse
		}
		ids = append(ids, id)
	}
	return label.SetOf(ids...)
}

// only returns the one id in s.
func only(s label.Set) (id label.TypeID) {
	for id = range s.All() {
	}
	return id
}

// SetOf returns the set of this one label without allocating if the label is known.
func (ls Labels) SetOf(l label.Label) label.Set {
	if e := ls.entry(l.ID); e != nil {
		return e.set
	}
	return label.SetOf(l.ID)
}

// Conflict returns two labels of s that a link may not carry together, and whether
// there are any: both sides of parent and child company. Both sides of a label that
// the account defined may be on one link.
func (ls Labels) Conflict(s label.Set) (a, b label.Label, found bool) {
	if s.Len() < 2 {
		return label.Label{}, label.Label{}, false
	}
	for id := range s.All() {
		if e := ls.entry(id); e != nil && e.exclusive && s.Has(e.Inverse) {
			return e.Label, e.inverse.Label, true
		}
	}
	return label.Label{}, label.Label{}, false
}
