package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// A trip is a list of statements that are sent together and answered together: one
// round trip. When one of them fails the server skips all behind it.
type trip struct {
	batch  pgx.Batch
	steps  []step
	commit int // which statement is the COMMIT; -1: none
}

// A step takes the rows of one statement. Nil takes none.
type step func(pgx.Rows) error

func newTrip() *trip { return &trip{commit: -1} }

// do adds a statement whose rows are of no interest.
func (t *trip) do(sql string, args ...any) { t.ask(nil, sql, args...) }

// ask adds a statement, each of whose rows goes to take.
func (t *trip) ask(take step, sql string, args ...any) {
	t.batch.Queue(sql, args...)
	t.steps = append(t.steps, take)
}

// append adds the statements of another trip.
func (t *trip) append(more *trip) {
	t.batch.QueuedQueries = append(t.batch.QueuedQueries, more.batch.QueuedQueries...)
	t.steps = append(t.steps, more.steps...)
}

// A sender is a connection, or a transaction of the host's.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// A tripError is an error of a trip, with the statement it came from.
type tripError struct {
	step, commit int
	err          error
}

func (e *tripError) Error() string { return e.err.Error() }
func (e *tripError) Unwrap() error { return e.err }

// run sends t and takes the answers.
func (t *trip) run(ctx context.Context, to sender) error {
	if len(t.steps) == 0 {
		return nil
	}
	results := to.SendBatch(ctx, &t.batch)
	for i, take := range t.steps {
		if err := t.take(results, i, take); err != nil {
			_ = results.Close() // says the same again
			return &tripError{i, t.commit, because(ctx, err)}
		}
	}
	if err := results.Close(); err != nil {
		return &tripError{len(t.steps), t.commit, because(ctx, err)}
	}
	return nil
}

// errRolledBack says that the server answered to COMMIT with something else.
var errRolledBack = errors.New("the server has not committed")

// because adds that ctx has ended to an error that this may have caused.
func because(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		return fmt.Errorf("%w: %w", ended, err)
	}
	return err
}

func (t *trip) take(results pgx.BatchResults, i int, take step) error {
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
