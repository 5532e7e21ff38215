package association

import (
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// Dissociate removes the link between two records with all its labels. When no link
// exists it changes nothing and says so.
//
// When To is From's primary, another of From's records succeeds it: the only one
// left; of several the named Successor, else the one that the rule chooses, else,
// where no primary is required, the oldest. Where one is required and the rule
// leaves the choice to the caller, the operation is refused with a
// [primary.ChooseError] that lists the candidates, unless it is Unattended. The same
// holds for To's mark when From is its primary.
//
// Rules C6 and C7 of docs/semantics.md; cases in storage/storagetest/laws/rule_succession.go.
type Dissociate struct {
	From record.Ref `json:"from,omitzero"`
	To   record.Ref `json:"to,omitzero"`
	// Successor becomes primary in the place of the record that goes. It is named
	// only where a mark moves: a record of To's type follows To, else one of
	// From's type follows From. Naming a record that is not linked is a
	// [primary.SuccessorError]; one that is not needed is reported, see Result.
	Successor record.Ref `json:"successor,omitzero"`
	// Unattended says that nobody can be asked: the oldest succeeds where the rule
	// does not choose.
	Unattended bool `json:"unattended,omitzero"`
}

func (op *Dissociate) named(refs []record.Ref) []record.Ref {
	return withSuccessor(append(refs, op.From, op.To), op.Successor)
}

// withSuccessor appends a successor, if there is one.
func withSuccessor(refs []record.Ref, named record.Ref) []record.Ref {
	if named.IsZero() {
		return refs
	}
	return append(refs, named)
}

func (op *Dissociate) needs(d *draft.Draft) {
	d.NeedLink(op.From, op.To, nil)
	d.NeedSuccessor(op.From, op.To, op.Successor)
}

func (op *Dissociate) decide(d *draft.Draft) (Result, error) {
	l, err := d.Between(op.From, op.To)
	if err != nil {
		return Result{}, err
	}
	return unlink(d, &l, draft.Successor{Named: op.Successor, Unattended: op.Unattended})
}

// unlink removes a link, if there is one.
func unlink(d *draft.Draft, l *draft.Link, s draft.Successor) (Result, error) {
	was := d.State(l)
	if !was.Linked() {
		return Result{Ignored: s.Named}, nil
	}
	c := d.Begin()
	causes, needed, err := d.Succeed(c, l, was.Near.Primary, was.Far.Primary, s, draft.LinkRemoved)
	if err != nil {
		return Result{}, err
	}
	c.Add(l, history.State{}, causes)
	result := Result{Outcome: Removed, Ignored: ignored(s, needed)}
	result.take(c)
	return result, d.Write(c)
}

// ignored returns a named successor that was not needed.
func ignored(s draft.Successor, needed bool) record.Ref {
	if needed {
		return record.Ref{}
	}
	return s.Named
}

func (op *Dissociate) request(text []byte) []byte {
	return appendRequest(text, "dissociate", op.From, op.To, op.Successor, op.Unattended)
}

// String says what is to be done.
func (op *Dissociate) String() string { return fmt.Sprintf("dissociate %s from %s", op.From, op.To) }
