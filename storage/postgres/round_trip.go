package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// A roundTrip is a list of statements that are sent together and answered together. If one
// of them fails, the server skips those after it.
type roundTrip struct {
	batch  pgx.Batch
	onRow  []rowFunc
	commit int // the index of the COMMIT; -1: none
}

// A rowFunc receives each row of one statement. Nil ignores the rows.
type rowFunc func(pgx.Rows) error

// newRoundTrip returns a round trip without statements.
func newRoundTrip() *roundTrip { return &roundTrip{commit: -1} }

// exec adds a statement whose rows are ignored.
func (t *roundTrip) exec(sql string, args ...any) { t.query(nil, sql, args...) }

// query adds a statement. take receives each of its rows.
func (t *roundTrip) query(take rowFunc, sql string, args ...any) {
	t.batch.Queue(sql, args...)
	t.onRow = append(t.onRow, take)
}

// append adds the statements of another round trip.
func (t *roundTrip) append(more *roundTrip) {
	t.batch.QueuedQueries = append(t.batch.QueuedQueries, more.batch.QueuedQueries...)
	t.onRow = append(t.onRow, more.onRow...)
}

// A sender is a connection, or a transaction of the application.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// A sendFunc sends a round trip to one connection and receives the answers.
type sendFunc func(context.Context, *roundTrip) error

// sendTo returns the sendFunc of a sender.
func sendTo(to sender) sendFunc {
	return func(ctx context.Context, t *roundTrip) error { return t.run(ctx, to) }
}

// A roundTripError is an error with the index of the statement that failed. The index tells
// whether the COMMIT may have been executed.
type roundTripError struct {
	statement, commit int
	err               error
}

func (e *roundTripError) Error() string { return e.err.Error() }
func (e *roundTripError) Unwrap() error { return e.err }

// run sends the statements and receives the answers.
func (t *roundTrip) run(ctx context.Context, to sender) error {
	if len(t.onRow) == 0 {
		return nil
	}
	results := to.SendBatch(ctx, &t.batch)
	for i, take := range t.onRow {
		if err := t.take(results, i, take); err != nil {
			_ = results.Close() // says the same again
			return &roundTripError{i, t.commit, withContextError(ctx, err)}
		}
	}
	if err := results.Close(); err != nil {
		return &roundTripError{len(t.onRow), t.commit, withContextError(ctx, err)}
	}
	return nil
}

// errRolledBack says that the server answered COMMIT with another command, as it does in a
// transaction that failed.
var errRolledBack = errors.New("the server has not committed")

// withContextError adds the error of ctx to err if ctx has ended, which may be its cause.
func withContextError(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		return fmt.Errorf("%w: %w", ended, err)
	}
	return err
}

// take receives the rows of statement i. The server answers COMMIT of a transaction that
// failed with ROLLBACK and no error, so the answer to COMMIT is checked.
func (t *roundTrip) take(results pgx.BatchResults, i int, take rowFunc) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if take == nil {
			continue
		}
		if err := take(rows); err != nil {
			return err
		}
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return err
	}
	if tag := rows.CommandTag().String(); i == t.commit && tag != "COMMIT" {
		return fmt.Errorf("%w: %s", errRolledBack, tag)
	}
	return nil
}
