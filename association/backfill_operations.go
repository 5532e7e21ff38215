package association

import (
	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// The operations of a backfill decide about one record each.
type (
	// recount writes how many of a record's links carry a label.
	recount struct {
		of  record.Ref
		key limits.Key
	}
	// elect chooses a primary where a rule requires one and there is none.
	elect struct {
		of record.Ref
		to record.Type
	}
	// withdraw takes away a mark whose rule is gone.
	withdraw struct {
		of record.Ref
		to record.Type
	}
)

func (op *recount) named(refs []record.Ref) []record.Ref  { return append(refs, op.of) }
func (op *elect) named(refs []record.Ref) []record.Ref    { return append(refs, op.of) }
func (op *withdraw) named(refs []record.Ref) []record.Ref { return append(refs, op.of) }

func (op *recount) needs(d *draft.Draft)  { d.Rows.Degree(op.of, op.key.To, op.key.Label) }
func (op *elect) needs(d *draft.Draft)    { d.DegreeOf(op.of, op.to) }
func (op *withdraw) needs(d *draft.Draft) { d.DegreeOf(op.of, op.to) }

func (op *recount) request(text []byte) []byte  { return text }
func (op *elect) request(text []byte) []byte    { return text }
func (op *withdraw) request(text []byte) []byte { return text }

// String says what is to be done.
func (op *recount) String() string { return "count the links of " + op.of.String() }

// String says what is to be done.
func (op *elect) String() string { return "elect the primary of " + op.of.String() }

// String says what is to be done.
func (op *withdraw) String() string { return "take the primary mark of " + op.of.String() }

func (op *recount) decide(d *draft.Draft) (Result, error) {
	d.Lock(op.of)
	return Result{}, d.Recount(op.of, op.key.To, op.key.Label)
}

func (op *elect) decide(d *draft.Draft) (Result, error) {
	elected, err := d.Elect(op.of, op.to, draft.Oldest)
	return Result{Promoted: elected}, err
}

func (op *withdraw) decide(d *draft.Draft) (Result, error) {
	c := d.Begin()
	if err := d.Unmark(c, op.of, op.to); err != nil || c.IsEmpty() {
		return Result{}, err
	}
	return Result{Outcome: Changed}, d.Write(c)
}
