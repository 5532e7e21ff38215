package postgres

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// An account is the Storage of one account of a [DB]. There may be several for one name,
// in many processes.
type account struct {
	database *database
	name     string
	illegal  error // of the name; nil: it is legal
	calls    calls.Calls
	id       atomic.Pointer[string] // of the account that an earlier call found; nil: none did
}

// Traits say that many operations should share a round trip.
func (a *account) Traits() storage.Traits { return storage.Traits{Chunk: 1000, Group: 1000} }

// Close waits for the calls under way through this handle. Later calls return
// [storage.ErrClosed]. Other handles stay open, also those of the same account.
func (a *account) Close() error {
	if err := a.database.calls.Enter(); err != nil {
		return wrap("close", err)
	}
	defer a.database.calls.Leave()
	return wrap("close", a.calls.Close())
}

// enter begins a call, which leave ends. It refuses an illegal name, a context that has
// ended, and with ErrClosed an account or a store that is closed.
func (a *account) enter(ctx context.Context) error {
	if err := a.calls.Enter(); err != nil {
		return err
	}
	if err := a.database.calls.Enter(); err != nil {
		a.calls.Leave()
		return err
	}
	err := a.illegal
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		a.leave()
	}
	return err
}

// leave ends a call that enter began.
func (a *account) leave() {
	a.database.calls.Leave()
	a.calls.Leave()
}

// Read answers from one snapshot, in one round trip. If the server cancels the Read in
// favour of another transaction, the Read runs again.
func (a *account) Read(ctx context.Context, b *storage.Batch) error {
	if err := a.enter(ctx); err != nil {
		return wrap("read", err)
	}
	defer a.leave()
	before := answersOf(b)
	return wrap("read", a.database.retry(ctx, func() error {
		before.restore(b)
		return a.read(ctx, b)
	}))
}

// read is one attempt of Read.
func (a *account) read(ctx context.Context, b *storage.Batch) error {
	r := reader{account: a, known: a.id.Load()}
	t := newRoundTrip()
	t.exec(sqlSnapshot)
	t.exec(sqlGeneric)
	if err := r.ask(t, b); err != nil {
		return err
	}
	t.exec("COMMIT")
	conn, err := a.database.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer a.database.rollback(conn)
	if err := t.run(ctx, conn); err != nil {
		return err
	}
	return r.finish()
}

// View gives fn a reader of one snapshot, which is taken by its first Read.
func (a *account) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := a.enter(ctx); err != nil {
		return wrap("view", err)
	}
	defer a.leave()
	v := &view{account: a}
	defer v.end()
	return fn(v)
}

// A view is the reader of a View. The first Read takes the connection, so a View
// without a Read costs none.
type view struct {
	account *account
	conn    *pgxpool.Conn
	known   *string // the account's id before the snapshot was taken
	over    bool
}

// Read answers from the view's snapshot.
func (v *view) Read(ctx context.Context, b *storage.Batch) error {
	if v.over {
		return wrap("read", fmt.Errorf("view %w", errOver))
	}
	return wrap("read", v.read(ctx, b))
}

// read is Read without the name of the call in its errors. The connection is acquired only
// after the questions were checked, and kept until the View ends.
func (v *view) read(ctx context.Context, b *storage.Batch) (err error) {
	if v.conn == nil {
		v.known = v.account.id.Load()
	}
	r := reader{account: v.account, known: v.known}
	t := newRoundTrip()
	if v.conn == nil {
		t.exec(sqlSnapshot)
		t.exec(sqlGeneric)
	}
	if err := r.ask(t, b); err != nil {
		return err
	}
	if v.conn == nil {
		if v.conn, err = v.account.database.pool.Acquire(ctx); err != nil {
			v.conn = nil
			return err
		}
	}
	if err := t.run(ctx, v.conn); err != nil {
		return snapshotError(err)
	}
	return r.finish()
}

// end gives the connection back.
func (v *view) end() {
	v.over = true
	if v.conn != nil {
		v.account.database.rollback(v.conn)
	}
}
