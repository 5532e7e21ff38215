package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/storage"
)

// Codes of PostgreSQL's errors that this package tells apart.
const (
	codeSerialization = "40001"
	codeUnknown       = "40003" // a statement's completion, in relatives of PostgreSQL
	codeDeadlock      = "40P01"
	codeResolution    = "08007"
	codeInternal      = "XX000"
	codeSnapshot      = "72000"
)

// isConflict reports whether a transaction that ended with err may succeed when it runs
// again: nothing of it was written.
func isConflict(err error) bool {
	if errors.Is(err, storage.ErrAmbiguous) {
		return false
	}
	if errors.Is(err, errBehind) {
		return true
	}
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case codeSerialization, codeDeadlock:
		return true
	case codeInternal: // Citus, of a commit that one of its nodes refused
		return strings.Contains(e.Message, "could not commit transaction")
	}
	return false
}

// persist calls do until it ends otherwise than by a conflict, with growing pauses.
func (d *database) persist(ctx context.Context, do func() error) error {
	for n := 1; ; n++ {
		err := do()
		switch {
		case err == nil, !isConflict(err):
			return err
		case ctx.Err() != nil:
			return because(ctx, err)
		case n == d.options.Attempts:
			return fmt.Errorf("%w after %d attempts: %w", storage.ErrConflict, n, err)
		case errors.Is(err, errBehind):
			continue // the next number is greater
		}
		if waiting := d.pause(ctx, n); waiting != nil {
			return because(ctx, err)
		}
	}
}

// pause waits before the attempt behind number n.
func (d *database) pause(ctx context.Context, n int) error {
	longest := d.options.Pause << min(n-1, 6)
	timer := time.NewTimer(rand.N(longest))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ambiguous returns the error of a trip that ends with COMMIT, as an
// [storage.ErrAmbiguous] unless it says that nothing was committed.
func ambiguous(err error) error {
	unknown := fmt.Errorf("%w: %w", storage.ErrAmbiguous, err)
	var at *tripError
	if !errors.As(err, &at) || errors.Is(err, errRolledBack) || pgconn.SafeToRetry(err) {
		return err
	}
	var e *pgconn.PgError
	switch {
	case !errors.As(err, &e):
		return unknown // the connection broke
	case e.Code == codeUnknown, e.Code == codeResolution:
		return unknown
	case e.Severity != "ERROR" && at.step >= at.commit:
		return unknown // the server process ended, perhaps behind the commit
	}
	return err
}

// tooOld tells a View that its snapshot is gone.
func tooOld(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) && (e.Code == codeSnapshot || e.Code == codeSerialization) {
		return fmt.Errorf("%w: %w", storage.ErrSnapshot, err)
	}
	return err
}

// graceful returns a context that ends a while after ctx does.
func (d *database) graceful(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(d.options.Grace, cancel) })
	return longer, func() { stop(); cancel() }
}

// rollback gives a connection back, without a transaction. Where that takes too long
// the pool closes it.
func (d *database) rollback(conn *pgxpool.Conn) {
	if c := conn.Conn(); !c.IsClosed() && c.PgConn().TxStatus() != 'I' {
		ctx, cancel := context.WithTimeout(context.Background(), d.options.Grace)
		defer cancel()
		_, _ = c.Exec(ctx, "ROLLBACK") // Release looks at what came of it
	}
	conn.Release()
}
