package postgrestest

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { Main(m) }

func query(t *testing.T, dsn, sql string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&n))
	return n
}

// Every test has a database of its own, and databases are gone when their tests end.
func TestDatabasesAreApart(t *testing.T) {
	var first string
	t.Run("first", func(t *testing.T) {
		first = Start(t)
		require.NoError(t, execute(t.Context(), first, "CREATE TABLE card (n int)"))
		require.Zero(t, query(t, Start(t), "SELECT count(*) FROM pg_class WHERE relname = 'card'"))
	})
	_, err := pgx.Connect(t.Context(), first)
	require.Error(t, err)
}

// What was acknowledged outlives a kill, and the connection string stays good.
func TestKilledServerRestarts(t *testing.T) {
	server := Launch(t, &Options{Durable: true})
	dsn, err := server.Database(t.Context())
	require.NoError(t, err)
	require.NoError(t, execute(t.Context(), dsn, "CREATE TABLE card AS SELECT 7 AS n"))
	for range 2 {
		require.NoError(t, server.Kill())
		require.Error(t, execute(t.Context(), dsn, "SELECT 1"))
		require.NoError(t, server.Restart(t.Context()))
		require.Equal(t, 7, query(t, dsn, "SELECT n FROM card"))
	}
	dir := server.dir
	require.NoError(t, server.Close())
	_, err = os.Stat(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// A stand for a test that notes how it was ended.
type note struct {
	testing.TB
	failed, skipped bool // what was called
}

func (n *note) Helper()               {}
func (n *note) Fatalf(string, ...any) { n.failed = true }
func (n *note) Skipf(string, ...any)  { n.skipped = true }

// Without a server a test is skipped, and under CI it fails.
func TestMissingServerFailsUnderCI(t *testing.T) {
	for _, test := range []struct {
		ci     string
		err    error
		failed bool
	}{
		{"", ErrMissing, false}, {"true", ErrMissing, true}, {"", errors.New("disk full"), true},
	} {
		t.Setenv("CI", test.ci)
		var n note
		refuse(&n, test.err) // goes on behind Fatalf, which does not end this one
		require.Equal(t, test.failed, n.failed, "CI=%q: %v", test.ci, test.err)
		require.True(t, n.failed || n.skipped)
	}
}

func TestConnectionStringsOfBothForms(t *testing.T) {
	for admin, want := range map[string]string{
		"host=h port=1":                        "host=h port=1 dbname=d",
		"postgres://u:p@h:1/x?sslmode=disable": "postgres://u:p@h:1/d?sslmode=disable",
		"postgres://h":                         "postgres://h/d",
	} {
		got, err := database{admin, "d"}.dsn()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := newDatabase(context.Background(), "postgres://%zz")
	require.Error(t, err)
}
