package association

import (
	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// attempt decides the operations of the transaction over what reader shows and, in a
// transaction of the store, applies them. It returns a [draft.Restart] when the whole
// transaction has to start over: then nothing of it was applied, or the store takes back
// what was.
//
// The operations go through it in chunks of the size that the store likes. Those of a
// chunk share one Read and one Apply.
//
//	begin      the draft is empty, or asks again for the rows of the last attempt
//	collect    every operation of the chunk names the rows that it is sure to need
//	read       the store answers, and says which schema is stored
//	decide     every operation checks, then changes the draft; it may ask for more rows
//	apply      rows and events of the chunk go to the store, unless the attempt is to
//	           start over or to write nothing
//	end        the steps are those of the plan that is applied, if one is
func (t *transaction) attempt(reader storage.Reader) error {
	t.beginAttempt()
	for c := (span{from: t.span.from}); c.from < t.span.to; c.from = c.to {
		c.to = min(c.from+t.core.traits.Chunk, t.span.to)
		if err := t.chunk(reader, c); err != nil {
			return err
		}
		if t.tx == nil || t.draft.MustRestart() {
			continue // later chunks may tell what they need
		}
		t.identify()
		if err := t.tx.Apply(t.ctx, &t.draft.Rows.Batch); err != nil {
			return err
		}
		t.draft.Reset(t.draft.Schema)
	}
	if err := t.draft.EndAttempt(); err != nil {
		return err
	}
	return t.comparePlans()
}

// beginAttempt empties the draft. If the last attempt held all its rows at once they are
// asked for again, so that the first Read answers all that it had learned to ask.
func (t *transaction) beginAttempt() {
	again := t.attempts > 0 && t.span.to-t.span.from <= t.core.traits.Chunk
	t.draft.BeginAttempt(t.core.schema.Load(), again)
	t.planning.made.clear()
	t.identified = false
}

// chunk decides the operations of a span, which share one Read.
func (t *transaction) chunk(reader storage.Reader, c span) error {
	t.collect(c)
	if err := t.read(reader); err != nil {
		return err
	}
	for i := c.from; i < c.to; i++ {
		if t.work.errs[i] != nil {
			continue
		}
		if err := t.decide(reader, i, c); err != nil {
			return err
		}
	}
	return nil
}

// collect lets every operation of a span name the rows that it is sure to need.
func (t *transaction) collect(c span) {
	t.draft.BeginChunk(c.to - c.from)
	if t.asksIdentity() {
		t.draft.Rows.Note(batch.IdentityKey)
	}
	for i := c.from; i < c.to; i++ {
		if t.work.errs[i] = t.work.invalid[i]; t.work.errs[i] == nil {
			t.draft.BeginNeeds(i - c.from)
			t.work.ops[i].needs(&t.draft)
		}
	}
}

// read answers what the draft asks, and makes sure that it is decided under the schema
// that is stored.
func (t *transaction) read(reader storage.Reader) error {
	if err := reader.Read(t.ctx, &t.draft.Rows.Batch); err != nil {
		return err
	}
	if t.asksIdentity() {
		if _, err := t.core.identity.Learn(t.draft.Rows.Note(batch.IdentityKey)); err != nil {
			return err
		}
	}
	stored, err := t.core.schema.Learn(&t.draft.Rows.Batch, t.draft.Schema)
	if err == nil && stored != t.draft.Schema {
		return draft.NewSchema
	}
	return err
}

// asksIdentity reports whether the attempt writes and does not know the number of the account.
func (t *transaction) asksIdentity() bool {
	return t.tx != nil && !t.identified && t.core.identity.Load() == 0
}

// identify gives the account its number together with its first events. Only a later
// transaction, which reads the number, remembers it: then it is committed.
func (t *transaction) identify() {
	if len(t.draft.Rows.Events) == 0 || !t.asksIdentity() {
		return
	}
	if row := t.draft.Rows.Note(batch.IdentityKey); row.Was == "" {
		row.Now, t.identified = batch.NewIdentity(), true
	}
}

// decide makes operation i happen in the draft. It tries again when the operation needs
// more rows, which operations after it, in the same chunk, then ask for as well, or a
// later time.
func (t *transaction) decide(reader storage.Reader, i int, c span) error {
	t.draft.Clock.BeginOperation()
	for {
		t.draft.BeginTry(i-c.from, t.work.ids[i])
		result, err := t.perform(i)
		switch err {
		case nil:
			return t.done(i, result)
		case draft.LaterTime:
		case draft.MoreRows:
			t.collectMore(i+1, c)
			if err := t.read(reader); err != nil {
				return err
			}
		default:
			return t.refuse(i, err)
		}
	}
}

// collectMore lets the operations of a chunk from the given one on ask for the rows that
// they need besides those of [transaction.collect], now that others are read.
func (t *transaction) collectMore(from int, c span) {
	for k := from; k < c.to; k++ {
		if t.work.errs[k] == nil {
			t.draft.BeginCollecting(k - c.from)
			_, _ = t.perform(k) // only to learn what it asks for
		}
	}
	t.draft.EndCollecting()
}

// perform lets operation i decide, or answers it from what its id has done before.
func (t *transaction) perform(i int) (Result, error) {
	if own, is := t.work.ops[i].(*once); is {
		return own.perform(&t.draft)
	}
	return t.work.ops[i].decide(&t.draft)
}

// refuse notes that operation i was refused. A refusal that may rest on a record which is
// not locked is not believed: the transaction starts over.
func (t *transaction) refuse(i int, err error) error {
	if t.draft.LacksLocks() {
		if t.work.each || err == draft.MoreLocks {
			return nil // operations after it may tell what they need
		}
		return draft.MoreLocks
	}
	if t.work.errs[i] = err; !t.work.each {
		return t.work.refused(i)
	}
	return nil
}

// done completes the result of operation i and its events.
func (t *transaction) done(i int, result Result) error {
	if result.Outcome == None {
		result.Outcome = Unchanged
	}
	events, skips := t.draft.EndOperation()
	if !result.Repeated {
		result.Operation = t.work.ids[i]
		if len(events) > 0 {
			result.At = t.draft.Time()
		}
	}
	for k := range events {
		e := &events[k]
		e.Operation, e.Group = t.work.ids[i], t.group
		e.Source = t.sourceOf(e)
	}
	if own, is := t.work.ops[i].(*once); is && !result.Repeated {
		if err := own.keep(&t.draft, result); err != nil {
			return err
		}
	}
	t.work.results[i] = result
	t.planning.made.add(i, events, skips)
	return nil
}

// sourceOf returns the source of an event that the draft wrote. Where the draft names a kind
// of its own, such as a deletion, the user and the request id are still those of the caller.
func (t *transaction) sourceOf(e *history.Event) history.Source {
	if e.Source == (history.Source{}) {
		return t.source
	}
	return t.source.WithKind(e.Source.Kind)
}

// comparePlans returns a [StaleError] when a plan is applied and other steps came out.
func (t *transaction) comparePlans() error {
	p := &t.planning
	if p.expected == nil || p.expected.equal(p.made) {
		return nil
	}
	p.made.decided(t.work.results, t.draft.Schema)
	return &StaleError{New: p.made}
}
