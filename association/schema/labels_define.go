package schema

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// with returns the labels of a changed document.
func (ls Labels) with(doc labelsDocument) (Labels, error) {
	next, err := newAccount(doc)
	if err != nil {
		return ls, err
	}
	return Labels{next}, nil
}

// addType makes a type active: a custom type, whose pairs are to be defined next, or a
// built-in type such as leads, whose built-in pairs with the active types are then
// defined. The error is a [record.Error] for an illegal name, or an *[label.Error] that is
// [label.ErrDuplicate].
func (ls Labels) addType(t record.Type) (Labels, error) {
	doc := ls.document().clone()
	at, _ := slices.BinarySearch(doc.Types, t)
	doc.Types = slices.Insert(doc.Types, at, t)
	return ls.with(doc)
}

// addPair lets records of the two types be associated, in both directions. A custom type with
// companies also gets the types of a primary mark. The error is an *[label.Error]:
// [label.ErrUndefinedType], or [label.ErrDuplicate] when the pair is defined already.
func (ls Labels) addPair(from, to record.Type) (Labels, error) {
	doc := ls.document().clone()
	p := pairRow{From: from, To: to, IDs: doc.next(label.UserDefined, 2)}
	if from == to {
		p.IDs = p.IDs[:1]
	}
	if _, hasPrimary := p.mark(); hasPrimary {
		both := doc.next(label.UserDefined, 4)
		p.IDs, p.Primary = both[:2:2], both[2:]
	}
	doc.Pairs = append(doc.Pairs, p)
	return ls.with(doc)
}

// define adds a label and returns its forward direction. Texts are kept without the
// space around them. Without [label.Definition.WithName] the internal name is derived from
// the forward text. The error is an *[label.Error]: that of [Labels.CheckPair],
// [label.ErrName] for illegal words, [label.ErrDuplicate], [label.ErrTooMany] above
// [Labels.MaxLabels], or [label.ErrBuiltIn] for a category that is not the account's.
func (ls Labels) define(d label.Definition) (Labels, label.Label, error) {
	row, err := ls.rowOf(d)
	if err != nil {
		return ls, label.Label{}, err
	}
	doc := ls.document().clone()
	doc.Labels = append(doc.Labels, row)
	next, err := ls.with(doc)
	if err != nil {
		return ls, label.Label{}, err
	}
	forward := d.Forward
	if used, most := ls.Used(forward.From, forward.To), ls.MaxLabels(); used >= most {
		return ls, label.Label{}, &label.Error{Err: label.ErrTooMany, From: forward.From, To: forward.To, Value: forward.Text,
			Reason: fmt.Sprintf("the pair has %d of %d labels: remove one or raise the maximum", used, most)}
	}
	category, _ := categoryOf(d)
	l, _ := next.Lookup(label.TypeID{Category: category, Number: row.IDs[0]})
	return next, l, nil
}

// categoryOf returns the category that the definition's ids come from.
func categoryOf(d label.Definition) (label.Category, error) {
	switch d.Category {
	case 0, label.UserDefined:
		return label.UserDefined, nil
	case label.IntegratorDefined:
		return label.IntegratorDefined, nil
	}
	return 0, &label.Error{Err: label.ErrBuiltIn, From: d.Forward.From, To: d.Forward.To, Value: d.Category.String(),
		Reason: "labels are defined in USER_DEFINED or INTEGRATOR_DEFINED"}
}

// rowOf returns the row that defines d, with name and ids. newAccount checks
// everything that the row alone can show.
func (ls Labels) rowOf(d label.Definition) (labelRow, error) {
	category, err := categoryOf(d)
	if err != nil {
		return labelRow{}, err
	}
	f := d.Forward
	row := labelRow{From: f.From, To: f.To, Category: category.String(), Name: f.Name}
	if row.Text, err = words.CleanText(f.Text); err != nil {
		return labelRow{}, err
	}
	if f.Kind == label.KindPaired {
		if row.Inverse, err = words.CleanText(d.Backward.Text); err != nil {
			return labelRow{}, err
		}
	}
	if row.Name == "" {
		if row.Name, err = words.DeriveName(row.Text); err != nil {
			return labelRow{}, err
		}
	}
	row.IDs = ls.document().next(category, idsOf(f))
	return row, nil
}
