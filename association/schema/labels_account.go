package schema

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/schema/internal/builtin"
	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// An account is a document with its indexes. It holds only what differs from the
// built-in definitions that every account has.
type account struct {
	labelsDocument
	types      map[record.Type]bool
	defined    map[direction]*defined
	user       []*entry // by number, which begins at 1; no number is left out
	integrator []*entry
}

// newAccount indexes a document and checks every rule that a document can break. All edits
// and decode come through here, so the rules are in a single place.
func newAccount(doc labelsDocument) (*account, error) {
	a := &account{
		labelsDocument: doc, types: map[record.Type]bool{}, defined: map[direction]*defined{},
		user: make([]*entry, doc.given(label.UserDefined)+1), integrator: make([]*entry, doc.given(label.IntegratorDefined)+1),
	}
	if doc.MaxLabels != nil && *doc.MaxLabels < 0 {
		return nil, &label.Error{Err: label.ErrTooMany, Reason: fmt.Sprintf("a maximum of %d labels is below zero", *doc.MaxLabels)}
	}
	if !slices.IsSorted(doc.Types) {
		return nil, &label.Error{Err: label.ErrName, Reason: "the types are not in byte order"}
	}
	for _, t := range doc.Types {
		if err := a.indexType(t); err != nil {
			return nil, err
		}
	}
	a.addBuiltInPairs()
	for _, p := range doc.Pairs {
		if err := a.indexPair(p); err != nil {
			return nil, err
		}
	}
	for _, l := range doc.Labels {
		if err := a.indexLabel(l); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *account) indexType(t record.Type) error {
	if err := t.Validate(); err != nil {
		return err
	}
	if (Labels{a}).HasType(t) {
		return &label.Error{Err: label.ErrDuplicate, Value: string(t), Reason: "the type is active already"}
	}
	a.types[t] = true
	return nil
}

// addBuiltInPairs defines the built-in pairs of the added types with active types.
func (a *account) addBuiltInPairs() {
	for t := range a.types {
		for _, d := range builtIns.byType[t] {
			if (Labels{a}).HasType(d.to) {
				a.defined[d] = builtIns.all[d]
				a.defined[d.reversed()] = builtIns.all[d.reversed()]
			}
		}
	}
}

func (a *account) indexPair(p pairRow) error {
	for _, t := range []record.Type{p.From, p.To} {
		if !(Labels{a}).HasType(t) {
			return &label.Error{Err: label.ErrUndefinedType, From: p.From, To: p.To, Value: string(t), Reason: "define the type first"}
		}
	}
	if (Labels{a}).defined(p.From, p.To) != nil {
		return &label.Error{Err: label.ErrDuplicate, From: p.From, To: p.To, Reason: "the pair is defined already"}
	}
	mark, hasPrimary := p.mark()
	err := a.add(label.UserDefined, p.IDs, builtin.Unlabeled(p.From, p.To, hasPrimary))
	switch {
	case err != nil:
		return err
	case !hasPrimary && len(p.Primary) > 0:
		return &label.Error{Err: label.ErrName, From: p.From, To: p.To, Reason: "only a custom type has a primary company"}
	case !hasPrimary:
		return nil
	}
	return a.add(label.UserDefined, p.Primary, builtin.Primary(mark.from, mark.to))
}

// add indexes a definition under the given numbers.
func (a *account) add(c label.Category, numbers []uint32, d label.Definition) error {
	forward, backward := d.Forward, d.Backward
	want := idsOf(forward)
	if len(numbers) != want {
		return &label.Error{Err: label.ErrName, From: forward.From, To: forward.To, Value: forward.Name, Reason: fmt.Sprintf("it needs %d ids and has %d", want, len(numbers))}
	}
	forward.ID, backward.ID = label.TypeID{Category: c, Number: numbers[0]}, label.TypeID{Category: c, Number: numbers[want-1]}
	if want == 2 && numbers[0] >= numbers[1] {
		return &label.Error{Err: label.ErrName, ID: forward.ID, Reason: "the forward direction has the lower of two numbers"}
	}
	f, b := newEntries(forward, backward)
	for i, e := range []*entry{f, b} {
		byNumber := a.numbers(c)
		if e.ID.Number == 0 || e.ID.Number >= uint32(len(byNumber)) {
			return &label.Error{Err: label.ErrName, ID: e.ID, Reason: fmt.Sprintf("the numbers given so far are 1 to %d", len(byNumber)-1)}
		}
		if have := byNumber[e.ID.Number]; have != nil && have != e {
			return &label.Error{Err: label.ErrDuplicate, ID: e.ID, Reason: "the id is given to another definition"}
		}
		byNumber[e.ID.Number] = e
		a.own(direction{e.From, e.To}).add(e, i == 0)
	}
	return nil
}

// idsOf returns how many ids a definition has: one if both directions are the same.
func idsOf(forward label.Label) int {
	if forward.From == forward.To && forward.Kind != label.KindPaired {
		return 1
	}
	return 2
}

// own returns the definitions of a direction in a copy that the account may add to.
func (a *account) own(d direction) *defined {
	have := (Labels{a}).defined(d.from, d.to)
	switch {
	case have == nil:
		have = &defined{}
	case have == builtIns.all[d]:
		have = have.clone()
	}
	a.defined[d] = have
	return have
}

func (a *account) indexLabel(l labelRow) error {
	d, err := l.definition()
	if err != nil {
		return err
	}
	if err := (Labels{a}).CheckPair(l.From, l.To); err != nil {
		return err
	}
	if d.Forward.Status != label.Removed {
		if err := (Labels{a}).checkFree(d.Forward, d.Backward); err != nil {
			return err
		}
	}
	return a.add(d.Category, l.IDs, d)
}

// checkFree returns nil when no other label of the pair holds the name or, in the same
// direction, a text.
func (ls Labels) checkFree(forward, backward label.Label) error {
	name := words.Fold(forward.Name)
	for _, side := range []label.Label{forward, backward} {
		there := ls.defined(side.From, side.To)
		if e := there.withName(name); e != nil {
			return duplicate(side, side.Name, e, "the internal name belongs to it: give another with WithName")
		}
		if e := there.withText(words.Fold(side.Text), nil); e != nil {
			return duplicate(side, side.Text, e, "the display text belongs to it: choose another word")
		}
	}
	if forward.From == forward.To && forward.Kind == label.KindPaired && words.Fold(forward.Text) == words.Fold(backward.Text) {
		return &label.Error{Err: label.ErrDuplicate, From: forward.From, To: forward.To, Value: backward.Text,
			Reason: "between records of the same type the two words differ: define a single label"}
	}
	return nil
}

func duplicate(side label.Label, value string, holder *entry, reason string) error {
	if holder.ID.Category == label.HubSpotDefined {
		reason = "the label is built in: use it by its word or id, without defining it"
	}
	return &label.Error{Err: label.ErrDuplicate, From: side.From, To: side.To, ID: holder.ID, Value: value, Reason: reason}
}
