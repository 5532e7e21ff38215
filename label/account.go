package label

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/record"
)

// An account is a document with its indexes. It holds only what differs from the
// built-in definitions that every account has.
type account struct {
	document
	types      map[record.Type]bool
	ways       map[direction]*way
	user       []*entry // by number, which begins at 1; no number is left out
	integrator []*entry
}

// entry returns the direction with the given id, or nil.
func (a *account) entry(id TypeID) *entry {
	if numbers := a.numbers(id.Category); id.Number < uint32(len(numbers)) {
		return numbers[id.Number]
	}
	return nil
}

func (a *account) numbers(c Category) []*entry {
	switch c {
	case UserDefined:
		return a.user
	case IntegratorDefined:
		return a.integrator
	}
	return nil
}

// newAccount indexes a document, checking every rule that a document can break. All
// edits and UnmarshalJSON come through here, so that one place holds the rules.
func newAccount(doc document) (*account, error) {
	a := &account{
		document: doc, types: map[record.Type]bool{}, ways: map[direction]*way{},
		user: make([]*entry, doc.given(UserDefined)+1), integrator: make([]*entry, doc.given(IntegratorDefined)+1),
	}
	if doc.MaxLabels != nil && *doc.MaxLabels < 0 {
		return nil, &Error{Err: ErrTooMany, Reason: fmt.Sprintf("a maximum of %d labels is below zero", *doc.MaxLabels)}
	}
	if !slices.IsSorted(doc.Types) {
		return nil, &Error{Err: ErrName, Reason: "the types are not in byte order"}
	}
	for _, t := range doc.Types {
		if err := a.indexType(t); err != nil {
			return nil, err
		}
	}
	a.wake()
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
	if (Catalog{a}).HasType(t) {
		return &Error{Err: ErrDuplicate, Value: string(t), Reason: "the type is active already"}
	}
	a.types[t] = true
	return nil
}

// wake makes the built-in pairs of the added types with active types defined.
func (a *account) wake() {
	for t := range a.types {
		for _, d := range builtin.byType[t] {
			if (Catalog{a}).HasType(d.to) {
				a.ways[d] = builtin.ways[d]
				a.ways[d.reversed()] = builtin.ways[d.reversed()]
			}
		}
	}
}

func (a *account) indexPair(p pairRow) error {
	for _, t := range []record.Type{p.From, p.To} {
		if !(Catalog{a}).HasType(t) {
			return &Error{Err: ErrUndefinedType, From: p.From, To: p.To, Value: string(t), Reason: "define the type first"}
		}
	}
	if (Catalog{a}).way(p.From, p.To) != nil {
		return &Error{Err: ErrDuplicate, From: p.From, To: p.To, Reason: "the pair is defined already"}
	}
	d := direction{p.From, p.To}
	mark, hasPrimary := p.mark()
	err := a.add(UserDefined, p.IDs, p.From == p.To, Label{From: p.From, To: p.To, Name: unlabeledName(d, hasPrimary)},
		Label{From: p.To, To: p.From, Name: unlabeledName(d.reversed(), hasPrimary)})
	switch {
	case err != nil:
		return err
	case !hasPrimary && len(p.Primary) > 0:
		return &Error{Err: ErrName, From: p.From, To: p.To, Reason: "only a custom type has a primary company"}
	case !hasPrimary:
		return nil
	}
	return a.add(UserDefined, p.Primary, false,
		Label{From: mark.from, To: mark.to, Kind: KindPrimary, Name: pairName(mark), Text: primaryText},
		Label{From: mark.to, To: mark.from, Kind: KindPrimary, Name: pairName(mark.reversed()), Text: withPrimaryText(mark)})
}

// mark returns the direction of the primary mark that comes with the pair: from a
// custom type to companies.
func (p pairRow) mark() (d direction, ok bool) {
	switch {
	case p.To == record.Companies && !isBuiltin(p.From):
		return direction{p.From, p.To}, true
	case p.From == record.Companies && !isBuiltin(p.To):
		return direction{p.To, p.From}, true
	}
	return direction{}, false
}

