package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

// This is the whole proof of a backend: a function that opens a store, and the capabilities of
// the backend.
func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Storage { return open(t, newPath(t)) }, &storagetest.Options{
		Durable: func(t *testing.T) func() storage.Storage {
			path := newPath(t)
			return func() storage.Storage { return open(t, path) }
		},
		Skip: map[storagetest.Promise]string{
			storagetest.Accounts:  "a file is one account; a backend with several has storage.Accounts as well",
			storagetest.Conflicts: "Updates run one at a time, so a function is never called again",
			storagetest.Unknown:   "after a commit that failed the file has to be opened again; see TestBrokenAppend",
		},
		// Every commit waits for the disk, so a few random histories have to do.
		Checks: 3,
	})
}

func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "account.journal") }

func open(t *testing.T, path string) *Store {
	store, err := Open(path)
	require.NoError(t, err)
	return store
}

func BenchmarkContract(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) storage.Storage {
		store, err := Open(filepath.Join(b.TempDir(), "account.journal"))
		require.NoError(b, err)
		return store
	})
}
