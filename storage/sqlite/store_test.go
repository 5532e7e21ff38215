package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

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

// file is a path for a store in a folder of its own.
func file(t testing.TB) string { return filepath.Join(t.TempDir(), "store") }

// The store keeps every promise of the contract that a store with one writer can keep.
func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Storage { return openStore(t, file(t), nil) }, &storagetest.Options{
		Accounts: func(t *testing.T) storage.Accounts { return openStore(t, file(t), nil) },
		Durable: func(t *testing.T) func() storage.Storage {
			place := file(t)
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

// What was committed is there after Close and Open, in every account, whatever the name of the
// file. No log is left.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a?b=c %41#d")
	s := openStore(t, path, nil)
	associate(t, s, ann, acme)
	associate(t, s.Account("other"), ann, inn)
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.Close(), storage.ErrClosed)

	s = openStore(t, path, nil)
	requireCount(t, s, ann, record.Companies, 1)
	requireCount(t, s.Account("other"), ann, record.Companies, 1)
	require.NoError(t, s.Close())
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	require.NoError(t, err)
	require.ElementsMatch(t, []string{path, path + "-lock"}, files)
}

// A new file is for its owner alone, and a file that is no store is refused and left unchanged.
func TestFile(t *testing.T) {
	path := file(t)
	require.NoError(t, openStore(t, path, nil).Close())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(mode), info.Mode().Perm())

	text := bytes.Repeat([]byte("not a store. "), 1000)
	other := file(t)
	require.NoError(t, os.WriteFile(other, text, mode))
	_, err = Open(other, nil)
	require.ErrorContains(t, err, other)
	left, err := os.ReadFile(other)
	require.NoError(t, err)
	require.Equal(t, text, left)

	_, err = Open(filepath.Join(t.TempDir(), "no folder", "store"), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// A database of another program is refused and left unchanged.
func TestForeign(t *testing.T) {
	path := file(t)
	c, err := connect(path, 0)
	require.NoError(t, err)
	require.NoError(t, c.run("CREATE TABLE songs (name TEXT)"))
	require.NoError(t, c.Close())
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	_, err = Open(path, nil)
	require.ErrorIs(t, err, ErrForeign)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// A copy that SQLite makes while the store is open is of one moment, and is a store of its own.
func TestBackup(t *testing.T) {
	from, to := file(t), file(t)
	s := openStore(t, from, nil)
	associate(t, s, ann, acme)
	associate(t, s.Account("other"), ann, acme)
	before := newest(t, s)
	tool, err := connect(from, busyTimeout)
	require.NoError(t, err)
	require.NoError(t, tool.run("VACUUM INTO '"+to+"'"))
	require.NoError(t, tool.Close())
	associate(t, s, ann, inn)

	restored := openStore(t, to, &Options{NewEpoch: true})
	requireCount(t, restored, ann, record.Companies, 1)
	requireCount(t, restored.Account("other"), ann, record.Companies, 1)
	associate(t, restored, ann, record.New(record.Companies, "12"))
	requireCount(t, restored, ann, record.Companies, 2)
	require.Greater(t, newest(t, restored).Epoch, before.Epoch, "positions that were given after the copy was made are not given again")
	require.NoError(t, restored.Close())
	requireCount(t, s, ann, record.Companies, 2)
	require.NoError(t, s.Close())
}

// newest returns the place of the newest event in the feed.
func newest(t testing.TB, of storage.Storage) storage.Position {
	t.Helper()
	b := storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, Max: 100}}}
	require.NoError(t, of.Read(t.Context(), &b))
	require.NotEmpty(t, b.EventRows)
	return b.EventRows[len(b.EventRows)-1].Position
}