// add indexes one definition. Its two directions share an id when one is true.
func (a *account) add(c Category, numbers []uint32, one bool, forward, backward Label) error {
	want := 2
	if one {
		want = 1
	}
	if len(numbers) != want {
		return &Error{Err: ErrName, From: forward.From, To: forward.To, Value: forward.Name, Reason: fmt.Sprintf("it needs %d ids and has %d", want, len(numbers))}
	}
	forward.ID, backward.ID = TypeID{c, numbers[0]}, TypeID{c, numbers[want-1]}
	if !one && numbers[0] >= numbers[1] {
		return &Error{Err: ErrName, ID: forward.ID, Reason: "the forward direction has the lower of two numbers"}
	}
	f, b := newEntries(forward, backward)
	for i, e := range []*entry{f, b} {
		byNumber := a.numbers(c)
		if e.ID.Number == 0 || e.ID.Number >= uint32(len(byNumber)) {
			return &Error{Err: ErrName, ID: e.ID, Reason: fmt.Sprintf("the numbers given so far are 1 to %d", len(byNumber)-1)}
		}
		if have := byNumber[e.ID.Number]; have != nil && have != e {
			return &Error{Err: ErrDuplicate, ID: e.ID, Reason: "the id is given to another definition"}
		}
		byNumber[e.ID.Number] = e
		a.ownWay(direction{e.From, e.To}).add(e, i == 0)
	}
	return nil
}

// ownWay returns a way of this account that can be added to.
func (a *account) ownWay(d direction) *way {
	w := (Catalog{a}).way(d.from, d.to)
	switch {
	case w == nil:
		w = &way{}
	case w == builtin.ways[d]:
		w = w.clone()
	}
	a.ways[d] = w
	return w
}

func (a *account) indexLabel(l labelRow) error {
	forward, backward, category, err := l.labels()
	if err != nil {
		return err
	}
	if err := (Catalog{a}).CheckPair(l.From, l.To); err != nil {
		return err
	}
	if forward.Status != Removed {
		if err := (Catalog{a}).checkFree(forward, backward); err != nil {
			return err
		}
	}
	return a.add(category, l.IDs, l.From == l.To && l.Inverse == "", forward, backward)
}

// labels returns both directions without ids, having checked the words.
func (l labelRow) labels() (forward, backward Label, c Category, err error) {
	def := Single(l.From, l.To, l.Text)
	if l.Inverse != "" {
		def = Paired(l.From, l.To, l.Text, l.Inverse)
	}
	def = def.WithName(l.Name)
	c = Category(slices.Index(categoryNames[:], l.Category))
	status := Status(max(0, slices.Index(statusNames[:], l.Status)))
	switch {
	case c != UserDefined && c != IntegratorDefined:
		err = &Error{Err: ErrBuiltIn, Value: l.Category, Reason: "labels are defined in USER_DEFINED or INTEGRATOR_DEFINED"}
	case l.Status != "" && status == Active:
		err = &Error{Err: ErrStatus, Value: l.Status, Reason: "want retiring, removed or none"}
	default:
		err = checkName(l.Name)
	}
	for _, side := range []*Label{&def.Forward, &def.Backward} {
		if err == nil {
			side.Status = status
			err = checkText(side.Text)
		}
	}
	return def.Forward, def.Backward, c, err
}

// checkFree returns nil when no other label of the pair holds the name or, in its
// direction, one of the texts.
func (c Catalog) checkFree(forward, backward Label) error {
	name := fold(forward.Name)
	for _, side := range []Label{forward, backward} {
		w := c.way(side.From, side.To)
		if e := w.withName(name); e != nil {
			return duplicate(side, side.Name, e, "the internal name belongs to it: give another with WithName")
		}
		if e := w.withText(fold(side.Text), nil); e != nil {
			return duplicate(side, side.Text, e, "the display text belongs to it: choose another word")
		}
	}
	if forward.From == forward.To && forward.Kind == KindPaired && fold(forward.Text) == fold(backward.Text) {
		return &Error{Err: ErrDuplicate, From: forward.From, To: forward.To, Value: backward.Text,
			Reason: "between records of one type the two words differ: define a single label"}
	}
	return nil
}

func duplicate(side Label, value string, holder *entry, reason string) error {
	return &Error{Err: ErrDuplicate, From: side.From, To: side.To, ID: holder.ID, Value: value, Reason: reason}
}
