package association

import (
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// SetPrimary makes To, which is linked already, From's primary of its type. The one
// that was stays associated, with its labels. No link is a [NotLinkedError], and a
// pair of types without a primary rule in this direction a [NoRuleError].
//
// Rules C3, C4 and C5 of docs/semantics.md; cases in storage/storagetest/laws/rule_primary.go.
type SetPrimary struct {
	From record.Ref `json:"from,omitzero"`
	To   record.Ref `json:"to,omitzero"`
}

// ClearPrimary takes the mark from To, which stays linked to From. Where the rule
// requires a primary another takes over, as [Dissociate] describes, and without
// another the operation is refused with a [primary.RequiredError]; elsewhere the
// named Successor takes over, else From has no primary. When To is not From's
// primary nothing changes.
type ClearPrimary struct {
	From record.Ref `json:"from,omitzero"`
	To   record.Ref `json:"to,omitzero"`
	// Successor becomes primary in To's place, see [Dissociate].
	Successor record.Ref `json:"successor,omitzero"`
	// Unattended says that nobody can be asked, see [Dissociate].
	Unattended bool `json:"unattended,omitzero"`
}

func (op *SetPrimary) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }

func (op *ClearPrimary) named(refs []record.Ref) []record.Ref {
	return withSuccessor(append(refs, op.From, op.To), op.Successor)
}

func (op *SetPrimary) needs(d *draft.Draft) { d.NeedLink(op.From, op.To, nil) }

func (op *ClearPrimary) needs(d *draft.Draft) {
	d.NeedLink(op.From, op.To, nil)
	d.NeedSuccessor(op.From, op.To, op.Successor)
}

func (op *SetPrimary) decide(d *draft.Draft) (Result, error) {
	l, _, err := existing(d, op.From, op.To, nil)
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = mark(d, &l, d.State(&l), draft.Wish{Near: primary.MarkReplace}, &result)
	return result, err
}

func (op *ClearPrimary) decide(d *draft.Draft) (Result, error) {
	l, _, err := existing(d, op.From, op.To, nil)
	if err != nil {
		return Result{}, err
	}
	if !l.Direction().HasRule {
		return Result{}, &primary.NoRuleError{From: l.From.Type, To: l.To.Type}
	}
	s := draft.Successor{Named: op.Successor, Unattended: op.Unattended}
	return unmark(d, &l, d.State(&l), true, false, s)
}

func (op *SetPrimary) request(text []byte) []byte {
	return appendRequest(text, "set primary", op.From, op.To)
}

// String says what is to be done.
func (op *SetPrimary) String() string {
	return fmt.Sprintf("make %s the primary of %s", op.To, op.From)
}

func (op *ClearPrimary) request(text []byte) []byte {
	return appendRequest(text, "clear primary", op.From, op.To, op.Successor, op.Unattended)
}

// String says what is to be done.
func (op *ClearPrimary) String() string {
	return fmt.Sprintf("clear %s as the primary of %s", op.To, op.From)
}
