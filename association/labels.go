package association

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// SetLabels makes the given labels the whole set of a standing link; without labels
// the link is unlabeled. A primary type among them moves the mark and is no label,
// leaving it out means nothing. No link is a [NotLinkedError].
type SetLabels struct {
	From, To record.Ref
	Labels   []label.Label
}

// AddLabels adds labels to a standing link. Those that it carries already change
// nothing. A primary type among them moves the mark. No link is a [NotLinkedError].
type AddLabels struct {
	From, To record.Ref
	Labels   []label.Label
}

// RemoveLabels takes labels from a standing link, which stays, unlabeled when the
// last one went. A primary type among them clears the mark, as [ClearPrimary] does,
// and the unlabeled type removes the link, as [Dissociate] does. Labels that the
// link does not carry change nothing. No link is a [NotLinkedError].
type RemoveLabels struct {
	From, To record.Ref
	Labels   []label.Label
	// Successor and Unattended are for a mark that goes, see [Dissociate].
	Successor  record.Ref
	Unattended bool
}

func (op *SetLabels) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }
func (op *AddLabels) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }

func (op *RemoveLabels) named(refs []record.Ref) []record.Ref {
	return withSuccessor(append(refs, op.From, op.To), op.Successor)
}

func (op *SetLabels) needs(d *draft) { d.needLink(op.From, op.To, op.Labels) }
func (op *AddLabels) needs(d *draft) { d.needLink(op.From, op.To, op.Labels) }

func (op *RemoveLabels) needs(d *draft) {
	d.needLink(op.From, op.To, nil)
	d.needSuccessor(op.From, op.To, op.Successor)
}

func (op *SetLabels) decide(d *draft) (Result, error) {
	return d.relabel(op.From, op.To, op.Labels, func(_, wanted label.Set) label.Set { return wanted })
}

func (op *AddLabels) decide(d *draft) (Result, error) {
	return d.relabel(op.From, op.To, op.Labels, label.Set.Union)
}

// relabel changes the labels of a standing link; combine makes the new set of the
// present and the given one.
func (d *draft) relabel(from, to record.Ref, labels []label.Label, combine func(present, given label.Set) label.Set) (Result, error) {
	e, w, err := d.standing(from, to, labels)
	if err != nil {
		return Result{}, err
	}
	was := d.state(e)
	now, err := d.labeled(e, was, combine(was.Near.Labels, w.Set))
	if err != nil {
		return Result{}, err
	}
	c := d.begin()
	var result Result
	if err := d.mark(c, e, now, asked(w, primary.MarkFirst), &result); err != nil {
		return Result{}, err
	}
	return result, d.commit(c)
}

func (op *RemoveLabels) decide(d *draft) (Result, error) {
	e, w, err := d.standing(op.From, op.To, op.Labels)
	if err != nil {
		return Result{}, err
	}
	s := successor{op.Successor, op.Unattended}
	if w.Unlabeled {
		return d.unlink(e, s)
	}
	now, err := d.labeled(e, d.state(e), d.state(e).Near.Labels.Minus(w.Set))
	if err != nil {
		return Result{}, err
	}
	return d.unmark(e, now, [2]bool{w.NearMark, w.FarMark}, s)
}

// unmark gives a standing link the state now, less the given marks.
func (d *draft) unmark(e edge, now history.State, marks [2]bool, s successor) (Result, error) {
	was := d.state(e)
	result := Result{Ignored: s.ref}
	for k := range marks {
		marks[k] = marks[k] && was.End(k).Primary
		now.End(k).Primary = now.End(k).Primary && !marks[k]
	}
	c := d.begin()
	causes, err := d.vacate(c, e, marks, s, leaving{primary.Cleared, primary.Rule.Cleared}, &result)
	if err != nil {
		return Result{}, err
	}
	if now != was {
		c.add(e, now, causes)
		result.Outcome = Changed
	}
	return result, d.commit(c)
}

// standing returns the link between two records and what the labels ask for. No link
// is an error.
func (d *draft) standing(from, to record.Ref, labels []label.Label) (edge, schema.Given, error) {
	e, err := d.ends(from, to)
	if err != nil {
		return edge{}, schema.Given{}, err
	}
	if !d.state(e).Linked() {
		return edge{}, schema.Given{}, &NotLinkedError{From: e.from, To: e.to}
	}
	w, err := d.schema.Resolve(e.from.Type, e.to.Type, labels)
	return e, w, err
}
