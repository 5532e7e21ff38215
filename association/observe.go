package association

import (
	"context"
	"time"

	"github.com/relata-go/relata/association/internal/metered"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
)

// An Observation is a finished operation or read, for logs, metrics and traces, see
// [Options].Observe. Every call of a graph, a reader, a past reader or a dry run that takes
// a context makes one, and a write makes one for each of its operations.
type Observation struct {
	// Name is the kind of the operation, such as "associate" or "merge records", else Call.
	// There are few names, so they suit a metric.
	Name string
	// Call is the method that was called, in words: "associate as primary", "do each",
	// "apply", "links", "links as of" of a past reader.
	Call string

	// Start is when the call began, by the clock of the process and not by
	// [Options].Clock.
	Start time.Time
	// Duration is from Start to the answer. Operations of one transaction are done when it
	// commits, so they have the same Start and Duration. A read that yields rows ends with
	// the loop over them, and the time of the loop's body is left out.
	Duration time.Duration

	StoreCalls  int // Reads and Applies of the store
	RowsRead    int // rows asked for by key, and rows of the pages that came back
	RowsWritten int // changed rows, events and dropped events that were given to the store
	Retries     int // attempts after the first, by the store or by the graph

	Err  error        // as the call returned it, nil for none
	Code failure.Code // of Err

	// The rest is zero for everything that is no operation.

	Outcome   Outcome             // None of an operation that wrote nothing because of Err
	Operation history.OperationID // its id
	Group     history.OperationID
	Source    history.Source // zero: not given, which is [history.API]
	// Index and Operations are the place of the operation in its transaction, from 0, and
	// how many operations share that. StoreCalls, RowsRead, RowsWritten and Retries of the
	// transaction are those of the operation with Index 0, so that sums are right.
	Index, Operations int
}

// observer is [Options].Observe. A nil observer costs a comparison with nil for each call.
type observer func(context.Context, Observation)

// A call is a call that is observed, while it is under way. A nil call is not observed.
type call struct {
	observe observer
	ctx     context.Context // the caller's
	name    string
	start   time.Time
	outside time.Duration // spent in the body of a loop over the answer
	failed  error         // that a loop yielded
	meter   metered.Meter
}

// begin begins a call, and returns the context under which it asks the store.
func (o observer) begin(ctx context.Context, name string) (context.Context, *call) {
	if o == nil {
		return ctx, nil
	}
	return o.start(ctx, name)
}

// start begins a call unless it is a part of another, such as a page of a walk.
func (o observer) start(ctx context.Context, name string) (context.Context, *call) {
	if metered.From(ctx) != nil {
		return ctx, nil
	}
	c := &call{observe: o, ctx: ctx, name: name}
	ctx = metered.With(ctx, &c.meter)
	c.start = time.Now()
	return ctx, c
}

// end observes a call that is no operation. err is where the call puts its error.
func (c *call) end(err *error) {
	if c != nil {
		o := c.observation()
		o.Err = *err
		c.report(o)
	}
}

// observation returns what is known of the call by now.
func (c *call) observation() Observation {
	return Observation{
		Name: c.name, Call: c.name, Start: c.start, Duration: time.Since(c.start) - c.outside,
		StoreCalls: c.meter.StoreCalls, RowsRead: c.meter.RowsRead, RowsWritten: c.meter.RowsWritten, Retries: c.meter.Retries,
	}
}

func (c *call) report(o Observation) {
	o.Code = failure.CodeOf(o.Err)
	c.observe(c.ctx, o)
}

// pass yields a row of c to a loop. The time that yield takes is not the call's. yield must
// not be kept, or the body of every loop would be allocated.
func pass[Row any](c *call, yield func(Row, error) bool, row Row, err error) bool {
	if c == nil {
		return yield(row, err)
	}
	if err != nil {
		c.failed = err
	}
	left := time.Now()
	goOn := yield(row, err)
	c.outside += time.Since(left)
	return goOn
}

// endLoop observes a call that yielded rows. It is not deferred, so that the compiler can
// inline the loop and put its body on the stack.
func (c *call) endLoop() {
	if c != nil {
		c.end(&c.failed)
	}
}

// observeOperations observes the operations of a span, which were one transaction. An error
// of the transaction is the error of each of them.
func (t *transaction) observeOperations(s span, err error) {
	c := t.call
	if c == nil {
		return
	}
	o := c.observation()
	o.Group, o.Source, o.Operations = t.group, t.source, s.to-s.from
	for i := s.from; i < s.to; i++ {
		o.Name, o.Index = kindOf(t.work.ops[i]), i-s.from
		o.Operation, o.Outcome, o.Err = t.work.ids[i], None, err
		if o.Err == nil && t.work.errs[i] != nil {
			o.Err = t.work.refused(i)
		}
		if o.Err == nil {
			o.Outcome = t.work.results[i].Outcome
		}
		c.report(o)
		o.StoreCalls, o.RowsRead, o.RowsWritten, o.Retries = 0, 0, 0, 0
	}
	c.meter.StoreCalls, c.meter.RowsRead, c.meter.RowsWritten, c.meter.Retries = 0, 0, 0, 0
	c.start = time.Now()
}
