package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Update runs fn in a transaction. Nothing is sent before fn's first Read, which
// carries BEGIN and the locks, and what fn applied last travels with COMMIT.
func (a *Account) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := a.enter(ctx); err != nil {
		return wrap("update", err)
	}
	defer a.leave()
	var own error // fn's, to be returned as it is
	err := a.database.persist(ctx, func() (err error) {
		own, err = a.attempt(ctx, anchors, fn)
		return err
	})
	if err != nil {
		return wrap("update", err)
	}
	return own
}

// attempt runs fn once. Its first result is the error of fn when that is the reason why
// nothing was written, the second one everything else.
func (a *Account) attempt(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) (own, err error) {
	conn, err := a.database.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	t := &tx{account: a, to: conn, anchors: anchors, opening: a.begin}
	defer func() { // also when fn panics or ends its goroutine
		t.over = true
		a.database.rollback(conn)
	}()
	own = fn(t)
	if t.err != nil { // what fn made of it does not matter
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

// begin adds what an Update of its own begins with.
func (a *Account) begin(t *trip) {
	t.do("BEGIN ISOLATION LEVEL READ COMMITTED")
	t.do(sqlGeneric)
}

// commit sends what is held back together with COMMIT. It waits for the outcome longer
// than ctx does: a commit that was sent cannot be taken back.
func (a *Account) commit(ctx context.Context, t *tx, conn *pgxpool.Conn) error {
	if !t.begun && len(t.held.steps) == 0 {
		return nil // fn neither read nor wrote
	}
	last := t.trip()
	last.commit = len(last.steps)
	last.do("COMMIT")
	sending, cancel := a.database.graceful(ctx)
	defer cancel()
	if err := last.run(sending, conn); err != nil {
		return ambiguous(err)
	}
	return nil
}

// A tx is an Update under way.
type tx struct {
	account *Account
	to      sender
	anchors []record.Ref
	opening func(*trip) // adds what comes before the locks
	begun   bool        // the locks were sent
	over    bool
	held    trip  // writes that were applied and not yet sent
	slots   slots // that are locked
	err     error // the first one of the server's: the transaction is lost
}

// Read sends what is held back and the questions, the first time behind the locks.
func (t *tx) Read(ctx context.Context, b *storage.Batch) error {
	if t.over {
		return wrap("read", fmt.Errorf("transaction %w", errOver))
	}
	if t.err != nil {
		return wrap("read", t.err)
	}
	return wrap("read", t.read(ctx, b))
}

func (t *tx) read(ctx context.Context, b *storage.Batch) error {
	r := reader{account: t.account}
	questions := newTrip()
	if err := r.ask(questions, b); err != nil {
		return err
	}
	next := t.trip()
	t.lockSlots(next, b)
	next.append(questions)
	if t.err = next.run(ctx, t.to); t.err != nil {
		return t.err
	}
	return r.finish()
}

// Apply takes what b wishes, to be sent with the next Read or the commit.
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
	t.account.write(&t.held, b)
	return nil
}

// trip returns the next one: behind the locks, when they were not sent yet, come the
// writes that were held back.
func (t *tx) trip() *trip {
	next := newTrip()
	if !t.begun {
		t.begun = true
		t.opening(next)
		t.lockAnchors(next)
	}
	next.append(&t.held)
	t.held = trip{}
	return next
}

// errBehind says that a transaction was numbered before another one that has since
// written an event of an anchor. Its own events would stand before that one's.
var errBehind = errors.New("a later transaction was faster at one of the records")
