package label

// The parent and child labels between companies. A link never carries both, and a
// child has one parent.
var (
	ParentToChild = TypeID{HubSpotDefined, 13} // from a parent to its child company
	ChildToParent = TypeID{HubSpotDefined, 14} // from a child to its parent company
)

// Mirror returns what the other end of a link sees: every id replaced by its
// inverse. An id that c does not know stays as it is, so that mirroring twice gives
// back the same set whatever is in it.
func (c Catalog) Mirror(s Set) Set {
	switch s.Len() {
	case 0:
		return s
	case 1:
		if e := c.entry(s.at(0)); e != nil {
			return e.inverse.set
		}
		return s
	}
	ids := make([]TypeID, 0, s.Len())
	for id := range s.All() {
		if e := c.entry(id); e != nil {
			id = e.Inverse
		}
		ids = append(ids, id)
	}
	return SetOf(ids...)
}

// SetOf returns the set of this one label without allocating when c knows it.
func (c Catalog) SetOf(l Label) Set {
	if e := c.entry(l.ID); e != nil {
		return e.set
	}
	return SetOf(l.ID)
}

// Conflict returns two labels of s that a link may not carry together, and whether
// there are any: both sides of parent and child company. Both sides of a label that
// the account defined may be on one link.
func (c Catalog) Conflict(s Set) (a, b Label, found bool) {
	if s.Len() < 2 {
		return Label{}, Label{}, false
	}
	for id := range s.All() {
		if e := c.entry(id); e != nil && e.exclusive && s.Has(e.Inverse) {
			return e.Label, e.inverse.Label, true
		}
	}
	return Label{}, Label{}, false
}
