package store_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/examples/backends/internal/store"
	"github.com/relata-go/relata/examples/backends/internal/store/storetest"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/bolt"
	"github.com/relata-go/relata/storage/pebble"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/sqlite"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func TestFlagsAreRead(t *testing.T) {
	for value, shown := range map[string]string{
		"memory":                       "memory",
		"bolt:crm.bolt":                "bolt:crm.bolt",
		`bolt:C:\crm`:                  `bolt:C:\crm`,
		"pebble:/var/lib/crm":          "pebble:/var/lib/crm",
		"postgres:host=db user=crm":    "postgres",
		"postgres:postgres://crm@db/x": "postgres",
		"postgres://crm@db/x":          "postgres",
		"postgresql://crm@db/x":        "postgres",
	} {
		place, err := store.Parse(value)
		require.NoError(t, err, value)
		require.Equal(t, shown, place.String())
	}
}

func TestWrongFlagsAreRefused(t *testing.T) {
	for value, want := range map[string]error{
		"":            store.ErrKind,
		"crm.bolt":    store.ErrKind,
		"mysql:x":     store.ErrKind,
		"Memory":      store.ErrKind,
		"memory:":     store.ErrPlace,
		"memory:crm":  store.ErrPlace,
		"bolt":        store.ErrPlace,
		"bolt:":       store.ErrPlace,
		"pebble:":     store.ErrPlace,
		"postgres":    store.ErrPlace,
		"postgresql:": store.ErrPlace,
	} {
		place, err := store.Parse(value)
		require.ErrorIs(t, err, want, "%q", value)
		require.Zero(t, place)
	}
}

// The connection strings hold a password, which no message shows.
func TestPlacesThatCannotBeOpened(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no", "such")
	for value, says := range map[string]string{
		"bolt:" + missing:   missing,
		"pebble:" + missing: missing,
		"sqlite:" + missing: missing,
		"postgres:host=127.0.0.1 port=1 password=secret": "127.0.0.1:1",
		"postgres://crm:secret@127.0.0.1:1/x":            "127.0.0.1:1",
		"postgres:port=many password=secret":             "port",
	} {
		place, err := store.Parse(value)
		require.NoError(t, err)
		_, err = place.Open(t.Context(), "example")
		var failed *store.OpenError
		require.ErrorAs(t, err, &failed, value)
		require.Equal(t, place, failed.Place)
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestPlacesThatAreInUse(t *testing.T) {
	for kind, want := range map[string]error{"bolt": bolt.ErrLocked, "pebble": pebble.ErrLocked, "sqlite": sqlite.ErrLocked} {
		place, err := store.Parse(kind + ":" + filepath.Join(t.TempDir(), "crm"))
		require.NoError(t, err)
		held, err := place.Open(t.Context(), "one")
		require.NoError(t, err)
		_, err = place.Open(t.Context(), "other")
		require.ErrorIs(t, err, want)
		require.NoError(t, held.Close())
	}
}

// A program finds its earlier rows again. Programs with other accounts do not see them.
func TestAccountsLastAndAreApart(t *testing.T) {
	luke, inn := record.New(record.Contacts, "luke"), record.New(record.Companies, "inn")
	storetest.Each(t, func(t *testing.T, place store.Place, durable bool) {
		visit := func(name string) (linked bool) {
			account, err := place.Open(t.Context(), name)
			require.NoError(t, err)
			graph, err := association.Open(t.Context(), account, nil)
			require.NoError(t, err)
			_, linked, err = graph.Linked(t.Context(), luke, inn)
			require.NoError(t, err)
			_, err = graph.Associate(t.Context(), luke, inn)
			require.NoError(t, err)
			require.NoError(t, account.Close())
			require.ErrorIs(t, account.Read(t.Context(), new(storage.Batch)), storage.ErrClosed)
			return linked
		}
		require.False(t, visit("one"))
		require.False(t, visit("other"))
		require.Equal(t, durable, visit("one"))
	})
}
