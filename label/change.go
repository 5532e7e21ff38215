package label

import "slices"

// Rename changes the display text of the direction that id names; of a single label
// it is the text of both. The internal name stays. The error is an *[Error]:
// [ErrUnknown], [ErrBuiltIn], [ErrRemoved], [ErrName] or [ErrDuplicate].
func (c Catalog) Rename(id TypeID, text string) (Catalog, error) {
	e, at, err := c.ownLabel(id)
	if err != nil {
		return c, err
	}
	if e.Status == Removed {
		return c, &Error{Err: ErrRemoved, ID: id, Value: e.Text, Reason: "its words are history"}
	}
	clean, err := cleanText(text)
	if err != nil {
		return c, err
	}
	for _, side := range []*entry{e, e.inverse} {
		if side != e && e.Kind == KindPaired {
			break
		}
		if other := c.way(side.From, side.To).withText(fold(clean), e); other != nil {
			return c, duplicate(side.Label, clean, other, "the display text belongs to it: choose another word")
		}
	}
	doc := c.document().clone()
	if row := &doc.Labels[at]; e.Kind == KindPaired && row.IDs[0] != id.Number {
		row.Inverse = clean
	} else {
		row.Text = clean
	}
	return c.with(doc)
}

// Retire takes a label out of use: links may keep it, no link gets it any more. It
// can be removed or made active again. Either direction's id will do. The error is
// an *[Error]: [ErrUnknown], [ErrBuiltIn], or [ErrStatus] when it is not active.
func (c Catalog) Retire(id TypeID) (Catalog, error) {
	return c.move(id, Active, Retiring, "only an active label can be retired")
}

// Reactivate makes a retiring label active again. The error is an *[Error]:
// [ErrUnknown], [ErrBuiltIn], or [ErrStatus] when it is not retiring.
func (c Catalog) Reactivate(id TypeID) (Catalog, error) {
	return c.move(id, Retiring, Active, "only a retiring label can be made active again")
}

// Remove ends a retiring label that no link carries any more; that none does the
// caller has checked. Its ids and words stay for history and its ids are never given
// again; its words may be. The error is an *[Error]: [ErrUnknown], [ErrBuiltIn], or
// [ErrStatus] when it is not retiring.
func (c Catalog) Remove(id TypeID) (Catalog, error) {
	return c.move(id, Retiring, Removed, "retire the label first")
}

func (c Catalog) move(id TypeID, from, to Status, reason string) (Catalog, error) {
	e, at, err := c.ownLabel(id)
	if err != nil {
		return c, err
	}
	if e.Status != from {
		return c, &Error{Err: ErrStatus, ID: id, Value: e.Text, Reason: "it is " + e.Status.String() + ": " + reason}
	}
	doc := c.document().clone()
	doc.Labels[at].Status = to.String()
	if to == Active {
		doc.Labels[at].Status = ""
	}
	return c.with(doc)
}

// ownLabel returns the label that id is a direction of and its place in the document.
func (c Catalog) ownLabel(id TypeID) (*entry, int, error) {
	e := c.entry(id)
	if e == nil {
		return nil, 0, &Error{Err: ErrUnknown, ID: id, Reason: "no definition has this id"}
	}
	at := slices.IndexFunc(c.document().Labels, func(l labelRow) bool {
		return l.Category == id.Category.String() && slices.Contains(l.IDs, id.Number)
	})
	if at < 0 {
		return nil, 0, &Error{Err: ErrBuiltIn, From: e.From, To: e.To, ID: id, Value: e.Text, Reason: "it comes with its pair and stays as it is"}
	}
	return e, at, nil
}
