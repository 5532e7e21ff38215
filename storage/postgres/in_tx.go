package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/storage"
)

// ErrNested says that a call would wait for the transaction that it is part of: InTx or
// InSQLTx inside of another, or an Update of the account that does not go through the
// transaction's own Storage.
var ErrNested = failure.Sentinel(failure.Internal, "postgres.ErrNested", "called inside a transaction of InTx or InSQLTx")

// errEnded says that fn has committed or rolled back the transaction that InTx is to commit.
var errEnded = errors.New("the function has ended the transaction itself; return nil to commit and an error to roll back")

// InTx runs fn in a transaction of the application at READ COMMITTED and commits if fn returns
// nil: the rows that fn writes through tx, and the associations of the named account that fn
// makes through store, both or neither. pool is the application's, of the same database. Give
// store to [association.Graph.Within] for a graph inside the transaction.
//
// After a conflict, of the associations or of fn's own statements, InTx rolls back and calls
// fn again, up to Options.Attempts times in all and with random pauses. So fn has no effect
// outside its transaction that a second call does not overwrite. A conflict counts even if
// fn ignores its error.
//
// fn's own error is returned unchanged; nothing was written then, nor if ctx has ended before
// the commit was sent, nor if fn panics. InTx returns [storage.ErrConflict] when it gives up,
// and [storage.ErrAmbiguous] if the outcome of the commit is unknown.
//
// tx and store are for the goroutine of fn, until fn returns. fn neither commits nor rolls
// back tx, and uses the ctx that it is given. With that ctx, InTx, and an Update or DropAccount of
// the account outside the transaction, return [ErrNested], because they could wait for this
// transaction without end. For another account in the same transaction use [DB.Within].
//
// [association.Graph.Within]: https://pkg.go.dev/github.com/relata-go/relata/association#Graph.Within
func (db *DB) InTx(ctx context.Context, pool *pgxpool.Pool, name string, fn func(ctx context.Context, tx pgx.Tx, store storage.Storage) error) error {
	return db.database.inside(ctx, name, func(ctx context.Context, a *account) (own, err error) {
		return a.attemptOnPool(ctx, pool, fn)
	})
}

// attemptOnPool runs fn once, in a transaction of a pool. If nothing was written because fn
// returned an error, own is that error; err is every other reason.
func (a *account) attemptOnPool(ctx context.Context, pool *pgxpool.Pool, fn func(context.Context, pgx.Tx, storage.Storage) error) (own, err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer a.database.rollback(conn)
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return nil, err
	}
	defer a.database.rollbackTx(tx)
	w := &outerTx{account: a, send: sendTo(tx)}
	defer func() { _ = w.Close() }() // fn may have closed it
	own = fn(ctx, tx, w)
	if ended := transactionEnded(conn.Conn()); ended != nil {
		return endedBy(own, ended)
	}
	return w.commit(ctx, own, tx.Commit)
}

// transactionEnded returns an error unless conn is in a transaction.
func transactionEnded(conn *pgx.Conn) error {
	switch {
	case conn.IsClosed():
		return pgconn.ErrConnClosed
	case conn.PgConn().TxStatus() == 'I':
		return errEnded
	}
	return nil
}

// endedBy returns the errors of an attempt whose transaction has ended too early. fn's own
// error says more than ended.
func endedBy(own, ended error) (fnErr, err error) {
	if own != nil {
		return own, nil
	}
	return nil, ended
}

// rollbackTx ends a transaction of the application, unless it has ended.
func (d *database) rollbackTx(tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.Background(), d.options.Grace)
	defer cancel()
	_ = tx.Rollback(ctx) // if this fails pgx closes the connection
}

// committed tells those who asked that the outer transaction was committed.
func (w *outerTx) committed() {
	if w.of != nil {
		w.of.remember(w.row)
	}
	for _, do := range w.after {
		do()
	}
}

// inside makes attempts until one is no conflict. The context that it gives them is marked, so
// that a call which would wait for the transaction is refused.
// Each attempt has an account of its own, because an attempt that is rolled back may
// have made the row of the account.
func (d *database) inside(ctx context.Context, name string, attempt func(context.Context, *account) (own, err error)) error {
	first := d.account(name)
	if err := first.enter(ctx); err != nil {
		return wrap("transaction", err)
	}
	defer first.leave()
	if ctx.Value(insideKey{d}) != nil {
		return wrap("transaction", fmt.Errorf("%w: use the transaction that there is", ErrNested))
	}
	ctx = context.WithValue(ctx, insideKey{d}, name)
	var own error // of fn, which is returned unchanged
	err := d.retry(ctx, func() (err error) {
		own, err = attempt(ctx, d.account(name))
		return err
	})
	if err != nil {
		return wrap("transaction", err)
	}
	return own
}

// An insideKey is the key of a context inside InTx. The value is the account's name.
type insideKey struct{ database *database }

// isInside reports whether ctx is that of an InTx of the named account.
func (d *database) isInside(ctx context.Context, name string) bool {
	inside, is := ctx.Value(insideKey{d}).(string)
	return is && inside == name
}

// commit commits the outer transaction unless fn failed, a conflict was noted, or ctx has
// ended. It may wait for the outcome after ctx has ended, as every commit does.
func (w *outerTx) commit(ctx context.Context, own error, commit func(context.Context) error) (fnErr, err error) {
	switch {
	case w.lost != nil: // it counts even if fn has ignored it
		return nil, w.lost
	case isConflict(own): // of fn's own statements
		return nil, own
	case own != nil:
		return own, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	sending, cancel := w.account.database.graceContext(ctx)
	defer cancel()
	err = commit(sending)
	if errors.Is(err, pgx.ErrTxCommitRollback) {
		err = fmt.Errorf("%w, because a statement had failed: %w", errRolledBack, err)
	}
	switch {
	case errors.Is(err, pgconn.ErrConnClosed): // pgx says so of a connection that broke after COMMIT was sent, too
		return nil, fmt.Errorf("%w: %w", storage.ErrAmbiguous, withContextError(ctx, err))
	case err != nil:
		return nil, ambiguous(&roundTripError{err: withContextError(ctx, err)})
	}
	w.committed()
	return nil, nil
}
