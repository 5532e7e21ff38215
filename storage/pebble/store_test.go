package pebble

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

func openStore(t testing.TB, path string, options *Options) *Store {
	t.Helper()
	s, err := Open(path, options)
	require.NoError(t, err)
	return s
}

// folder is a path for a store.
func folder(t testing.TB) string { return filepath.Join(t.TempDir(), "store") }

// The store keeps every promise of the contract that a store with one writer can keep.
func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Storage { return openStore(t, folder(t), nil) }, &storagetest.Options{
		Accounts: func(t *testing.T) storage.Accounts { return openStore(t, folder(t), nil) },
		Durable: func(t *testing.T) func() storage.Storage {
			place := folder(t)
			return func() storage.Storage { return openStore(t, place, nil) }
		},
		Checks: 3, // each commit is synced
		Skip: map[storagetest.Promise]string{
			storagetest.Conflicts: "Updates run one at a time, so none loses against another",
			storagetest.Unknown:   "after a commit of unknown outcome nothing is written until the store is opened again",
		},
	})
}

var (
	ann  = record.New(record.Contacts, "1")
	acme = record.New(record.Companies, "10")
	inn  = record.New(record.Companies, "11")
)

func graph(t testing.TB, of storage.Storage) *association.Graph {
	t.Helper()
	g, err := association.Open(t.Context(), of, nil)
	require.NoError(t, err)
	return g
}

func associate(t testing.TB, in storage.Storage, a, b record.Ref) {
	t.Helper()
	_, err := graph(t, in).Associate(t.Context(), a, b)
	require.NoError(t, err)
}

func requireCount(t testing.TB, in storage.Storage, of record.Ref, to record.Type, want int) {
	t.Helper()
	have, err := graph(t, in).Count(t.Context(), of, to)
	require.NoError(t, err)
	require.Equal(t, want, have)
}

// What was committed is there after Close and Open, in every account, with whatever
// options it was written.
func TestReopen(t *testing.T) {
	for name, options := range map[string]*Options{
		"default": nil, "not synced": {NoSync: true}, "small": {Cache: 1 << 20, MemTable: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			path := folder(t)
			s := openStore(t, path, options)
			associate(t, s, ann, acme)
			associate(t, s.Account("other"), ann, inn)
			require.NoError(t, s.Sync())
			require.NoError(t, s.Close())

			s = openStore(t, path, nil)
			requireCount(t, s, ann, record.Companies, 1)
			associate(t, s, ann, inn)
			first, ok, err := graph(t, s.Account("other")).Primary(t.Context(), ann, record.Companies)
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, inn, first)
			require.NoError(t, s.Close())

			s = openStore(t, path, options)
			requireCount(t, s, ann, record.Companies, 2)
			require.NoError(t, s.Close())
			require.ErrorIs(t, s.Sync(), storage.ErrClosed)
		})
	}
}

// A new folder is for its owner alone, and is made where there is a folder for it.
func TestFolder(t *testing.T) {
	path := folder(t)
	require.NoError(t, openStore(t, path, nil).Close())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(mode), info.Mode().Perm())
	_, err = Open(filepath.Join(t.TempDir(), "no folder", "store"), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// A folder keeps the format it was made with until Upgrade is set.
func TestFormat(t *testing.T) {
	path := folder(t)
	old, err := pebble.Open(path, &pebble.Options{FormatMajorVersion: pebble.FormatColumnarBlocks, Logger: logger{newFatal(func(error) {})}})
	require.NoError(t, err)
	require.NoError(t, old.Close())
	for _, c := range []struct {
		options *Options
		want    pebble.FormatMajorVersion
	}{{nil, pebble.FormatColumnarBlocks}, {&Options{Upgrade: true}, format}, {nil, format}} {
		s := openStore(t, path, c.options)
		require.Equal(t, c.want, s.engine.db.FormatMajorVersion())
		require.NoError(t, s.Close())
	}
	made := openStore(t, folder(t), nil)
	require.Equal(t, format, made.engine.db.FormatMajorVersion())
	require.NoError(t, made.Close())
}

// A backup is of one moment, taken while the store is open, and goes on by itself.
func TestBackup(t *testing.T) {
	s := openStore(t, folder(t), nil)
	associate(t, s, ann, acme)
	associate(t, s.Account("other"), ann, acme)
	before := newest(t, s)
	path := folder(t)
	require.NoError(t, s.Backup(t.Context(), path))
	require.Error(t, s.Backup(t.Context(), path), "a backup does not replace another")
	associate(t, s, ann, inn)

	restored := openStore(t, path, &Options{NewEpoch: true})
	requireCount(t, restored, ann, record.Companies, 1)
	requireCount(t, restored.Account("other"), ann, record.Companies, 1)
	associate(t, restored, ann, record.New(record.Companies, "12"))
	requireCount(t, restored, ann, record.Companies, 2)
	require.Greater(t, newest(t, restored).Epoch, before.Epoch, "positions that were given after the copy was made are not given again")
	require.NoError(t, restored.Close())
	requireCount(t, s, ann, record.Companies, 2)

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Backup(cancelled, folder(t)), context.Canceled)
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.Backup(t.Context(), folder(t)), storage.ErrClosed)
}

// newest returns the place of the newest event in the feed.
func newest(t testing.TB, of storage.Storage) storage.Position {
	t.Helper()
	b := storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, Max: 100}}}
	require.NoError(t, of.Read(t.Context(), &b))
	require.NotEmpty(t, b.EventRows)
	return b.EventRows[len(b.EventRows)-1].Position
}
