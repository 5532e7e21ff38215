package schema

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Labels is every type, pair and label of an account: an immutable value that any
// number of goroutines may share. The zero Labels has the built-in definitions alone.
//
// Every direction has exactly one inverse, and is the inverse of its inverse. So a set
// that is mirrored twice is the same set. An id that was given once means the same
// definition for ever.
type Labels struct {
	own *account // the additions of the account; nil for none
}

// Types returns the active types in byte order.
func (ls Labels) Types() []record.Type {
	types := slices.Clone(activeTypes)
	types = append(types, ls.document().Types...)
	slices.Sort(types)
	return types
}

// HasType reports whether t is active: standard, an activity, or added.
func (ls Labels) HasType(t record.Type) bool {
	return t.IsStandard() || t.IsActivity() || ls.own != nil && ls.own.types[t]
}

// defined returns the definitions of a direction, nil when the pair is not defined.
func (ls Labels) defined(from, to record.Type) *defined {
	d := direction{from, to}
	if ls.own != nil {
		if own := ls.own.defined[d]; own != nil {
			return own
		}
	}
	return builtIns.active[d]
}

// Lookup returns the direction with the given id, of any status. Built-in
// ids are found also while their types are not active.
func (ls Labels) Lookup(id label.TypeID) (label.Label, bool) {
	e := ls.entry(id)
	if e == nil {
		return label.Label{}, false
	}
	return e.Label, true
}

// entry returns the direction with the given id, of any status, or nil.
func (ls Labels) entry(id label.TypeID) *entry {
	switch {
	case id.Category == label.HubSpotDefined:
		return builtIns.entry(id.Number)
	case ls.own == nil:
		return nil
	}
	return ls.own.entry(id)
}

// entry returns the direction with the given id, or nil.
func (a *account) entry(id label.TypeID) *entry {
	if numbers := a.numbers(id.Category); id.Number < uint32(len(numbers)) {
		return numbers[id.Number]
	}
	return nil
}

func (a *account) numbers(c label.Category) []*entry {
	switch c {
	case label.UserDefined:
		return a.user
	case label.IntegratorDefined:
		return a.integrator
	}
	return nil
}

// CheckPair returns nil when records of the two types can be associated. Otherwise
// it returns an *[label.Error] that is [label.ErrUndefinedType] or [label.ErrUndefinedPair].
func (ls Labels) CheckPair(from, to record.Type) error {
	// Nearly every pair that is asked for is built in, so that is looked up first.
	if builtIns.active[direction{from, to}] != nil || ls.defined(from, to) != nil {
		return nil
	}
	for _, t := range []record.Type{from, to} {
		if !ls.HasType(t) {
			return &label.Error{Err: label.ErrUndefinedType, From: from, To: to, Value: string(t), Reason: "define the type first"}
		}
	}
	return &label.Error{Err: label.ErrUndefinedPair, From: from, To: to, Reason: "define the pair before associating its records"}
}

// Unlabeled returns the type that every link of the direction has, and
// false when the pair is not defined.
func (ls Labels) Unlabeled(from, to record.Type) (label.Label, bool) {
	there := ls.defined(from, to)
	if there == nil {
		return label.Label{}, false
	}
	return there.unlabeled.Label, true
}

// Primary returns the type of the mark that a from record puts on its primary to
// record, and false if no such type exists. The reverse direction has no mark: that direction
// sees the mark's Inverse.
func (ls Labels) Primary(from, to record.Type) (label.Label, bool) {
	there := ls.defined(from, to)
	if there == nil || there.primary == nil {
		return label.Label{}, false
	}
	return there.primary.Label, true
}

// Labels returns the active labels of a direction in TypeID order, without the
// unlabeled type and primary marks. Between records of the same type both sides of a
// paired label are among them.
func (ls Labels) Labels(from, to record.Type) []label.Label {
	return ls.collect(from, to, func(l label.Label) bool { return l.IsLabel() && l.Status == label.Active })
}

// All returns the types that a link can have in this direction, in TypeID order: the
// unlabeled type, primary marks, and labels that are active or retiring.
func (ls Labels) All(from, to record.Type) []label.Label {
	return ls.collect(from, to, func(l label.Label) bool { return l.Status != label.Removed })
}

func (ls Labels) collect(from, to record.Type, keep func(label.Label) bool) []label.Label {
	there := ls.defined(from, to)
	if there == nil {
		return nil
	}
	var labels []label.Label
	for _, e := range there.entries {
		if keep(e.Label) {
			labels = append(labels, e.Label)
		}
	}
	return labels
}

// Used returns how many labels of the two types, in either order, count towards
// [Labels.MaxLabels]: those defined here, retiring labels too, a paired label once.
func (ls Labels) Used(from, to record.Type) int {
	there, used := ls.defined(from, to), 0
	if there == nil {
		return 0
	}
	for _, e := range there.entries {
		second := from == to && label.Compare(e.ID, e.Inverse) > 0
		if e.IsLabel() && e.ID.Category != label.HubSpotDefined && e.Status != label.Removed && !second {
			used++
		}
	}
	return used
}

// DefaultMaxLabels is how many labels a pair of types can have unless the
// account has another maximum.
const DefaultMaxLabels = 10

// MaxLabels returns how many labels can be defined for a pair of types, inclusive.
func (ls Labels) MaxLabels() int {
	if m := ls.document().MaxLabels; m != nil {
		return *m
	}
	return DefaultMaxLabels
}

// withMaxLabels returns the labels with another maximum, from 0. A negative n counts as 0.
// Labels above a lowered maximum stay.
func (ls Labels) withMaxLabels(n int) Labels {
	own := account{}
	if ls.own != nil {
		own = *ls.own // the indexes do not depend on the maximum
	}
	n = max(n, 0)
	own.MaxLabels = &n
	if n == DefaultMaxLabels {
		own.MaxLabels = nil
	}
	return Labels{&own}
}

// String returns a summary, such as "12 types, 3 own labels".
func (ls Labels) String() string {
	return fmt.Sprintf("%d types, %d own labels", len(ls.Types()), len(ls.document().Labels))
}
