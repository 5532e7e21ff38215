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

// The SQLSTATE codes that this package tells apart.
const (
	codeSerialization = "40001"
	codeUnknown       = "40003" // statement completion unknown, of databases that speak PostgreSQL's protocol
	codeDeadlock      = "40P01"
	codeResolution    = "08007"
	codeInternal      = "XX000"
	codeSnapshot      = "72000"
)

// isConflict reports whether a transaction that ended with err has written nothing and may
// succeed if it runs again.
func isConflict(err error) bool {
	if errors.Is(err, storage.ErrAmbiguous) {
		return false
	}
	if errors.Is(err, errOvertaken) || errors.Is(err, errGone) || errors.Is(err, storage.ErrConflict) {
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

// retry calls do until it succeeds or fails by something other than a conflict. The pauses
// between attempts grow.
func (d *database) retry(ctx context.Context, do func() error) error {
	for n := 1; ; n++ {
		err := do()
		switch {
		case err == nil, !isConflict(err):
			return err
		case ctx.Err() != nil:
			return withContextError(ctx, err)
		case n == d.options.Attempts:
			return fmt.Errorf("%w after %d attempts: %w", storage.ErrConflict, n, err)
		case errors.Is(err, errOvertaken), errors.Is(err, errGone):
			continue // without a pause: the next number is greater
		}
		if waiting := d.pause(ctx, n); waiting != nil {
			return withContextError(ctx, err)
		}
	}
}

// pause waits after attempt n.
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

// ambiguous adds [storage.ErrAmbiguous] to the error of a round trip that ends with COMMIT,
// unless the error says that nothing was committed.
func ambiguous(err error) error {
	unknown := fmt.Errorf("%w: %w", storage.ErrAmbiguous, err)
	var at *roundTripError
	if !errors.As(err, &at) || errors.Is(err, errRolledBack) || pgconn.SafeToRetry(err) {
		return err
	}
	var e *pgconn.PgError
	switch {
	case !errors.As(err, &e):
		return unknown // the connection broke
	case e.Code == codeUnknown, e.Code == codeResolution:
		return unknown
	case e.Severity != "ERROR" && at.statement >= at.commit:
		return unknown // the server process ended, perhaps after the commit
	}
	return err
}

// snapshotError adds [storage.ErrSnapshot] to an error which says that the snapshot is gone.
func snapshotError(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) && (e.Code == codeSnapshot || e.Code == codeSerialization) {
		return fmt.Errorf("%w: %w", storage.ErrSnapshot, err)
	}
	return err
}

// graceContext returns a context that ends Options.Grace after ctx.
func (d *database) graceContext(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(d.options.Grace, cancel) })
	return longer, func() { stop(); cancel() }
}

// rollback ends the transaction of a connection and gives the connection back. If that
// takes too long, the pool closes the connection.
func (d *database) rollback(conn *pgxpool.Conn) {
	if c := conn.Conn(); !c.IsClosed() && c.PgConn().TxStatus() != 'I' {
		ctx, cancel := context.WithTimeout(context.Background(), d.options.Grace)
		defer cancel()
		_, _ = c.Exec(ctx, "ROLLBACK") // Release checks the connection's state
	}
	conn.Release()
}
