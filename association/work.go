package association

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// An EachResult is what became of one operation of [Graph.DoEach]: its result, or the error
// for which it wrote nothing. Only of [storage.ErrAmbiguous] it is not known.
type EachResult struct {
	Result Result `json:"result,omitzero"`
	Err    error  `json:"-"`
}

// A work is the operations of one call, and what became of each of them.
type work struct {
	ops     []Operation
	ids     []history.OperationID
	results []Result
	errs    []error
	each    bool          // operations succeed or fail alone
	invalid map[int]error // operations that are wrong by themselves
	refs    []record.Ref  // room for the records that an operation names
}

// prepare sets the operations, and gives an id to each that has none of its own.
func (t *transaction) prepare(ops []Operation, each bool) {
	w := &t.work
	w.ops, w.each = ops, each
	// Zero means no time, so the clock shows at least 1.
	t.draft.Clock.Begin(max(t.core.clock(), 1), !each && len(ops) > 1)
	if len(ops) == 1 {
		w.ids, w.results, w.errs = t.single.ids[:], t.single.results[:], t.single.errs[:]
	} else {
		w.ids = make([]history.OperationID, len(ops))
		w.results, w.errs = make([]Result, len(ops)), make([]error, len(ops))
	}
	for i, op := range ops {
		if own, is := op.(*once); is {
			w.ids[i] = own.id
		} else {
			w.ids[i] = history.Numbered(t.core.nextID())
		}
	}
	if t.group.IsZero() && len(ops) > 1 {
		t.group = w.ids[0]
	}
}

// named appends the records that the operations of a span name, without those that are
// wrong by themselves.
func (w *work) named(s span, refs []record.Ref) []record.Ref {
	for i := s.from; i < s.to; i++ {
		if w.invalid[i] == nil {
			refs = w.ops[i].named(refs)
		}
	}
	return refs
}

// validate checks what needs no transaction. Of a Do the first error counts.
func (t *transaction) validate() error {
	if err := t.source.Validate(); err != nil {
		return err
	}
	w := &t.work
	for i, op := range w.ops {
		err := t.check(op)
		if err == nil {
			continue
		}
		if w.errs[i] = err; !w.each {
			return w.refused(i)
		}
		if w.invalid == nil {
			w.invalid = map[int]error{}
		}
		w.invalid[i] = err
	}
	return nil
}

// check returns the error of op that can be found without reading the store.
func (t *transaction) check(op Operation) error {
	if isNil(op) {
		return fmt.Errorf("%w: nil", ErrInvalidOperation)
	}
	if own, is := op.(*once); is {
		if err := own.check(); err != nil {
			return err
		}
	}
	t.work.refs = op.named(t.work.refs[:0])
	for _, ref := range t.work.refs {
		if err := ref.Validate(); err != nil {
			return err
		}
	}
	return t.checkSource(op)
}

// checkSource returns an error when the source does not fit what an operation changes.
// Only [history.DomainAssociation] is bounded, to links between a contact and a company.
// Operations that may change links which they do not name cannot keep to that.
func (t *transaction) checkSource(op Operation) error {
	if t.source.Kind != history.DomainAssociation {
		return nil
	}
	if own, is := op.(*once); is {
		op = own.Operation
	}
	if all, is := op.(*AssociateAll); is {
		for _, target := range all.Targets {
			if err := t.source.Check(all.From.Type, target.To.Type); err != nil {
				return err
			}
		}
		return nil
	}
	refs := t.work.refs
	if _, reaches := op.(*AssociateActivity); reaches || len(refs) < 2 {
		return fmt.Errorf("%w: %q is only for links between a contact and a company, and this may change others: use another source", history.ErrSource, t.source.Kind)
	}
	return t.source.Check(refs[0].Type, refs[1].Type)
}

// maxShown is how much an error repeats of an operation, in bytes: ids may be huge.
const maxShown = 300

// refused returns the error of operation i, with what was to be done.
func (w *work) refused(i int) error {
	what := "no operation"
	if !isNil(w.ops[i]) {
		what = w.ops[i].String()
	}
	if len(what) > maxShown {
		what = strings.ToValidUTF8(what[:maxShown], "") + "..."
	}
	return &OperationError{Index: i, Operation: what, Err: w.errs[i]}
}

// outcomes returns what became of each operation.
func (w *work) outcomes() []EachResult {
	each := make([]EachResult, len(w.ops))
	for i := range each {
		if w.errs[i] != nil {
			each[i].Err = w.refused(i)
		} else {
			each[i].Result = w.results[i]
		}
	}
	return each
}

// fail gives the error of a store to every operation from the given one on, unless it is
// wrong by itself.
func (w *work) fail(from int, err error) {
	for i := from; i < len(w.ops); i++ {
		if w.errs[i] = w.invalid[i]; w.errs[i] == nil {
			w.errs[i] = err
		}
		w.results[i] = Result{}
	}
}
