package association

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage"
)

// A transaction makes operations happen. It runs attempts until one of them is decided
// over rows that are all read and all locked: see [transaction.attempt], which has every
// step of an attempt in order. Transactions are used again, so that a single operation
// allocates nothing.
type transaction struct {
	core   *core
	ctx    context.Context // under which the store is asked
	call   *call           // nil: not observed
	source history.Source
	group  history.OperationID

	work     work // the operations, and what became of each
	span     span // those that this transaction is about
	attempts int  // how many were made
	draft    draft.Draft
	planning planning
	// identified says that the attempt has given the account its number.
	identified bool

	tx     storage.Tx             // nil where nothing is to be written
	update func(storage.Tx) error // an attempt that writes, bound once
	single single
}

// A span is a part of the operations: from inclusive, to exclusive.
type span struct{ from, to int }

// A planning is what the steps of operations are collected in and compared with.
type planning struct {
	made     *Plan // collects the steps, when not nil
	expected *Plan // whose steps must come out, when not nil
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

// begin returns a transaction for writes of g, by a method with the given name.
func (g *Graph) begin(ctx context.Context, call string) *transaction {
	c := g.core
	t, _ := c.transactions.Get().(*transaction)
	if t == nil {
		t = &transaction{}
		t.update = t.attemptToWrite
	}
	t.ctx, t.call = g.observe.begin(ctx, call)
	t.core, t.group, t.source = c, g.group, g.source
	t.attempts = 0
	t.draft.BeginTransaction(draft.Options{Keep: c.keep})
	return t
}

// release gives the transaction back, without holding on to what its caller owns.
func (t *transaction) release() {
	t.draft.Release()
	free := t.core.transactions
	t.core, t.ctx, t.call, t.tx = nil, nil, nil, nil
	t.work, t.planning = work{refs: t.work.refs}, planning{}
	t.single.release()
	free.Put(t)
}

// maxAttempts bounds how often a transaction starts over because others changed which
// records it needs.
const maxAttempts = 100

// commit runs the operations of a span in one transaction of the store. It locks the
// records that the operations name, and starts over with more where an attempt found that
// it needs them, or that another schema is stored.
func (t *transaction) commit(s span) error {
	t.span, t.attempts = s, 0
	locks := &t.draft.Locks
	locks.All = t.core.traits.Exclusive
	locks.Set(t.work.named(s, locks.Held[:0]))
	for ; t.attempts < maxAttempts; t.attempts++ {
		if t.attempts > 0 {
			t.retry()
		}
		err := t.core.store.Update(t.ctx, locks.Held, t.update)
		restart, is := err.(draft.Restart)
		if !is {
			return err
		}
		if restart == draft.MoreLocks {
			locks.Widen()
		}
	}
	return fmt.Errorf("%w: the records that %s needs change too often", storage.ErrConflict, t.work.ops[s.from])
}

// attemptToWrite is an attempt in a transaction of the store.
func (t *transaction) attemptToWrite(tx storage.Tx) error {
	t.tx = tx
	return t.attempt(tx)
}

// look decides all operations over one snapshot, and writes nothing.
func (t *transaction) look() error {
	if err := t.validate(); err != nil {
		return err
	}
	t.span, t.draft.Locks.All = span{0, len(t.work.ops)}, true
	for {
		err := t.core.store.View(t.ctx, t.attemptToLook)
		if _, is := err.(draft.Restart); !is {
			return err
		}
		t.retry()
	}
}

// retry counts an attempt after the first.
func (t *transaction) retry() {
	if t.call != nil {
		t.call.meter.Retries++
	}
}

// attemptToLook is an attempt that nothing comes of.
func (t *transaction) attemptToLook(reader storage.Reader) error {
	t.tx = nil
	return t.attempt(reader)
}
