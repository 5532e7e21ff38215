package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// Within returns an account inside a transaction that the application has begun, the outer
// transaction. The account's writes commit or roll back together with the application's own
// rows. [DB.InTx] is easier: it begins the transaction, and runs it again after conflicts.
// The Storage is cheap. Like the transaction, it is for one goroutine and valid until the
// transaction ends. Close ends this Storage and nothing else.
//
// Use READ COMMITTED, and call Update soon after the first write of the application's own
// rows, or before it. The server numbers a transaction at its first write. If a transaction
// with a greater number has already written an event of an anchor, Update returns
// [storage.ErrConflict]. Update never runs fn again, because only the application can run
// the outer transaction again, so every conflict is returned.
//
// The writes of an Update that fails are rolled back to a savepoint. The application's own
// rows stay, and the locks stay until the outer transaction ends. Reads see what the outer
// transaction sees; at READ COMMITTED the answers of one Read may be of different moments.
func (db *DB) Within(tx pgx.Tx, account string) storage.Storage {
	return &outerTx{account: db.database.account(account), send: sendTo(tx)}
}

// An outerTx is an account inside an outer transaction.
type outerTx struct {
	account *account
	send    sendFunc
	calls   calls.Calls
	of      *account   // that the user has used outside of the transaction; nil: none is known
	row     accountRow // as the last Update has locked it
	lost    error      // the first conflict, after which the outer transaction must not commit
	after   []func()   // called after the commit, if that is done here
}

// Traits are those of the account.
func (w *outerTx) Traits() storage.Traits { return w.account.Traits() }

// Close refuses further calls.
func (w *outerTx) Close() error { return wrap("close", w.calls.Close()) }

// enter begins a call, which leave ends. It returns ErrClosed if this Storage, its account or
// its store is closed.
func (w *outerTx) enter(ctx context.Context) error {
	if err := w.calls.Enter(); err != nil {
		return err
	}
	if err := w.account.enter(ctx); err != nil {
		w.calls.Leave()
		return err
	}
	return nil
}

// leave ends a call that enter began.
func (w *outerTx) leave() {
	w.account.leave()
	w.calls.Leave()
}

// Read answers with what the outer transaction sees.
func (w *outerTx) Read(ctx context.Context, b *storage.Batch) error {
	if err := w.enter(ctx); err != nil {
		return wrap("read", err)
	}
	defer w.leave()
	r := reader{account: w.account, known: w.account.id.Load(), isOuter: true}
	t := newRoundTrip()
	if err := r.ask(t, b); err != nil {
		return wrap("read", err)
	}
	if err := w.send(ctx, t); err != nil {
		return wrap("read", w.conflict(err))
	}
	return wrap("read", r.finish())
}

// View gives fn a reader of the outer transaction.
func (w *outerTx) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := w.enter(ctx); err != nil {
		return wrap("view", err)
	}
	defer w.leave()
	return fn(outerReader{w})
}

// An outerReader is the reader of a View.
type outerReader struct{ *outerTx }

// Update runs fn after a savepoint of the outer transaction.
func (w *outerTx) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := w.enter(ctx); err != nil {
		return wrap("update", err)
	}
	defer w.leave()
	t := &tx{account: w.account, send: w.send, anchors: anchors, begin: func(next *roundTrip) { next.exec("SAVEPOINT relata") }}
	released := false
	defer func() { // also when fn panics or ends its goroutine
		t.over = true
		if !released && t.begun {
			w.rollback(ctx)
		}
	}()
	own := fn(t)
	switch {
	case t.err != nil:
		return wrap("update", w.conflict(t.err))
	case own != nil:
		return own
	}
	if err := ctx.Err(); err != nil {
		return wrap("update", err)
	}
	if err := w.release(ctx, t); err != nil {
		return wrap("update", w.conflict(err))
	}
	released = true
	if t.begun {
		w.row = t.row
	}
	return nil
}

// release sends the pending writes and releases the savepoint.
func (w *outerTx) release(ctx context.Context, t *tx) error {
	if !t.begun && len(t.pending.onRow) == 0 {
		return nil
	}
	if err := t.lock(ctx); err != nil {
		return err
	}
	last := t.nextRoundTrip()
	last.exec("RELEASE SAVEPOINT relata")
	return w.send(ctx, last)
}

// rollback rolls back to the savepoint, so that the application may go on.
func (w *outerTx) rollback(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.account.database.options.Grace)
	defer cancel()
	back := newRoundTrip()
	back.exec("ROLLBACK TO SAVEPOINT relata")
	back.exec("RELEASE SAVEPOINT relata")
	_ = w.send(ctx, back) // if this fails the outer transaction cannot commit
}

// conflict notes a conflict and adds [storage.ErrConflict] to it: the whole outer transaction
// has to run again.
func (w *outerTx) conflict(err error) error {
	if !isConflict(err) {
		return err
	}
	err = fmt.Errorf("%w: %w", storage.ErrConflict, err)
	if w.lost == nil {
		w.lost = err
	}
	return err
}

// Continue implements [storage.InTransaction].
func (w *outerTx) Continue(of storage.Storage) error {
	var known *account
	switch of := of.(type) {
	case *account:
		known = of
	case *DB:
		known = of.main
	case *outerTx:
		known = of.account
	default:
		return nil
	}
	if known.name != w.account.name || known.database.tables.schema != w.account.database.tables.schema {
		return fmt.Errorf("postgres: %w: the graph is of account %q, and its transaction of account %q", storage.ErrInvalid, known.name, w.account.name)
	}
	w.of = known
	if id := known.id.Load(); id != nil {
		w.account.id.Store(id)
	}
	return nil
}

// AfterCommit implements [storage.InTransaction]. Only InTx and InSQLTx learn of the commit.
func (w *outerTx) AfterCommit(do func()) { w.after = append(w.after, do) }
