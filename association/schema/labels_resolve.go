package schema

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Resolve completes a reference that is used on a link from a from record to a to
// record. The result may be [label.Retiring]: the caller knows whether that is a new use.
//
//   - A complete [label.Label] means the id. Used from its To type to its From type,
//     when these differ, the inverse is meant.
//   - [label.WithID] names exactly one direction and must be of this one.
//   - [label.Named] is compared with the internal names as written, then with this
//     direction's texts, trimmed and case-folded. Between records of the same type every
//     text names a side, and an internal name the side that the definition began with.
//
// The error is an *[label.Error]: [label.ErrUnknown], [label.ErrRemoved],
// [label.ErrWrongDirection], [label.ErrWrongPair], or that of [Labels.CheckPair].
func (ls Labels) Resolve(from, to record.Type, l label.Label) (label.Label, error) {
	e, err := ls.find(from, to, l)
	switch {
	case err != nil:
		return label.Label{}, err
	case e.Status == label.Removed:
		return label.Label{}, &label.Error{Err: label.ErrRemoved, From: from, To: to, ID: e.ID, Value: e.String(), Reason: "it was deleted: define a new one"}
	case e.inactive:
		if err := ls.CheckPair(from, to); err != nil {
			return label.Label{}, err
		}
	}
	return e.Label, nil
}

func (ls Labels) find(from, to record.Type, l label.Label) (*entry, error) {
	if l.ID.IsZero() {
		return ls.findNamed(from, to, l)
	}
	e := ls.entry(l.ID)
	switch {
	case e == nil:
		return nil, &label.Error{Err: label.ErrUnknown, From: from, To: to, ID: l.ID, Value: l.Text, Reason: "no definition has this id"}
	case l.From != "" && (l.From != e.From || l.To != e.To):
		return nil, wrongPair(from, to, e) // a label of another account whose number means something else here
	case e.From == from && e.To == to:
		return e, nil
	case e.From != to || e.To != from:
		return nil, wrongPair(from, to, e)
	case l.From != "":
		return e.inverse, nil
	}
	return nil, wrongDirection(from, to, l.ID.String(), e)
}

func (ls Labels) findNamed(from, to record.Type, l label.Label) (*entry, error) {
	if err := ls.CheckPair(from, to); err != nil {
		return nil, err
	}
	unknown := &label.Error{Err: label.ErrUnknown, From: from, To: to, Value: l.String()}
	switch {
	case l.From != "":
		unknown.Reason = "this is a definition without ids: define it first"
		return nil, unknown
	case strings.TrimSpace(l.Name) == "":
		unknown.Value, unknown.Reason = "", "the reference is empty: give a name or an id"
		return nil, unknown
	}
	e, ambiguous := ls.defined(from, to).named(l.Name)
	switch {
	case ambiguous:
		unknown.Reason = "it is the internal name and also the word of the other side: give the id of the side"
		return nil, unknown
	case e != nil:
		return e, nil
	}
	if other, _ := ls.defined(to, from).named(l.Name); other != nil && other.Status != label.Removed {
		return nil, wrongDirection(from, to, l.Name, other)
	}
	unknown.Reason = "no label of this direction has this name: define it first"
	return nil, unknown
}

// named returns the entry that a word means. A removed entry is returned only when the word
// means no other. The word is ambiguous when it is the internal name of a paired label between
// records of the same type, which means the first side, and also the text of the second side.
func (d *defined) named(word string) (e *entry, ambiguous bool) {
	for _, removed := range [...]bool{false, true} {
		name, text := d.match(word, removed)
		switch {
		case name != nil:
			return name, text != nil && text != name && text == name.inverse
		case text != nil:
			return text, false
		}
	}
	return nil, false
}

// match returns the first entry with that internal name and the first with that
// text, among the removed ones or among the others.
func (d *defined) match(word string, removed bool) (name, text *entry) {
	exact, folded := strings.TrimSpace(word), words.Fold(word)
	for _, e := range d.entries {
		if (e.Status == label.Removed) != removed {
			continue
		}
		if name == nil && e.Name == exact {
			name = e
		}
		if text == nil && e.Text != "" && e.word == folded {
			text = e
		}
	}
	return name, text
}

func wrongPair(from, to record.Type, e *entry) error {
	return &label.Error{Err: label.ErrWrongPair, From: from, To: to, ID: e.ID, Value: e.String(),
		Reason: fmt.Sprintf("it is defined from %s to %s", e.From, e.To)}
}

// wrongDirection says that value names e, and which id and word name the inverse.
func wrongDirection(from, to record.Type, value string, e *entry) error {
	return &label.Error{Err: label.ErrWrongDirection, From: from, To: to, ID: e.ID, Value: value, Use: e.Inverse,
		Reason: fmt.Sprintf("it is the one from %s to %s: use %s (%s)", e.From, e.To, e.Inverse, e.inverse.Label)}
}

// Mirror returns the set that the other end of a link sees: every id replaced by the inverse.
// An unknown id stays, so mirroring twice always gives back the same set.
func (ls Labels) Mirror(s label.Set) label.Set {
	switch s.Len() {
	case 0:
		return s
	case 1:
		for id := range s.All() {
			if e := ls.entry(id); e != nil {
				return e.inverse.set
			}
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

// SetOf returns the set of this label alone, without allocating if the label is known.
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
