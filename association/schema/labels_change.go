package schema

import (
	"slices"

	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
)

// rename changes the display text of the direction that id names, or of both directions of a
// single label. The internal name stays. The error is an *[label.Error]: [label.ErrUnknown],
// [label.ErrBuiltIn], [label.ErrRemoved], [label.ErrName] or [label.ErrDuplicate].
func (ls Labels) rename(id label.TypeID, text string) (Labels, error) {
	e, at, err := ls.ownLabel(id)
	if err != nil {
		return ls, err
	}
	if e.Status == label.Removed {
		return ls, &label.Error{Err: label.ErrRemoved, ID: id, Value: e.Text, Reason: "its words are history"}
	}
	clean, err := words.CleanText(text)
	if err != nil {
		return ls, err
	}
	for _, side := range []*entry{e, e.inverse} {
		if side != e && e.Kind == label.KindPaired {
			break
		}
		if other := ls.defined(side.From, side.To).withText(words.Fold(clean), e); other != nil {
			return ls, duplicate(side.Label, clean, other, "the display text belongs to it: choose another word")
		}
	}
	doc := ls.document().clone()
	if row := &doc.Labels[at]; e.Kind == label.KindPaired && row.IDs[0] != id.Number {
		row.Inverse = clean
	} else {
		row.Text = clean
	}
	return ls.with(doc)
}

// retire takes a label out of use: links keep the label, and no other link gets the label. A
// retiring label can be removed or made active again. The id may be of either direction. The
// error is an *[label.Error]: [label.ErrUnknown], [label.ErrBuiltIn], or [label.ErrStatus] when
// the label is not active.
func (ls Labels) retire(id label.TypeID) (Labels, error) {
	return ls.move(id, label.Active, label.Retiring, "only an active label can be retired")
}

// reactivate makes a retiring label active again. The error is an *[label.Error]:
// [label.ErrUnknown], [label.ErrBuiltIn], or [label.ErrStatus] when the label is not retiring.
func (ls Labels) reactivate(id label.TypeID) (Labels, error) {
	return ls.move(id, label.Retiring, label.Active, "only a retiring label can be made active again")
}

// remove deletes a label that is being retired. The caller has checked that no link
// carries the label. Ids and words stay for history. The ids are never given again, the words
// may be. The error is an *[label.Error]: [label.ErrUnknown], [label.ErrBuiltIn], or
// [label.ErrStatus] when the label is not retiring.
func (ls Labels) remove(id label.TypeID) (Labels, error) {
	return ls.move(id, label.Retiring, label.Removed, "retire the label first")
}

func (ls Labels) move(id label.TypeID, from, to label.Status, reason string) (Labels, error) {
	e, at, err := ls.ownLabel(id)
	if err != nil {
		return ls, err
	}
	if e.Status != from {
		return ls, &label.Error{Err: label.ErrStatus, ID: id, Value: e.Text, Reason: "it is " + e.Status.String() + ": " + reason}
	}
	doc := ls.document().clone()
	doc.Labels[at].Status = to.String()
	if to == label.Active {
		doc.Labels[at].Status = ""
	}
	return ls.with(doc)
}

// ownLabel returns the label that id is a direction of and the place in the document.
func (ls Labels) ownLabel(id label.TypeID) (*entry, int, error) {
	e := ls.entry(id)
	if e == nil {
		return nil, 0, &label.Error{Err: label.ErrUnknown, ID: id, Reason: "no definition has this id"}
	}
	at := slices.IndexFunc(ls.document().Labels, func(l labelRow) bool {
		return l.Category == id.Category.String() && slices.Contains(l.IDs, id.Number)
	})
	if at < 0 {
		return nil, 0, &label.Error{Err: label.ErrBuiltIn, From: e.From, To: e.To, ID: id, Value: e.Text, Reason: "it comes with its pair and stays as it is"}
	}
	return e, at, nil
}
