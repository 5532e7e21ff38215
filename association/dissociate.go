package association

import (
	"errors"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Dissociate removes the link between two records with all its labels. When no link
// stands it changes nothing and says so.
//
// When To is From's primary, another of From's records succeeds it: the only one
// left; of several the named Successor, else the one that the rule chooses, else,
// where no primary is required, the oldest. Where one is required and the rule
// leaves the choice to the caller, the operation is refused with a
// [primary.ChooseError] that lists the candidates, unless it is Unattended. The same
// holds for To's mark when From is its primary.
type Dissociate struct {
	From, To record.Ref
	// Successor becomes primary in the place of the record that goes. It is named
	// only where a mark moves: a record of To's type follows To, else one of
	// From's type follows From. Naming a record that is not linked is a
	// [primary.SuccessorError]; one that is not needed is reported, see Result.
	Successor record.Ref
	// Unattended says that nobody can be asked: the oldest succeeds where the rule
	// does not choose.
	Unattended bool
}

func (op *Dissociate) named(refs []record.Ref) []record.Ref {
	return withSuccessor(append(refs, op.From, op.To), op.Successor)
}

func (op *Dissociate) needs(d *draft) {
	d.needLink(op.From, op.To, nil)
	d.needSuccessor(op.From, op.To, op.Successor)
}

func (op *Dissociate) decide(d *draft) (Result, error) {
	e, err := d.ends(op.From, op.To)
	if err != nil {
		return Result{}, err
	}
	return d.unlink(e, successor{op.Successor, op.Unattended})
}

// unlink decides about the removal of a link.
func (d *draft) unlink(e edge, s successor) (Result, error) {
	was := d.state(e)
	if !was.Linked() {
		return Result{Ignored: s.ref}, nil
	}
	result := Result{Outcome: Removed, Ignored: s.ref}
	c := d.begin()
	causes, err := d.vacate(c, e, [2]bool{was.Near.Primary, was.Far.Primary}, s, leaving{primary.Unlinked, primary.Rule.Unlinked}, &result)
	if err != nil {
		return Result{}, err
	}
	c.add(e, history.State{}, causes)
	return result, d.commit(c)
}

// A successor is whom the caller named, or that nobody can be asked.
type successor struct {
	ref   record.Ref
	alone bool
}

// A leaving is how a mark goes: why, and the rule that says who succeeds.
type leaving struct {
	cause  primary.Cause
	decide func(primary.Rule, primary.Others, primary.Request) (primary.Decision, error)
}

// vacate finds successors for the given marks of a link, and returns why each mark went.
func (d *draft) vacate(c *changes, e edge, marks [2]bool, s successor, how leaving, result *Result) (causes history.Causes, err error) {
	ends := [2]edge{e, e.turn()}
	serves := -1 // the mark that the named successor takes over
	for k := range ends {
		if marks[k] && serves < 0 && s.ref.Type == ends[k].to.Type {
			serves = k
		}
	}
	if serves < 0 && !s.ref.IsZero() && marks != [2]bool{} {
		return causes, &primary.SuccessorError{Record: e.from, Successor: s.ref}
	}
	for k := range ends {
		if !marks[k] {
			continue
		}
		next := successor{alone: s.alone}
		if k == serves {
			next.ref = s.ref
		}
		(*causes.End(k)) = how.cause
		if err := d.succeed(c, ends[k], next, how.decide, result); err != nil {
			return causes, err
		}
	}
	return causes, nil
}

// succeed decides who takes over From's mark from the edge's To, and adds that change.
func (d *draft) succeed(c *changes, end edge, s successor, decide func(primary.Rule, primary.Others, primary.Request) (primary.Decision, error), result *Result) error {
	rule := end.way().Rule
	if !end.way().HasRule {
		return nil // the rule was withdrawn; its marks go as they are touched
	}
	request := primary.Request{Of: end.from, Unattended: s.alone}
	if !s.ref.IsZero() {
		named, err := d.alive(s.ref)
		if err != nil {
			return err
		}
		request.Successor = named.ID
		if named != end.from && named != end.to {
			candidate := d.edge(end.from, named)
			if !d.ready() {
				return errAgain
			}
			request.Linked = d.state(candidate).Linked()
		}
		result.Ignored = record.Ref{}
	}
	// Most decisions need only how many others there are.
	others := primary.Others{Count: d.summary(&end).Count - 1}
	decision, err := decide(rule, others, request)
	if errors.Is(err, primary.ErrUnread) {
		if others.List, err = d.candidates(rule, end.from, end.to.ID, s.alone); err != nil {
			return err
		}
		decision, err = decide(rule, others, request)
	}
	if err != nil || decision.Primary == "" {
		return err
	}
	return d.promote(c, end.from, record.New(end.to.Type, decision.Primary), decision.Cause, result)
}

// candidates returns the first of the records that could be of's primary, without the
// one that goes: as many as an error should list, unless nobody is to see it.
func (d *draft) candidates(rule primary.Rule, of record.Ref, gone record.ID, alone bool) ([]primary.Candidate, error) {
	order := storage.OldestFirst
	if rule.NewestFirst() {
		order = storage.NewestFirst
	}
	wanted := listed
	if alone {
		wanted = 2 // the one that goes may be the first
	}
	rows, err := d.others(of, rule.To, gone, order, wanted)
	if err != nil {
		return nil, err
	}
	list := make([]primary.Candidate, 0, len(rows))
	for _, row := range rows[:min(len(rows), listed)] {
		list = append(list, primary.Candidate{ID: row.ID, Created: row.State.Created})
	}
	return list, nil
}

// promote makes a standing neighbour of's primary.
func (d *draft) promote(c *changes, of, next record.Ref, why primary.Cause, result *Result) error {
	e := d.neighbor(of, next)
	if !d.ready() {
		return errAgain
	}
	now := d.state(e)
	now.Near.Primary = true
	c.add(e, now, history.Causes{Near: why})
	if result.Promoted.IsZero() {
		result.Promoted = next
	}
	return nil
}
