package association

import (
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// Associate links two records, or adds labels to the link that exists. Both ends
// see the link, each with its own word of a paired label.
//
// To becomes From's primary, and From To's, as the rules of their types say, see
// [Mark]. A limit that would be exceeded on either side is a [limits.Error], except
// the sum of a record's activities: then the link is not made and the outcome is
// [Skipped].
//
// Rules A4, A5, A6, C2 and D5 of docs/semantics.md; cases in storage/storagetest/laws/rule_records.go, rule_primary.go, rule_limits.go.
type Associate struct {
	From   record.Ref    `json:"from,omitzero"`
	To     record.Ref    `json:"to,omitzero"`
	Labels []label.Label `json:"labels,omitzero"` // a primary type among them marks, see [label.KindPrimary]
	Mark   primary.Mark  `json:"mark,omitzero"`   // of From's primary

	// OnlyFirst associates From with its first record of To's type and with no other:
	// where any link from From to that type exists, also this one, nothing changes,
	// labels and marks included, and the outcome is [Unchanged]. It is looked at in the
	// transaction that writes, so that of two such operations at once one finds the
	// other's link. Automatic association by domain is made of it.
	OnlyFirst bool `json:"onlyFirst,omitzero"`
}

func (op *Associate) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }

func (op *Associate) needs(d *draft.Draft) { d.NeedLink(op.From, op.To, op.Labels) }

func (op *Associate) decide(d *draft.Draft) (Result, error) {
	l, err := d.Between(op.From, op.To)
	if err != nil {
		return Result{}, err
	}
	given, err := d.Given(&l, op.Labels)
	if err != nil {
		return Result{}, err
	}
	if given.NearMark && op.Mark == primary.MarkNever {
		return Result{}, fmt.Errorf("%w: %s is marked by a label and not to be primary of %s", primary.ErrMarks, l.To, l.From)
	}
	if op.OnlyFirst && d.Degree(&l).Count > 0 {
		return Result{Outcome: Unchanged}, nil
	}
	was := d.State(&l)
	now, err := d.WithLabels(&l, was, was.Near.Labels.Union(given.Set))
	if err != nil {
		return Result{}, err
	}
	var result Result
	if !was.Linked() {
		skip, err := d.Room(&l, draft.NotCounted)
		if err != nil {
			return Result{}, err
		}
		if skip {
			d.Skip(l.From, l.To)
			return Result{Outcome: Skipped, Skipped: []record.Ref{l.To}}, nil
		}
		now.Created, result.Outcome = draft.NewLink, Created
	}
	err = mark(d, &l, now, draft.WishOf(given, op.Mark), &result)
	return result, err
}

// mark decides the marks of a link that gets the state now, and writes all of it.
func mark(d *draft.Draft, l *draft.Link, now history.State, wish draft.Wish, result *Result) error {
	c := d.Begin()
	if err := d.Mark(c, l, now, wish); err != nil {
		return err
	}
	if !c.IsEmpty() && result.Outcome == None {
		result.Outcome = Changed
	}
	result.take(c)
	return d.Write(c)
}

func (op *Associate) request(text []byte) []byte {
	verb := "associate"
	if op.OnlyFirst {
		verb = "associate only first"
	}
	return appendRequest(text, verb, op.From, op.To, names(op.Labels), op.Mark)
}

// String says what is to be done.
func (op *Associate) String() string {
	text := fmt.Sprintf("associate %s with %s", op.From, op.To)
	if len(op.Labels) > 0 {
		text += " as " + quoted(op.Labels)
	}
	if op.OnlyFirst {
		text += fmt.Sprintf(", unless it has one of %s", op.To.Type)
	}
	return text
}
