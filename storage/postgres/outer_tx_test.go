package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/storagetest"
)

var errOwn = errors.New("the caller's own")

// The application has tables of its own, in the same database.
func application(t testing.TB) (*pgxpool.Pool, *postgres.DB) {
	t.Helper()
	pool, db, _ := tappedApplication(t, nil)
	return pool, db
}

// tappedApplication is application with options and with a wire below its pool.
func tappedApplication(t testing.TB, options *postgres.Options) (*pgxpool.Pool, *postgres.DB, *wire) {
	t.Helper()
	pool, wire := tap(t, postgrestest.Start(t))
	_, err := pool.Exec(t.Context(), "CREATE TABLE contact (id text PRIMARY KEY, email text NOT NULL)")
	require.NoError(t, err)
	db, err := postgres.New(t.Context(), pool, options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return pool, db, wire
}

// standing returns how many contacts and how many links there are.
func standing(t testing.TB, pool *pgxpool.Pool, db *postgres.DB) [2]int {
	t.Helper()
	var contacts int
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT count(*) FROM contact").Scan(&contacts))
	b := storage.Batch{NeighborPages: []storage.NeighborPage{{Of: company(1), To: record.Contacts, Max: 100}}}
	require.NoError(t, db.Read(t.Context(), &b))
	return [2]int{contacts, b.NeighborPages[0].Count}
}

// addContact writes a row of the application and its association in one transaction.
func addContact(ctx context.Context, tx pgx.Tx, db *postgres.DB, n int) error {
	graph, err := association.Open(ctx, db.Within(tx, ""), nil)
	if err != nil {
		return err
	}
	if _, err := graph.Associate(ctx, contact(n), company(1)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO contact VALUES ($1, 'ann@example.com')", fmt.Sprint(n))
	return err
}

// Associations commit with the rows of the application, and vanish with them.
func TestCommitWithRowsOfTheApplication(t *testing.T) {
	ctx := t.Context()
	pool, db := application(t)
	require.NoError(t, pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := addContact(ctx, tx, db, 1); err != nil {
			return err
		}
		return addContact(ctx, tx, db, 2) // a second graph in the same transaction
	}))
	require.Equal(t, [2]int{2, 2}, standing(t, pool, db))
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := addContact(ctx, tx, db, 3); err != nil {
			return err
		}
		return errOwn
	})
	require.ErrorIs(t, err, errOwn)
	require.Equal(t, [2]int{2, 2}, standing(t, pool, db))

	b := storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, Max: 10}}}
	require.NoError(t, db.Read(ctx, &b))
	require.Equal(t, 2, b.EventPages[0].Count)
	first, second := b.EventRows[0].Position, b.EventRows[1].Position
	require.Equal(t, first.Transaction, second.Transaction)
	require.Equal(t, first.Sequence+1, second.Sequence, "events of one transaction are numbered through")
}

// An Update that fails inside leaves nothing, and the application may go on.
func TestFailedUpdateWithinIsUndone(t *testing.T) {
	ctx := t.Context()
	pool, db := application(t)
	tx, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer tx.Rollback(ctx)
	inside := db.Within(tx, "")
	for name, end := range map[string]func() error{
		"error": func() error { return errOwn },
		"panic": func() error { panic("of the caller's") },
	} {
		func() {
			defer func() { _ = recover() }()
			err := inside.Update(ctx, nil, func(tx storage.Tx) error {
				b := storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}}
				require.NoError(t, tx.Read(ctx, &b), name)
				b.Metadata[0].Now = "written"
				require.NoError(t, tx.Apply(ctx, &b))
				require.NoError(t, tx.Read(ctx, &storage.Batch{}), "the write is sent")
				return end()
			})
			require.ErrorIs(t, err, errOwn)
		}()
		require.Empty(t, counter(t, inside), name)
	}
	require.NoError(t, addContact(ctx, tx, db, 1))
	require.NoError(t, tx.Commit(ctx))
	require.Equal(t, [2]int{1, 1}, standing(t, pool, db))
}

// An application that wrote before may have been overtaken: then its events would stand
// before events that happened earlier, so it is told to run its transaction again.
func TestOvertakenHostRunsAgain(t *testing.T) {
	ctx := t.Context()
	pool, db := application(t)
	graph, err := association.Open(ctx, db, nil)
	require.NoError(t, err)
	tx, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer tx.Rollback(ctx)
	_, err = tx.Exec(ctx, "INSERT INTO contact VALUES ('9', 'bob@example.com')") // numbered now
	require.NoError(t, err)
	_, err = graph.Associate(ctx, contact(1), company(1))
	require.NoError(t, err)
	require.ErrorIs(t, addContact(ctx, tx, db, 2), storage.ErrConflict)
	require.NoError(t, tx.Rollback(ctx))
	require.NoError(t, pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return addContact(ctx, tx, db, 2) }))
	require.Equal(t, [2]int{1, 2}, standing(t, pool, db))
}

// What runs within is closed apart from the rest.
func TestCloseWithin(t *testing.T) {
	ctx := t.Context()
	pool, db := application(t)
	require.NoError(t, pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		inside := db.Within(tx, "")
		require.NoError(t, inside.Close())
		require.ErrorIs(t, inside.Close(), storage.ErrClosed)
		require.ErrorIs(t, inside.Read(ctx, &storage.Batch{}), storage.ErrClosed)
		return db.Within(tx, "").Read(ctx, &storage.Batch{})
	}))
}

// Inside of an outer transaction the store keeps the promises that do not need
// several transactions.
func TestContractWithin(t *testing.T) {
	pool, db := application(t)
	withinContract(t, func(t *testing.T) storage.Storage {
		tx, err := pool.Begin(t.Context())
		require.NoError(t, err)
		t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
		return db.Within(tx, fmt.Sprintf("account %d", accounts.Add(1)))
	})
}

// So it does inside of a transaction of database/sql.
func TestContractWithinSQL(t *testing.T) {
	app := openCRM(t, nil)
	withinContract(t, func(t *testing.T) storage.Storage {
		conn, err := app.sql.Conn(t.Context())
		require.NoError(t, err)
		tx, err := conn.BeginTx(context.Background(), nil)
		require.NoError(t, err)
		t.Cleanup(func() {
			_ = tx.Rollback()
			_ = conn.Close()
		})
		return app.db.WithinSQL(conn, fmt.Sprintf("account %d", accounts.Add(1)))
	})
}

func withinContract(t *testing.T, open func(*testing.T) storage.Storage) {
	t.Helper()
	one := "an outer transaction is one, and its own feed does not show it"
	storagetest.Run(t, open, &storagetest.Options{Skip: map[storagetest.Promise]string{
		storagetest.Isolation: one, storagetest.Retry: one, storagetest.Close: one, storagetest.Accounts: one,
		storagetest.Feed: one, storagetest.Model: one, storagetest.Script: one, storagetest.Atomic: one,
		storagetest.Alias: one, storagetest.Schema: one, storagetest.Law: one, storagetest.Rule: one,
		storagetest.Durable: one, storagetest.Faults: one,
	}})
}
