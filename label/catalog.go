package label

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/record"
)

// A Catalog is every type, pair and label that one account has. It is an immutable
// value: an edit returns a new Catalog, so it is safe for concurrent use. The zero
// Catalog has the built-in definitions alone.
type Catalog struct {
	own *account // what the account added; nil for nothing
}

// New returns the Catalog of an account that has defined nothing yet.
func New() Catalog { return Catalog{} }

// Types returns the active types in byte order.
func (c Catalog) Types() []record.Type {
	types := slices.Clone(activeTypes)
	types = append(types, c.document().Types...)
	slices.Sort(types)
	return types
}

// HasType reports whether t is active: standard, an activity, or added.
func (c Catalog) HasType(t record.Type) bool {
	return t.IsStandard() || t.IsActivity() || c.own != nil && c.own.types[t]
}

// way returns what is defined for a direction, nil when the pair is not defined.
func (c Catalog) way(from, to record.Type) *way {
	d := direction{from, to}
	if c.own != nil {
		if w := c.own.ways[d]; w != nil {
			return w
		}
	}
	return builtin.active[d]
}

// entry returns the direction with the given id, whatever its status, or nil.
func (c Catalog) entry(id TypeID) *entry {
	switch {
	case id.Category == HubSpotDefined:
		return builtin.entry(id.Number)
	case c.own == nil:
		return nil
	}
	return c.own.entry(id)
}

// CheckPair returns nil when records of the two types can be associated. Otherwise
// it returns an *[Error] that is [ErrUndefinedType] or [ErrUndefinedPair].
func (c Catalog) CheckPair(from, to record.Type) error {
	// Nearly every pair that is asked for is built in, so that is looked up first.
	if builtin.active[direction{from, to}] != nil || c.way(from, to) != nil {
		return nil
	}
	for _, t := range []record.Type{from, to} {
		if !c.HasType(t) {
			return &Error{Err: ErrUndefinedType, From: from, To: to, Value: string(t), Reason: "define the type first"}
		}
	}
	return &Error{Err: ErrUndefinedPair, From: from, To: to, Reason: "define the pair before associating its records"}
}

// Unlabeled returns the type that every link of the direction has. It reports
// false when the pair is not defined.
func (c Catalog) Unlabeled(from, to record.Type) (Label, bool) {
	w := c.way(from, to)
	if w == nil {
		return Label{}, false
	}
	return w.unlabeled.Label, true
}

// Primary returns the type of the mark that a from record puts on its primary to
// record. It reports false where no such type exists: also in the reverse
// direction, which only sees who calls it primary; that is the mark's Inverse.
func (c Catalog) Primary(from, to record.Type) (Label, bool) {
	w := c.way(from, to)
	if w == nil || w.primary == nil {
		return Label{}, false
	}
	return w.primary.Label, true
}

// Lookup returns the direction with the given id, whatever its status. Built-in
// ids are found also while their types are not active.
func (c Catalog) Lookup(id TypeID) (Label, bool) {
	e := c.entry(id)
	if e == nil {
		return Label{}, false
	}
	return e.Label, true
}

// Labels returns the active labels of a direction in TypeID order, without the
// unlabeled type and primary marks. Between records of one type both sides of a
// paired label are in it.
func (c Catalog) Labels(from, to record.Type) []Label {
	return c.collect(from, to, func(l Label) bool { return l.IsLabel() && l.Status == Active })
}

// All returns what can be on a link in this direction, in TypeID order: the
// unlabeled type, primary marks, and labels that are active or retiring.
func (c Catalog) All(from, to record.Type) []Label {
	return c.collect(from, to, func(l Label) bool { return l.Status != Removed })
}

func (c Catalog) collect(from, to record.Type, keep func(Label) bool) []Label {
	w := c.way(from, to)
	if w == nil {
		return nil
	}
	var labels []Label
	for _, e := range w.entries {
		if keep(e.Label) {
			labels = append(labels, e.Label)
		}
	}
	return labels
}

// Used returns how many labels of the two types, in either order, count towards
// [Catalog.MaxLabels]: those defined here, retiring ones too, a paired one once.
func (c Catalog) Used(from, to record.Type) int {
	w, used := c.way(from, to), 0
	if w == nil {
		return 0
	}
	for _, e := range w.entries {
		second := from == to && Compare(e.ID, e.Inverse) > 0
		if e.IsLabel() && e.ID.Category != HubSpotDefined && e.Status != Removed && !second {
			used++
		}
	}
	return used
}

// DefaultMaxLabels is how many labels a pair of types can have unless the catalog
// says otherwise.
const DefaultMaxLabels = 10

// MaxLabels returns how many labels can be defined for a pair of types, inclusive.
func (c Catalog) MaxLabels() int {
	if m := c.document().MaxLabels; m != nil {
		return *m
	}
	return DefaultMaxLabels
}

// WithMaxLabels returns the catalog with another maximum, from 0; a negative n is
// taken for 0. Labels above a lowered maximum stay.
func (c Catalog) WithMaxLabels(n int) Catalog {
	own := account{}
	if c.own != nil {
		own = *c.own // the indexes do not depend on the maximum
	}
	n = max(n, 0)
	own.MaxLabels = &n
	if n == DefaultMaxLabels {
		own.MaxLabels = nil
	}
	return Catalog{&own}
}

// String returns a summary, such as "catalog of 12 types, 3 own labels".
func (c Catalog) String() string {
	return fmt.Sprintf("catalog of %d types, %d own labels", len(c.Types()), len(c.document().Labels))
}
