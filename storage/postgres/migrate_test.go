package postgres_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// execute sends statements as the administrator of a database would.
func execute(t testing.TB, dsn, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
}

// Of many that open an empty database at once one makes the schema, and all can use it.
func TestOpenedAtOnce(t *testing.T) {
	const openers = 8
	dsn := postgrestest.Start(t)
	done := make(chan error, openers)
	for range openers {
		go func() {
			db, err := postgres.Open(t.Context(), dsn, nil)
			if err == nil {
				err = increment(t.Context(), db, func() {})
				_ = db.Close()
			}
			done <- err
		}()
	}
	for range openers {
		require.NoError(t, <-done)
	}
	db, err := postgres.Open(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer db.Close()
	require.Equal(t, "8", counter(t, db))
}

// What a later version has migrated is refused, and so is a database that cannot hold
// every id. Neither is changed.
func TestRefusedDatabases(t *testing.T) {
	dsn := postgrestest.Start(t)
	db, err := postgres.Open(t.Context(), dsn, nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	execute(t, dsn, "INSERT INTO relata.version (version) VALUES (99)")
	_, err = postgres.Open(t.Context(), dsn, nil)
	require.ErrorIs(t, err, postgres.ErrVersion)
	require.ErrorContains(t, err, "99")

	execute(t, dsn, `CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`)
	defer execute(t, dsn, `DROP DATABASE latin WITH (FORCE)`)
	_, err = postgres.Open(t.Context(), dsn+" dbname=latin", nil)
	require.ErrorIs(t, err, postgres.ErrEncoding)
	require.ErrorContains(t, err, "LATIN1")
}

// A role that may only use the tables can open a schema that is up to date.
func TestPlainRole(t *testing.T) {
	dsn := postgrestest.Start(t)
	db, err := postgres.Open(t.Context(), dsn, nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	execute(t, dsn, `CREATE ROLE plain LOGIN; GRANT USAGE ON SCHEMA relata TO plain;
		GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA relata TO plain`)
	defer execute(t, dsn, `DROP OWNED BY plain; DROP ROLE plain`)
	db, err = postgres.Open(t.Context(), strings.Replace(dsn, "user=postgres", "user=plain", 1), nil)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, increment(t.Context(), db, func() {}))
	require.Equal(t, "1", counter(t, db))
}

// feed returns the events after a position.
func feed(t testing.TB, db *postgres.DB, after storage.Position) []storage.Event {
	t.Helper()
	b := storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, After: after, Max: 100}}}
	require.NoError(t, db.Read(t.Context(), &b))
	return b.EventRows
}

// A dump that is loaded into a fresh server comes with transaction numbers that this
// server has not reached. Its events begin a new epoch, so that a reader who goes on
// from a position of old finds them.
func TestRestoredDumpBeginsAnEpoch(t *testing.T) {
	for name, moved := range map[string]string{
		"another server":          `UPDATE relata.meta SET cluster = 'another/1'`,
		"a role that may not ask": `UPDATE relata.meta SET cluster = ''; ` + forbidden,
	} {
		t.Run(name, func(t *testing.T) {
			dsn := postgrestest.Start(t)
			for i := range 2 { // opening again changes nothing
				db, err := postgres.Open(t.Context(), dsn, nil)
				require.NoError(t, err)
				link(t, db, 1, 2+i)
				require.NoError(t, db.Close())
			}
			execute(t, dsn, `UPDATE relata.event SET xid = xid + 1000000; UPDATE relata.record SET xid = xid + 1000000; `+moved)
			db, err := postgres.Open(t.Context(), strings.Replace(dsn, "user=postgres", "user=plain", 1), nil)
			if name == "another server" {
				db, err = postgres.Open(t.Context(), dsn, nil)
			}
			require.NoError(t, err)
			defer db.Close()
			before := feed(t, db, storage.Position{})
			require.Len(t, before, 2)
			last := before[1].Position
			require.EqualValues(t, 1, last.Epoch)
			link(t, db, 1, 4)
			after := feed(t, db, last)
			require.Len(t, after, 1)
			require.EqualValues(t, 2, after[0].Position.Epoch)
			require.Less(t, after[0].Position.Transaction, last.Transaction)
		})
	}
}

// So it is with a dump that really is loaded into a fresh server.
func TestDumpLoadedElsewhere(t *testing.T) {
	old, fresh := postgrestest.Launch(t, nil), postgrestest.Launch(t, nil)
	from, err := old.Database(t.Context())
	require.NoError(t, err)
	db, err := postgres.Open(t.Context(), from, nil)
	require.NoError(t, err)
	for i := range 100 {
		link(t, db, i, 1)
	}
	before := feed(t, db, storage.Position{})
	require.Len(t, before, 100)
	require.NoError(t, db.Close())

	dump, err := old.Command("pg_dump", "-d", from).Output()
	require.NoError(t, err)
	to, err := fresh.Database(t.Context())
	require.NoError(t, err)
	load := fresh.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", to)
	load.Stdin = bytes.NewReader(dump)
	out, err := load.CombinedOutput()
	require.NoError(t, err, "%s", out)

	db, err = postgres.Open(t.Context(), to, nil)
	require.NoError(t, err)
	defer db.Close()
	last := before[len(before)-1].Position
	link(t, db, 1, 2)
	after := feed(t, db, last)
	require.Len(t, after, 1)
	require.Less(t, after[0].Position.Transaction, last.Transaction, "a number that was given before")
	require.Equal(t, before, feed(t, db, storage.Position{}), "the first hundred")
}

// forbidden takes the right to know which server it is from a role.
const forbidden = `DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN; GRANT USAGE ON SCHEMA relata TO plain;
	GRANT ALL ON ALL TABLES IN SCHEMA relata TO plain; REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public`

// link associates contact n with two companies, or leaves them so.
func link(t testing.TB, db *postgres.DB, n int, companies ...int) {
	t.Helper()
	graph, err := association.Open(t.Context(), db, nil)
	require.NoError(t, err)
	for _, c := range companies {
		_, err = graph.Associate(t.Context(), contact(n), company(c))
		require.NoError(t, err)
	}
}
