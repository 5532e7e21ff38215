package association

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A run makes operations happen: it reads what they need, lets each decide in the
// draft, and applies the draft, all in one transaction. Runs are reused, so that a
// single operation allocates nothing.
type run struct {
	draft
	core *core
	ctx  context.Context

	ops     []Operation
	ids     []history.OperationID
	results []Result
	errs    []error
	each    bool // operations stand or fall alone
	group   history.OperationID
	source  history.Source
	clock   int64

	refs     []record.Ref  // room for the records that an operation names
	bad      map[int]error // operations that are wrong whatever stands
	plan     *Plan         // collects the steps, when not nil
	expected *Plan         // whose steps must come out, when not nil
	from, to int           // the operations of this transaction
	learning bool          // this attempt only learns which records are needed
	again    bool          // the batch holds the questions of the last attempt

	update func(storage.Tx) error // attempt, bound once
	tx     storage.Tx             // nil where nothing is to be written

	single single
}

// A single is room for one operation and what comes of it.
type single struct {
	ops        [1]Operation
	ids        [1]history.OperationID
	results    [1]Result
	errs       [1]error
	labels     []label.Label
	associate  Associate
	dissociate Dissociate
	setPrimary SetPrimary
}

// release drops what the caller owns and what the next operation must not find.
func (s *single) release() {
	clear(s.labels)
	s.labels = s.labels[:0]
	s.associate.Labels = nil
	s.ops[0], s.errs[0], s.results[0] = nil, nil, Result{}
}

// maxAttempts bounds how often a transaction starts over because others changed
// which records it needs.
const maxAttempts = 100

func (c *core) newRun(ctx context.Context, g *Graph) *run {
	r, _ := c.runs.Get().(*run)
	if r == nil {
		r = &run{core: c}
		r.update = r.attempt
	}
	r.ctx, r.group, r.source = ctx, g.group, g.source
	r.clock = max(c.clock(), 1) // zero stands for no time
	r.keep, r.rehearsing = c.keep, false
	r.time.floor, r.again = 0, false
	return r
}

// release gives the run back, without holding on to what its caller owns.
func (r *run) release() {
	if r.schema != nil {
		r.reset(r.schema) // nothing to do where all was applied
	}
	r.ctx, r.tx, r.schema = nil, nil, nil
	clear(r.prepared)
	r.ops, r.ids, r.results, r.errs, r.bad = nil, nil, nil, nil, nil
	r.plan, r.expected = nil, nil
	r.single.release()
	r.core.runs.Put(r)
}

// prepare sets the operations, and gives an id to each that has none of its own.
func (r *run) prepare(ops []Operation, each bool) {
	r.ops, r.each = ops, each
	r.time.shared = !each && len(ops) > 1
	if len(ops) == 1 {
		r.ids, r.results, r.errs = r.single.ids[:], r.single.results[:], r.single.errs[:]
	} else {
		r.ids = make([]history.OperationID, len(ops))
		r.results, r.errs = make([]Result, len(ops)), make([]error, len(ops))
	}
	for i, op := range ops {
		if own, is := op.(*once); is {
			r.ids[i] = own.id
		} else {
			r.ids[i] = history.Numbered(r.core.nextID())
		}
	}
	if r.group.IsZero() && len(ops) > 1 {
		r.group = r.ids[0]
	}
}

// validate checks what needs no transaction. Of a Do the first error counts.
func (r *run) validate() error {
	if err := r.source.Validate(); err != nil {
		return err
	}
	for i, op := range r.ops {
		err := r.check(op)
		if err == nil {
			continue
		}
		if r.errs[i] = err; !r.each {
			return r.refused(i)
		}
		if r.bad == nil {
			r.bad = map[int]error{}
		}
		r.bad[i] = err
	}
	return nil
}

