package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// Within returns the account as it is inside of a transaction of the host's, on the
// same database, so that what it writes commits or vanishes with the host's own rows.
// It is cheap, valid until the transaction ends, and, like that, for one goroutine.
//
// The transaction is best at READ COMMITTED, and young: a transaction that the host
// wrote in before may have been overtaken at one of the records, and then an Update
// returns [storage.ErrConflict]. So it does after every conflict, since only the host
// can run its transaction again. What an Update wrote before it failed is undone, the
// host's own rows are not, and locks stay until the host's transaction ends. Reads see
// what the transaction sees; at READ COMMITTED the answers of one Read may be of
// different moments. Close ends this Storage and nothing else.
func (a *Account) Within(tx pgx.Tx) storage.Storage { return &within{account: a, tx: tx} }

// A within is an account inside of the host's transaction.
type within struct {
	account *Account
	tx      pgx.Tx
	calls   calls.Calls
}

// Traits are those of the account.
func (w *within) Traits() storage.Traits { return w.account.Traits() }

// Close lets no further call in.
func (w *within) Close() error { return wrap("close", w.calls.Close()) }

func (w *within) enter(ctx context.Context) error {
	if err := w.calls.Enter(); err != nil {
		return err
	}
	if err := w.account.enter(ctx); err != nil {
		w.calls.Leave()
		return err
	}
	return nil
}

func (w *within) leave() {
	w.account.leave()
	w.calls.Leave()
}

// Read answers from what the transaction sees.
func (w *within) Read(ctx context.Context, b *storage.Batch) error {
	if err := w.enter(ctx); err != nil {
		return wrap("read", err)
	}
	defer w.leave()
	r := reader{account: w.account}
	t := newTrip()
	if err := r.ask(t, b); err != nil {
		return wrap("read", err)
	}
	if err := t.run(ctx, w.tx); err != nil {
		return wrap("read", lost(err))
	}
	return wrap("read", r.finish())
}

// View gives fn the transaction to read in.
func (w *within) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := w.enter(ctx); err != nil {
		return wrap("view", err)
	}
	defer w.leave()
	return fn(withinReader{w})
}

// A withinReader is the reader of a View.
type withinReader struct{ *within }

// Update runs fn behind a savepoint of the transaction.
func (w *within) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := w.enter(ctx); err != nil {
		return wrap("update", err)
	}
	defer w.leave()
	t := &tx{account: w.account, to: w.tx, anchors: anchors, opening: func(next *trip) { next.do("SAVEPOINT relata") }}
	fine := false
	defer func() { // also when fn panics or ends its goroutine
		t.over = true
		if !fine && t.begun {
			w.undo(ctx)
		}
	}()
	own := fn(t)
	switch {
	case t.err != nil:
		return wrap("update", lost(t.err))
	case own != nil:
		return own
	}
	if err := ctx.Err(); err != nil {
		return wrap("update", err)
	}
	if err := w.keep(ctx, t); err != nil {
		return wrap("update", lost(err))
	}
	fine = true
	return nil
}

// keep sends what is held back.
func (w *within) keep(ctx context.Context, t *tx) error {
	if !t.begun && len(t.held.steps) == 0 {
		return nil
	}
	last := t.trip()
	last.do("RELEASE SAVEPOINT relata")
	return last.run(ctx, w.tx)
}

// undo takes back what the Update has written, so that the host may go on.
func (w *within) undo(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.account.database.options.Grace)
	defer cancel()
	back := newTrip()
	back.do("ROLLBACK TO SAVEPOINT relata")
	back.do("RELEASE SAVEPOINT relata")
	_ = back.run(ctx, w.tx) // where this fails the transaction cannot commit
}

// lost says that only the host can run its transaction again.
func lost(err error) error {
	if isConflict(err) {
		return fmt.Errorf("%w: %w", storage.ErrConflict, err)
	}
	return err
}
