package association

import (
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// SetLabels makes the given labels the whole set of a standing link; without labels
// the link is unlabeled. A primary type among them moves the mark and is no label,
// leaving it out means nothing. No link is a [NotLinkedError].
//
// Rule B5 of docs/semantics.md; cases in storage/storagetest/laws/rule_labelwrites.go.
type SetLabels struct {
	From   record.Ref    `json:"from,omitzero"`
	To     record.Ref    `json:"to,omitzero"`
	Labels []label.Label `json:"labels,omitzero"`
}

// AddLabels adds labels to a standing link. Those that it carries already change
// nothing. A primary type among them moves the mark. No link is a [record.NotLinkedError].
type AddLabels struct {
	From   record.Ref    `json:"from,omitzero"`
	To     record.Ref    `json:"to,omitzero"`
	Labels []label.Label `json:"labels,omitzero"`
}

// RemoveLabels takes labels from a standing link, which stays, unlabeled when the
// last one went. A primary type among them clears the mark, as [ClearPrimary] does,
// and the unlabeled type removes the link, as [Dissociate] does. Labels that the
// link does not carry change nothing. No link is a [record.NotLinkedError].
type RemoveLabels struct {
	From   record.Ref    `json:"from,omitzero"`
	To     record.Ref    `json:"to,omitzero"`
	Labels []label.Label `json:"labels,omitzero"`
	// Successor and Unattended are for a mark that goes, see [Dissociate].
	Successor  record.Ref `json:"successor,omitzero"`
	Unattended bool       `json:"unattended,omitzero"`
}

func (op *SetLabels) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }
func (op *AddLabels) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }

func (op *RemoveLabels) named(refs []record.Ref) []record.Ref {
	return withSuccessor(append(refs, op.From, op.To), op.Successor)
}

func (op *SetLabels) needs(d *draft.Draft) { d.NeedLink(op.From, op.To, op.Labels) }
func (op *AddLabels) needs(d *draft.Draft) { d.NeedLink(op.From, op.To, op.Labels) }

func (op *RemoveLabels) needs(d *draft.Draft) {
	d.NeedLink(op.From, op.To, nil)
	d.NeedSuccessor(op.From, op.To, op.Successor)
}

func (op *SetLabels) decide(d *draft.Draft) (Result, error) {
	return relabel(d, op.From, op.To, op.Labels, func(_, wanted label.Set) label.Set { return wanted })
}

func (op *AddLabels) decide(d *draft.Draft) (Result, error) {
	return relabel(d, op.From, op.To, op.Labels, label.Set.Union)
}

// relabel changes the labels of an existing link; combine makes the new set of the present
// and the given one.
func relabel(d *draft.Draft, from, to record.Ref, labels []label.Label, combine func(present, given label.Set) label.Set) (Result, error) {
	l, given, err := existing(d, from, to, labels)
	if err != nil {
		return Result{}, err
	}
	was := d.State(&l)
	now, err := d.WithLabels(&l, was, combine(was.Near.Labels, given.Set))
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = mark(d, &l, now, draft.WishOf(given, primary.MarkFirst), &result)
	return result, err
}

func (op *RemoveLabels) decide(d *draft.Draft) (Result, error) {
	l, given, err := existing(d, op.From, op.To, op.Labels)
	if err != nil {
		return Result{}, err
	}
	s := draft.Successor{Named: op.Successor, Unattended: op.Unattended}
	if given.Unlabeled {
		return unlink(d, &l, s)
	}
	was := d.State(&l)
	now, err := d.WithLabels(&l, was, was.Near.Labels.Minus(given.Set))
	if err != nil {
		return Result{}, err
	}
	return unmark(d, &l, now, given.NearMark, given.FarMark, s)
}

// unmark gives an existing link the state now, less the mark of the near or the far end.
func unmark(d *draft.Draft, l *draft.Link, now history.State, near, far bool, s draft.Successor) (Result, error) {
	was := d.State(l)
	near, far = near && was.Near.Primary, far && was.Far.Primary
	now.Near.Primary = now.Near.Primary && !near
	now.Far.Primary = now.Far.Primary && !far
	c := d.Begin()
	causes, needed, err := d.Succeed(c, l, near, far, s, draft.MarkCleared)
	if err != nil {
		return Result{}, err
	}
	result := Result{Ignored: ignored(s, needed)}
	if now != was {
		c.Add(l, now, causes)
		result.Outcome = Changed
	}
	result.take(c)
	return result, d.Write(c)
}

// existing returns the link between two records and what the labels ask for. No link is a
// [record.NotLinkedError].
func existing(d *draft.Draft, from, to record.Ref, labels []label.Label) (draft.Link, schema.Given, error) {
	l, err := d.Between(from, to)
	if err != nil {
		return l, schema.Given{}, err
	}
	if state := d.State(&l); !state.Linked() {
		return l, schema.Given{}, &record.NotLinkedError{From: l.From, To: l.To}
	}
	given, err := d.Given(&l, labels)
	return l, given, err
}

func (op *SetLabels) request(text []byte) []byte {
	return appendRequest(text, "set labels", op.From, op.To, names(op.Labels))
}

// String says what is to be done.
func (op *SetLabels) String() string {
	return fmt.Sprintf("set the labels of %s and %s to %s", op.From, op.To, quoted(op.Labels))
}

func (op *AddLabels) request(text []byte) []byte {
	return appendRequest(text, "add labels", op.From, op.To, names(op.Labels))
}

// String says what is to be done.
func (op *AddLabels) String() string {
	return fmt.Sprintf("add %s to the link of %s and %s", quoted(op.Labels), op.From, op.To)
}

func (op *RemoveLabels) request(text []byte) []byte {
	return appendRequest(text, "remove labels", op.From, op.To, names(op.Labels), op.Successor, op.Unattended)
}

// String says what is to be done.
func (op *RemoveLabels) String() string {
	return fmt.Sprintf("remove %s from the link of %s and %s", quoted(op.Labels), op.From, op.To)
}
