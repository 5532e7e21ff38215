package schema

import (
	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A pairRow is a pair that the account defined.
type pairRow struct {
	From    record.Type `json:"from"`
	To      record.Type `json:"to"`
	IDs     []uint32    `json:"ids"`               // unlabeled: from -> to, to -> from; one between records of the same type
	Primary []uint32    `json:"primary,omitempty"` // of a custom type with companies: the mark, its reverse
}

// mark returns the direction of the primary mark that comes with the pair: from a
// custom type to companies.
func (p pairRow) mark() (d direction, ok bool) {
	switch {
	case p.To == record.Companies && !isBuiltIn(p.From):
		return direction{p.From, p.To}, true
	case p.From == record.Companies && !isBuiltIn(p.To):
		return direction{p.To, p.From}, true
	}
	return direction{}, false
}

// A labelRow is a label that the account defined, paired if Inverse is there.
type labelRow struct {
	From     record.Type `json:"from"`
	To       record.Type `json:"to"`
	Category string      `json:"category"`
	IDs      []uint32    `json:"ids"` // from -> to, to -> from; one for a single label between records of the same type
	Name     string      `json:"name"`
	Text     string      `json:"text"`
	Inverse  string      `json:"inverseText,omitempty"`
	Status   string      `json:"status,omitempty"` // empty: active
}

// definition returns the row as a definition without ids, after a check of the words.
func (l labelRow) definition() (label.Definition, error) {
	d := label.Single(l.From, l.To, l.Text)
	if l.Inverse != "" {
		d = label.Paired(l.From, l.To, l.Text, l.Inverse)
	}
	d = d.WithName(l.Name).In(categoryNamed(l.Category))
	status := statusNamed(l.Status)
	switch {
	case d.Category != label.UserDefined && d.Category != label.IntegratorDefined:
		return d, &label.Error{Err: label.ErrBuiltIn, Value: l.Category, Reason: "labels are defined in USER_DEFINED or INTEGRATOR_DEFINED"}
	case l.Status != "" && status == label.Active:
		return d, &label.Error{Err: label.ErrStatus, Value: l.Status, Reason: "want retiring, removed or none"}
	}
	d.Forward.Status, d.Backward.Status = status, status
	for _, err := range []error{words.CheckName(l.Name), words.CheckText(d.Forward.Text), words.CheckText(d.Backward.Text)} {
		if err != nil {
			return d, err
		}
	}
	return d, nil
}

// categoryNamed returns the category of the given name, 0 if there is none.
func categoryNamed(name string) label.Category {
	for c := label.HubSpotDefined; c <= label.Work; c++ {
		if c.String() == name {
			return c
		}
	}
	return 0
}

// statusNamed returns the status of the given name, Active if there is none.
func statusNamed(name string) label.Status {
	for s := label.Removed; s > label.Active; s-- {
		if s.String() == name {
			return s
		}
	}
	return label.Active
}
