package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// output returns the program's output in a new place of a durable backend. After a wanted
// change:
//
//	go run ./examples/backends > examples/backends/testdata/output.txt
func output(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/output.txt")
	require.NoError(t, err)
	return string(text)
}

// again is where the second visit begins.
const again = "The store is closed and opened again"

// halves returns the output of the first and of the second visit, without the titles.
func halves(t *testing.T, text string) (first, second string) {
	t.Helper()
	first, second, found := strings.Cut(strings.TrimPrefix(text, "The store is opened"), again)
	require.True(t, found, text)
	return first, second
}

// stores are the URL of a new store of every backend.
var stores = map[string]func(t *testing.T) string{
	"memory":   func(*testing.T) string { return "memory:" },
	"bolt":     func(t *testing.T) string { return "bolt:" + filepath.Join(t.TempDir(), "crm.bolt") },
	"pebble":   func(t *testing.T) string { return "pebble:" + filepath.Join(t.TempDir(), "crm") },
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "crm.db") },
	"postgres": func(t *testing.T) string { return "postgres:" + postgrestest.Start(t) },
}

// onEachStore runs a test on a new store of every backend. durable says whether a store that
// is closed and opened again still has what it was given. If no PostgreSQL server can be
// started its test is skipped, see [postgrestest.Start].
func onEachStore(t *testing.T, test func(t *testing.T, url string, durable bool)) {
	for name, url := range stores {
		t.Run(name, func(t *testing.T) { test(t, url(t), name != "memory") })
	}
}

// run returns what the program prints in the store.
func run(t *testing.T, url string, file []byte) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, visitTwice(t.Context(), &out, url, file))
	return out.String()
}

// Every durable backend prints the same, and so does memory at a first visit. In memory a
// second visit is like the first.
func TestEveryBackendPrintsTheSame(t *testing.T) {
	want := output(t)
	wantFirst, _ := halves(t, want)
	onEachStore(t, func(t *testing.T, url string, durable bool) {
		got := run(t, url, seats)
		if durable {
			require.Equal(t, want, got)
			return
		}
		first, second := halves(t, got)
		require.Equal(t, wantFirst, first)
		require.Equal(t, wantFirst, second)
	})
}

// A later run of the program finds the rows of an earlier run, and changes nothing: both visits
// print the output of the earlier run's second visit.
func TestALaterRunChangesNothing(t *testing.T) {
	_, want := halves(t, output(t))
	onEachStore(t, func(t *testing.T, url string, durable bool) {
		earlier := run(t, url, seats)
		later := run(t, url, seats)
		if !durable {
			require.Equal(t, earlier, later)
			return
		}
		first, second := halves(t, later)
		require.Equal(t, want, first)
		require.Equal(t, want, second)
	})
}

// The whole file of examples/import is imported. Every backend reports the same of its 3,879
// rows, and a second import after the store was closed changes none of them.
func TestAWholeCongressIsImportedOnce(t *testing.T) {
	file, err := os.ReadFile("../import/testdata/memberships.csv")
	require.NoError(t, err)
	want, _ := halves(t, run(t, "memory:", file))
	require.Contains(t, want, "3879 rows: 3879 created\n")

	onEachStore(t, func(t *testing.T, url string, durable bool) {
		first, second := halves(t, run(t, url, file))
		require.Equal(t, want, first)
		if !durable {
			require.Equal(t, want, second)
			return
		}
		require.Contains(t, second, "found            3879 associations, 3881 events\n")
		require.Contains(t, second, "3879 rows: 3879 unchanged\n")
		_, answers, _ := strings.Cut(want, "one member more")
		require.Contains(t, second, answers)
	})
}

// Without a flag the program leaves nothing in the folder of temporary files.
func TestWithoutAFlagNothingIsLeft(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir) // the folder's name on Windows
	var out bytes.Buffer
	require.NoError(t, start(t.Context(), &out, ""))
	require.Equal(t, output(t), out.String())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}
