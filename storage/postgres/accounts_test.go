package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// A process notices at the next call that another process has dropped an account, also if the
// account has begun anew meanwhile.
func TestDropOfAnotherProcess(t *testing.T) {
	dsn := postgrestest.Start(t)
	openOne := func() *postgres.DB {
		db, err := postgres.Open(t.Context(), dsn, nil)
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	associate := func(in storage.Storage, id record.ID) *association.Graph {
		graph, err := association.Open(t.Context(), in, nil)
		require.NoError(t, err)
		_, err = graph.Associate(t.Context(), record.New(record.Contacts, id), record.New(record.Companies, "10"))
		require.NoError(t, err)
		return graph
	}
	here, there := openOne(), openOne()
	old := associate(here.Account("one"), "1")
	reader, err := association.Open(t.Context(), here.Account("one"), nil) // has only read
	require.NoError(t, err)
	require.NoError(t, there.DropAccount(t.Context(), "one"))
	associate(there.Account("one"), "2")

	for name, graph := range map[string]*association.Graph{"writer": old, "reader": reader} {
		_, err = graph.Count(t.Context(), record.New(record.Companies, "10"), record.Contacts)
		require.ErrorIs(t, err, storage.ErrDropped, name)
		_, err = graph.Associate(t.Context(), record.New(record.Contacts, "3"), record.New(record.Companies, "10"))
		require.ErrorIs(t, err, storage.ErrDropped, name)
	}
	anew := associate(here.Account("one"), "4")
	count, err := anew.Count(t.Context(), record.New(record.Companies, "10"), record.Contacts)
	require.NoError(t, err)
	require.Equal(t, 2, count)
}

// An account that only an uncommitted outer transaction has written to does not exist yet. A
// drop that is not finished refuses an outer transaction, which can go on without the account.
func TestDropAndOuterTransaction(t *testing.T) {
	pool, db := application(t)
	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	defer tx.Rollback(t.Context())
	memo := func(in storage.Storage) error {
		return in.Update(t.Context(), nil, func(tx storage.Tx) error {
			return tx.Apply(t.Context(), &storage.Batch{Metadata: []storage.Metadata{{Key: "a", Now: "1"}}})
		})
	}
	require.NoError(t, memo(db.Within(tx, "one")))
	require.ErrorIs(t, db.DropAccount(t.Context(), "one"), storage.ErrNoAccount, "nothing is committed")
	require.NoError(t, tx.Commit(t.Context()))

	_, err = pool.Exec(t.Context(), "UPDATE relata.account SET dropping = true WHERE account = 'one'")
	require.NoError(t, err)
	tx, err = pool.Begin(t.Context())
	require.NoError(t, err)
	inside := db.Within(tx, "one")
	var dropped *storage.DroppedError
	require.ErrorAs(t, memo(inside), &dropped)
	require.Equal(t, storage.DroppedError{Account: "one", Unfinished: true}, *dropped)
	require.ErrorAs(t, inside.Read(t.Context(), new(storage.Batch)), &dropped)
	require.NoError(t, tx.Commit(t.Context()), "the outer transaction goes on")
	require.NoError(t, db.DropAccount(t.Context(), "one"))
}

// More names than a page has are listed once each, in order.
func TestManyNames(t *testing.T) {
	pool, db := application(t)
	_, err := pool.Exec(t.Context(), "INSERT INTO relata.account SELECT to_char(n, 'FM00000') FROM generate_series(1, 2001) n")
	require.NoError(t, err)
	n := 0
	for name, err := range db.AccountNames(t.Context()) {
		require.NoError(t, err)
		n++
		require.Equal(t, fmt.Sprintf("%05d", n), name)
	}
	require.Equal(t, 2001, n)
}

// An account of several chunks is dropped whole; rows of other accounts are left.
func TestDropManyRows(t *testing.T) {
	pool, db := application(t)
	for _, name := range []string{"one", "other"} {
		_, err := pool.Exec(t.Context(), "INSERT INTO relata.account VALUES ($1)", name)
		require.NoError(t, err)
		_, err = pool.Exec(t.Context(), "INSERT INTO relata.memo SELECT $1, n::text, '' FROM generate_series(1, 12000) n", name)
		require.NoError(t, err)
	}
	require.NoError(t, db.DropAccount(t.Context(), "one"))
	for name, want := range map[string]int{"one": 0, "other": 12000} {
		var have int
		require.NoError(t, pool.QueryRow(t.Context(), "SELECT count(*) FROM relata.memo WHERE account = $1", name).Scan(&have))
		require.Equal(t, want, have, name)
	}
}

// A drop that goes on after the account was dropped by another call, began anew and is dropped
// again, leaves the new account to the call that drops it. Otherwise rows would be left that
// the next account of the name would show.
func TestDropOfAnEarlierAccount(t *testing.T) {
	pool, db := application(t)
	count := func(sql string) (n int) {
		require.NoError(t, pool.QueryRow(t.Context(), sql).Scan(&n))
		return n
	}
	write := func(key string) {
		require.NoError(t, db.Account("one").Update(t.Context(), nil, func(tx storage.Tx) error {
			return tx.Apply(t.Context(), &storage.Batch{Metadata: []storage.Metadata{{Key: key, Now: "1"}}})
		}))
	}
	write("a")
	holder, err := pool.Begin(t.Context())
	require.NoError(t, err)
	defer holder.Rollback(t.Context())
	_, err = pool.Exec(t.Context(), "INSERT INTO relata.forgotten VALUES ('one', 1, 1, 1)") // of the last table
	require.NoError(t, err)
	_, err = holder.Exec(t.Context(), "SELECT 1 FROM relata.forgotten WHERE account = 'one' FOR UPDATE")
	require.NoError(t, err)
	earlier := make(chan error, 1)
	go func() { earlier <- db.DropAccount(t.Context(), "one") }()
	require.Eventually(t, func() bool {
		return count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM %forgotten%'") == 1
	}, time.Minute, time.Millisecond)

	_, err = pool.Exec(t.Context(), "DELETE FROM relata.account WHERE account = 'one'") // by another call
	require.NoError(t, err)
	write("b")
	_, err = pool.Exec(t.Context(), "UPDATE relata.account SET dropping = true WHERE account = 'one'") // by a third
	require.NoError(t, err)
	require.NoError(t, holder.Rollback(t.Context()))
	require.NoError(t, <-earlier)
	require.Equal(t, 1, count("SELECT count(*) FROM relata.account WHERE account = 'one'"), "its rows are still there")

	require.NoError(t, db.DropAccount(t.Context(), "one"))
	require.Zero(t, count("SELECT count(*) FROM relata.memo WHERE account = 'one'"))
	require.ErrorIs(t, db.DropAccount(t.Context(), "one"), storage.ErrNoAccount)
}