// check returns what is wrong with an operation whatever stands.
func (r *run) check(op Operation) error {
	if op == nil {
		return fmt.Errorf("%w: nil", ErrInvalidOperation)
	}
	if own, is := op.(*once); is {
		if err := own.check(); err != nil {
			return err
		}
	}
	r.refs = op.named(r.refs[:0])
	for _, ref := range r.refs {
		if err := ref.Validate(); err != nil {
			return err
		}
	}
	return r.checkSource(op)
}

// checkSource returns an error when the source does not fit what an operation changes.
// Only [history.DomainAssociation] is bounded, to links between a contact and a company.
// Operations that may come to links that they do not name cannot keep to that.
func (r *run) checkSource(op Operation) error {
	if r.source.Kind != history.DomainAssociation {
		return nil
	}
	if own, is := op.(*once); is {
		op = own.Operation
	}
	if all, is := op.(*AssociateAll); is {
		for _, t := range all.Targets {
			if err := r.source.Check(all.From.Type, t.To.Type); err != nil {
				return err
			}
		}
		return nil
	}
	if _, reaches := op.(*AssociateActivity); reaches || len(r.refs) < 2 {
		return fmt.Errorf("%w: %q is only for links between a contact and a company, and this may change others: use another source", history.ErrSource, r.source)
	}
	return r.source.Check(r.refs[0].Type, r.refs[1].Type)
}

// invalid returns what validate found wrong with operation i.
func (r *run) invalid(i int) error { return r.bad[i] }

// maxShown is how much an error repeats of an operation, in bytes: ids may be huge.
const maxShown = 300

// refused returns the error of operation i, with what was to be done.
func (r *run) refused(i int) error {
	what := "no operation"
	if r.ops[i] != nil {
		what = r.ops[i].String()
	}
	if len(what) > maxShown {
		what = strings.ToValidUTF8(what[:maxShown], "") + "..."
	}
	return &OperationError{Index: i, Operation: what, Err: r.errs[i]}
}

// commit runs the operations from, inclusive, to to, exclusive, in one transaction.
func (r *run) commit(from, to int) error {
	r.from, r.to = from, to
	r.anchors = r.anchors[:0]
	for i := from; i < to; i++ {
		if r.invalid(i) == nil {
			r.anchors = r.ops[i].named(r.anchors)
		}
	}
	r.lock()
	r.open, r.again = r.core.traits.Exclusive, false
	for range maxAttempts {
		err := r.core.store.Update(r.ctx, r.anchors, r.update)
		switch err {
		case errWiden:
			r.anchors = append(r.anchors, r.wanted...)
			r.lock()
		case errSchema:
		default:
			return err
		}
		r.again = true
	}
	return fmt.Errorf("%w: the records that %s needs change too often", storage.ErrConflict, r.ops[from])
}

// lock puts the anchors into the order in which they are locked.
func (r *run) lock() {
	slices.SortFunc(r.anchors, record.Compare)
	r.anchors = slices.Compact(r.anchors)
}

// attempt is one call of the transaction.
func (r *run) attempt(tx storage.Tx) error {
	r.tx = tx
	return r.try(tx)
}

// try decides the operations over what reader shows. In a transaction it applies
// them, unless it learned of records that have to be locked first.
func (r *run) try(reader storage.Reader) error {
	schema := r.core.schema.Load()
	if r.again && r.to-r.from <= r.core.traits.Chunk {
		r.rewind(schema)
	} else {
		r.reset(schema)
	}
	r.wanted, r.learning = r.wanted[:0], false
	r.time.start(r.clock)
	r.plan.clear()
	for from := r.from; from < r.to; from += r.core.traits.Chunk {
		if err := r.chunk(reader, from, min(from+r.core.traits.Chunk, r.to)); err != nil {
			return err
		}
	}
	if r.time.late {
		r.time.floor = r.time.at
	}
	if r.learning {
		return errWiden
	}
	if r.expected != nil && !r.expected.equal(r.plan) {
		r.plan.Results, r.plan.schema = slices.Clone(r.results), r.schema
		return &StaleError{New: r.plan}
	}
	return nil
}

