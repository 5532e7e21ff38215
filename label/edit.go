package label

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/record"
)

// with returns the catalog of a changed document.
func (c Catalog) with(doc document) (Catalog, error) {
	next, err := newAccount(doc)
	if err != nil {
		return c, err
	}
	return Catalog{next}, nil
}

// AddType makes a type active: a custom one, whose pairs are to be defined next, or a
// built-in one such as leads, whose built-in pairs with the active types are then
// defined. The error is a [record.Error] for an illegal name, or an *[Error] that is
// [ErrDuplicate].
func (c Catalog) AddType(t record.Type) (Catalog, error) {
	doc := c.document().clone()
	at, _ := slices.BinarySearch(doc.Types, t)
	doc.Types = slices.Insert(doc.Types, at, t)
	return c.with(doc)
}

// AddPair lets records of the two types be associated, in both directions. A custom
// type with companies also gets the types of its primary mark. The error is an
// *[Error]: [ErrUndefinedType], or [ErrDuplicate] when the pair is defined already,
// which leaves all as it was.
func (c Catalog) AddPair(from, to record.Type) (Catalog, error) {
	doc := c.document().clone()
	p := pairRow{From: from, To: to, IDs: doc.next(UserDefined, 2)}
	if from == to {
		p.IDs = p.IDs[:1]
	}
	if _, hasPrimary := p.mark(); hasPrimary {
		both := doc.next(UserDefined, 4)
		p.IDs, p.Primary = both[:2:2], both[2:]
	}
	doc.Pairs = append(doc.Pairs, p)
	return c.with(doc)
}

// Define adds a label and returns its forward direction. Texts are kept without the
// space around them. Without [Definition.WithName] the internal name is derived from
// the forward text. The error is an *[Error]: what [Catalog.CheckPair] says,
// [ErrName] for illegal words, [ErrDuplicate], [ErrTooMany] above
// [Catalog.MaxLabels], or [ErrBuiltIn] for a category that is not the account's.
func (c Catalog) Define(d Definition) (Catalog, Label, error) {
	row, err := c.rowOf(d)
	if err != nil {
		return c, Label{}, err
	}
	doc := c.document().clone()
	doc.Labels = append(doc.Labels, row)
	next, err := c.with(doc)
	if err != nil {
		return c, Label{}, err
	}
	forward := d.Forward
	if used, most := c.Used(forward.From, forward.To), c.MaxLabels(); used >= most {
		return c, Label{}, &Error{Err: ErrTooMany, From: forward.From, To: forward.To, Value: forward.Text,
			Reason: fmt.Sprintf("the pair has %d of %d labels: remove one or raise the maximum", used, most)}
	}
	category, _ := d.category()
	l, _ := next.Lookup(TypeID{category, row.IDs[0]})
	return next, l, nil
}

// category returns where the definition's ids come from.
func (d Definition) category() (Category, error) {
	switch d.Category {
	case 0, UserDefined:
		return UserDefined, nil
	case IntegratorDefined:
		return IntegratorDefined, nil
	}
	return 0, &Error{Err: ErrBuiltIn, From: d.Forward.From, To: d.Forward.To, Value: d.Category.String(),
		Reason: "labels are defined in USER_DEFINED or INTEGRATOR_DEFINED"}
}

// rowOf returns the row that defines d, with its name and ids. Everything that the
// row can be checked for alone is left to newAccount.
func (c Catalog) rowOf(d Definition) (labelRow, error) {
	category, err := d.category()
	if err != nil {
		return labelRow{}, err
	}
	f := d.Forward
	row := labelRow{From: f.From, To: f.To, Category: category.String(), Name: f.Name}
	if row.Text, err = cleanText(f.Text); err != nil {
		return labelRow{}, err
	}
	if f.Kind == KindPaired {
		if row.Inverse, err = cleanText(d.Backward.Text); err != nil {
			return labelRow{}, err
		}
	}
	if row.Name == "" {
		if row.Name, err = deriveName(row.Text); err != nil {
			return labelRow{}, err
		}
	}
	n := 2
	if f.From == f.To && f.Kind != KindPaired {
		n = 1
	}
	row.IDs = c.document().next(category, n)
	return row, nil
}
