package association

import (
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// SetPrimary makes To, which is linked already, From's primary of its type. The one
// that was stays associated, with its labels. No link is a [NotLinkedError], and a
// pair of types without a primary rule in this direction a [NoRuleError].
type SetPrimary struct{ From, To record.Ref }

// ClearPrimary takes the mark from To, which stays linked to From. Where the rule
// requires a primary another takes over, as [Dissociate] describes, and without
// another the operation is refused with a [primary.RequiredError]; elsewhere the
// named Successor takes over, else From has no primary. When To is not From's
// primary nothing changes.
type ClearPrimary struct {
	From, To record.Ref
	// Successor becomes primary in To's place, see [Dissociate].
	Successor record.Ref
	// Unattended says that nobody can be asked, see [Dissociate].
	Unattended bool
}

func (op *SetPrimary) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }

func (op *ClearPrimary) named(refs []record.Ref) []record.Ref {
	return withSuccessor(append(refs, op.From, op.To), op.Successor)
}

func (op *SetPrimary) needs(d *draft) { d.needLink(op.From, op.To, nil) }

func (op *ClearPrimary) needs(d *draft) {
	d.needLink(op.From, op.To, nil)
	d.needSuccessor(op.From, op.To, op.Successor)
}

func (op *SetPrimary) decide(d *draft) (Result, error) {
	e, _, err := d.standing(op.From, op.To, nil)
	if err != nil {
		return Result{}, err
	}
	c := d.begin()
	var result Result
	if err := d.mark(c, e, d.state(e), [2]primary.Mark{primary.MarkReplace}, &result); err != nil {
		return Result{}, err
	}
	return result, d.commit(c)
}

func (op *ClearPrimary) decide(d *draft) (Result, error) {
	e, _, err := d.standing(op.From, op.To, nil)
	if err != nil {
		return Result{}, err
	}
	if !e.way().HasRule {
		return Result{}, &primary.NoRuleError{From: e.from.Type, To: e.to.Type}
	}
	return d.unmark(e, d.state(e), [2]bool{true, false}, successor{op.Successor, op.Unattended})
}