// chunk decides a few operations that share one Read and one Apply.
func (r *run) chunk(reader storage.Reader, from, to int) error {
	r.Clock, r.clean = r.clock, false
	r.prepared = append(r.prepared[:0], make([]edge, to-from)...)
	for i := from; i < to; i++ {
		if r.errs[i] = r.invalid(i); r.errs[i] == nil {
			r.current = i - from
			r.ops[i].needs(&r.draft)
		}
	}
	if err := r.read(reader); err != nil {
		return err
	}
	for i := from; i < to; i++ {
		if r.errs[i] != nil {
			continue
		}
		if err := r.decide(reader, i, from, to); err != nil {
			return err
		}
	}
	r.learning = r.learning || len(r.wanted) > 0 || r.time.late
	if r.tx == nil || r.learning {
		return nil
	}
	if err := r.tx.Apply(r.ctx, &r.Batch.Batch); err != nil {
		return err
	}
	r.reset(r.schema)
	return nil
}

// read answers what the draft asks, and makes sure that it is decided under the
// schema that stands.
func (r *run) read(reader storage.Reader) error {
	r.clean = false
	if err := reader.Read(r.ctx, &r.Batch.Batch); err != nil {
		return err
	}
	schema, err := r.core.schema.Learn(&r.Batch.Batch, r.schema)
	if err == nil && schema != r.schema {
		return errSchema
	}
	return err
}

// decide makes operation i happen in the draft. Those behind it, up to to, share the
// Read of what it turns out to need besides.
func (r *run) decide(reader storage.Reader, i, from, to int) error {
	if !r.time.shared {
		r.time.floor = 0 // what it took for the one before
	}
	for {
		r.current = i - from
		events, skips := len(r.Events), len(r.skips)
		r.time.begin(r.clock)
		r.id, r.first, r.twice = r.ids[i], events, false
		result, err := r.perform(i)
		switch {
		case err == nil:
			return r.done(i, result, events, skips)
		case err == errLater:
			continue
		case err != errAgain:
			return r.refuse(i, err)
		}
		r.asking = true
		for k := i + 1; k < to; k++ {
			if r.errs[k] == nil {
				r.asked, r.current = r.Size(), k-from
				_, _ = r.perform(k) // only to learn what it asks for
			}
		}
		r.asking = false
		if err := r.read(reader); err != nil {
			return err
		}
	}
}

// refuse notes that operation i was refused. A refusal that may rest on a record
// which is not locked is not believed: the transaction starts over.
func (r *run) refuse(i int, err error) error {
	if len(r.wanted) > 0 {
		if r.learning = true; !r.each && err != errWiden {
			return errWiden
		}
		return nil // those behind it may tell what they need
	}
	if r.errs[i] = err; !r.each {
		return r.refused(i)
	}
	return nil
}

// perform lets operation i decide, or answers it from what its id has done before.
func (r *run) perform(i int) (Result, error) {
	if own, is := r.ops[i].(*once); is {
		return own.perform(&r.draft)
	}
	return r.ops[i].decide(&r.draft)
}

// done completes the result of operation i, its events, which begin at number events,
// and what it skipped.
func (r *run) done(i int, result Result, events, skips int) error {
	if result.Outcome == None {
		result.Outcome = Unchanged
	}
	if r.twice {
		r.Events = append(r.Events[:events], joined(r.Events[events:])...)
		r.restamp(events)
	}
	r.finish()
	if !result.Repeated {
		result.Operation = r.ids[i]
		if len(r.Events) > events {
			result.At = r.time.at
		}
	}
	for k := events; k < len(r.Events); k++ {
		e := &r.Events[k]
		e.Operation, e.Group = r.ids[i], r.group
		if e.Source == (history.Source{}) {
			e.Source = r.source
		}
	}
	if own, is := r.ops[i].(*once); is && !result.Repeated {
		if err := own.keep(&r.draft, result); err != nil {
			return err
		}
	}
	r.results[i] = result
	r.plan.add(i, r.Events[events:], r.skips[skips:])
	return nil
}
