package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Update runs fn in a transaction. Nothing is sent before fn's first Read, whose round trip
// begins with BEGIN and the locks. The writes of the last Apply are sent with COMMIT.
func (a *account) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := a.enter(ctx); err != nil {
		return wrap("update", err)
	}
	defer a.leave()
	if a.database.isInside(ctx, a.name) {
		return wrap("update", fmt.Errorf("%w: use the Storage of that transaction", ErrNested))
	}
	var own error // of fn, which is returned unchanged
	err := a.database.retry(ctx, func() (err error) {
		own, err = a.attempt(ctx, anchors, fn)
		return err
	})
	if err != nil {
		return wrap("update", err)
	}
	return own
}

// attempt runs fn once. If nothing was written because fn returned an error, own is that
// error; err is every other reason.
func (a *account) attempt(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) (own, err error) {
	conn, err := a.database.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	t := &tx{account: a, send: sendTo(conn), anchors: anchors, begin: a.begin}
	defer func() { // also when fn panics or ends its goroutine
		t.over = true
		a.database.rollback(conn)
	}()
	own = fn(t)
	if t.err != nil { // it counts even if fn has ignored it
		return own, t.err
	}
	if own != nil {
		return own, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, a.commit(ctx, t, conn)
}

// begin adds the statements with which a transaction of the store begins.
func (a *account) begin(t *roundTrip) {
	t.exec("BEGIN ISOLATION LEVEL READ COMMITTED")
	t.exec(sqlGeneric)
}

// commit sends the pending writes together with COMMIT. It may wait for the outcome after
// ctx has ended, because a COMMIT that was sent cannot be taken back.
func (a *account) commit(ctx context.Context, t *tx, conn *pgxpool.Conn) error {
	if !t.applied {
		return nil // the rollback ends the locks, and takes back the rows that were made for them
	}
	if err := t.lock(ctx); err != nil {
		return err
	}
	last := t.nextRoundTrip()
	last.commit = len(last.onRow)
	last.exec("COMMIT")
	sending, cancel := a.database.graceContext(ctx)
	defer cancel()
	if err := last.run(sending, conn); err != nil {
		return ambiguous(err)
	}
	a.remember(t.row)
	return nil
}

// A tx is an Update under way.
type tx struct {
	account *account
	send    sendFunc
	anchors []record.Ref
	begin   func(*roundTrip) // adds the statements before the locks
	begun   bool             // the locks were sent
	row     accountRow       // that is locked
	applied bool             // fn called Apply
	over    bool
	pending roundTrip // writes that were applied and not yet sent
	slots   slots     // that are locked
	err     error     // the first error of the server, after which the transaction cannot go on
}

// Read sends the pending writes and the questions. The first Read sends the locks as well,
// before them.
func (t *tx) Read(ctx context.Context, b *storage.Batch) error {
	if t.over {
		return wrap("read", fmt.Errorf("transaction %w", errOver))
	}
	if t.err != nil {
		return wrap("read", t.err)
	}
	return wrap("read", t.read(ctx, b))
}

// read is Read without the name of the call in its errors. The questions are checked before
// anything is sent; the locks for operations and metadata are sent before the questions.
func (t *tx) read(ctx context.Context, b *storage.Batch) error {
	r := reader{account: t.account, isLocked: true}
	questions := newRoundTrip()
	if err := r.ask(questions, b); err != nil {
		return err
	}
	next := t.nextRoundTrip()
	t.lockSlots(next, b)
	next.append(questions)
	if t.err = t.send(ctx, next); t.err != nil {
		return t.err
	}
	return r.finish()
}

// Apply keeps copies of the changes in b. They are sent with the next Read or the commit.
func (t *tx) Apply(ctx context.Context, b *storage.Batch) error {
	switch {
	case t.over:
		return wrap("apply", fmt.Errorf("transaction %w", errOver))
	case t.err != nil:
		return wrap("apply", t.err)
	case ctx.Err() != nil:
		t.err = ctx.Err()
		return wrap("apply", t.err)
	}
	t.applied = true
	t.account.write(&t.pending, b)
	return nil
}

// lock sends the locks if fn has not read. They are answered before anything is written:
// the server would commit what follows them, whatever the answer is.
func (t *tx) lock(ctx context.Context) error {
	if t.begun {
		return nil
	}
	pending := t.pending
	t.pending = roundTrip{}
	t.err = t.send(ctx, t.nextRoundTrip())
	t.pending = pending
	return t.err
}

// nextRoundTrip returns a round trip that begins with the pending writes. If the locks were
// not sent yet, it begins with them.
func (t *tx) nextRoundTrip() *roundTrip {
	next := newRoundTrip()
	if !t.begun {
		t.begun = true
		t.begin(next)
		t.lockAnchors(next)
	}
	next.append(&t.pending)
	t.pending = roundTrip{}
	return next
}

// errOvertaken says that another transaction with a greater number has already written an
// event of an anchor. The events of this one would come before it in the feed, although
// they happened later. So the transaction has to run again, to get a greater number.
var errOvertaken = errors.New("a later transaction was faster at one of the records")
