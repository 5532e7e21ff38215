package open_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/bolt"
	"github.com/relata-go/relata/storage/open"
	"github.com/relata-go/relata/storage/pebble"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/sqlite"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// urls are of a new place of every scheme.
var urls = map[string]func(t *testing.T) string{
	"memory":   func(*testing.T) string { return "memory:" },
	"bolt":     func(t *testing.T) string { return "bolt:" + filepath.Join(t.TempDir(), "crm.bolt") },
	"pebble":   func(t *testing.T) string { return "pebble:" + filepath.Join(t.TempDir(), "crm") },
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "crm.db") },
	"postgres": func(t *testing.T) string { return "postgres:" + postgrestest.Start(t) },
}

var luke, inn = record.New(record.Contacts, "luke"), record.New(record.Companies, "inn")

// visit links two records and reports whether they were linked before.
func visit(t *testing.T, store storage.Storage) (linked bool) {
	t.Helper()
	graph, err := association.Open(t.Context(), store, nil)
	require.NoError(t, err)
	_, linked, err = graph.Linked(t.Context(), luke, inn)
	require.NoError(t, err)
	_, err = graph.Associate(t.Context(), luke, inn)
	require.NoError(t, err)
	return linked
}

// A place that is opened again has the accounts that were written to, apart from each
// other, and those that were dropped are gone. Memory begins anew.
func TestEveryScheme(t *testing.T) {
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			place, durable := url(t), name != "memory"
			one, err := open.Storage(t.Context(), place, "one")
			require.NoError(t, err)
			require.False(t, visit(t, one))
			require.NoError(t, one.Close())
			require.ErrorIs(t, one.Read(t.Context(), new(storage.Batch)), storage.ErrClosed)

			accounts, err := open.Accounts(t.Context(), place)
			require.NoError(t, err)
			require.Equal(t, durable, visit(t, accounts.Account("one")))
			require.False(t, visit(t, accounts.Account("other")))
			require.NoError(t, accounts.DropAccount(t.Context(), "other"))
			var names []string
			for name, err := range accounts.AccountNames(t.Context()) {
				require.NoError(t, err)
				names = append(names, name)
			}
			require.Equal(t, []string{"one"}, names)
			require.NoError(t, accounts.Close())

			other, err := open.Storage(t.Context(), place, "other")
			require.NoError(t, err)
			require.False(t, visit(t, other))
			require.NoError(t, other.Close())
		})
	}
}

// The error of a URL that cannot be read says why, and how URLs look. No password is shown.
func TestWrongURLs(t *testing.T) {
	const forms = ": write memory:, bolt:PATH, pebble:PATH, sqlite:PATH or postgres:DSN"
	for url, text := range map[string]string{
		"":                          `store "": no scheme`,
		"memory":                    `store "memory": no scheme`,
		"crm.bolt":                  `store "crm.bolt": no scheme`,
		"host=db password=secret":   `store "...": no scheme`,
		"mysql://crm:secret@db/crm": `store "mysql:...": unknown scheme`,
		"Memory:":                   `store "Memory:...": unknown scheme`,
		"memory:crm":                `store "memory:crm": memory has no place`,
		"bolt:":                     `store "bolt:": no PATH`,
		"pebble:?wait=5s":           `store "pebble:?wait=5s": no PATH`,
		"postgres:":                 `store "postgres:...": no DSN`,
		"bolt:crm?wait=long":        `store "bolt:crm?wait=long": option wait is a duration, as in 5s, not "long"`,
		"pebble:crm?nosync":         `store "pebble:crm?nosync": option nosync is true or false, not ""`,
		"bolt:crm?wait=1s&mode=0":   `store "bolt:crm?wait=1s&mode=0": bolt has no option "mode", only wait, nosync, newepoch`,
		"sqlite:":                   `store "sqlite:": no PATH`,
		"sqlite:crm?nosync=true":    `store "sqlite:crm?nosync=true": sqlite has no option "nosync", only wait, newepoch`,
		"bolt:a\x00b?x":             `store "bolt:a\x00b?x": bolt has no option "x", only wait, nosync, newepoch`,
	} {
		for _, err := range []error{open.Check(url), onlyError(open.Accounts(t.Context(), url)), onlyError(open.Storage(t.Context(), url, "one"))} {
			var wrong *open.URLError
			require.ErrorAs(t, err, &wrong, "%q", url)
			require.ErrorIs(t, err, open.ErrURL)
			require.EqualError(t, err, text+forms)
		}
	}
}

func onlyError[T any](_ T, err error) error { return err }

// Every form of a URL is read, and shown without a connection string.
func TestRedacted(t *testing.T) {
	for url, shown := range map[string]string{
		"memory:":                      "memory:",
		"bolt:crm.bolt?wait=5s":        "bolt:crm.bolt?wait=5s",
		`bolt:C:\crm`:                  `bolt:C:\crm`,
		"pebble:/var/lib/crm":          "pebble:/var/lib/crm",
		"sqlite:crm.db?newepoch=1":     "sqlite:crm.db?newepoch=1",
		"postgres:host=db user=crm":    "postgres:...",
		"postgres:postgres://crm@db/x": "postgres:...",
		"postgres://crm@db/x?a=b":      "postgres:...",
		"postgresql://crm@db/x":        "postgresql:...",
	} {
		require.NoError(t, open.Check(url), url)
		require.Equal(t, shown, open.Redacted(url))
	}
}

// The error of a place that cannot be opened is the backend's, and shows no password.
func TestPlacesThatCannotBeOpened(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no", "such")
	for url, says := range map[string]string{
		"bolt:" + missing:   missing,
		"pebble:" + missing: missing,
		"sqlite:" + missing: missing,
		"postgres:host=127.0.0.1 port=1 password=secret": "127.0.0.1:1",
		"postgres://crm:secret@127.0.0.1:1/x":            "127.0.0.1:1",
		"postgres:port=many password=secret":             "port",
	} {
		accounts, err := open.Accounts(t.Context(), url)
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), "secret")
		require.NotErrorIs(t, err, open.ErrURL)
		require.Nil(t, accounts)
	}
	_, err := open.Storage(t.Context(), "bolt:"+missing, "\xff")
	var illegal *storage.AccountNameError
	require.ErrorAs(t, err, &illegal)
}

// Options of a URL are those of the backend.
func TestOptions(t *testing.T) {
	for _, of := range []struct {
		scheme, options string
		locked          error
	}{
		{"bolt", "?nosync=true&newepoch=true", bolt.ErrLocked},
		{"pebble", "?nosync=true&newepoch=true", pebble.ErrLocked},
		{"sqlite", "?newepoch=true", sqlite.ErrLocked},
	} {
		place := of.scheme + ":" + filepath.Join(t.TempDir(), "crm")
		held, err := open.Storage(t.Context(), place+of.options, "one")
		require.NoError(t, err)
		visit(t, held)
		b := storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, Max: 1}}}
		require.NoError(t, held.Read(t.Context(), &b))
		require.Positive(t, b.EventRows[0].Position.Epoch)
		_, err = open.Accounts(t.Context(), place)
		require.ErrorIs(t, err, of.locked)

		waited := make(chan error, 1)
		go func() {
			later, err := open.Accounts(t.Context(), place+"?wait=1m")
			if err == nil {
				err = later.Close()
			}
			waited <- err
		}()
		require.NoError(t, held.Close())
		require.NoError(t, <-waited)
	}
}
