package sqlite

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) storage.Storage { return openStore(b, file(b), nil) })
}

// The whole library on this backend, as on every other; see storagetest.Load.
func BenchmarkLoad(b *testing.B) {
	var path string
	folder := b.TempDir()
	storagetest.Load(b, storagetest.Loading{
		Open: func(b *testing.B) storage.Storage {
			path = folder + "/store"
			require.NoError(b, os.RemoveAll(path))
			return openStore(b, path, nil)
		},
		Reopen: func(b *testing.B, synced bool) storage.Storage {
			if !synced {
				return nil // every commit is synced
			}
			return openStore(b, path, nil)
		},
		Size: func() int64 {
			info, err := os.Stat(path)
			require.NoError(b, err)
			return info.Size()
		},
		Compact: func(b *testing.B) {
			c, err := connect(path, busyTimeout)
			require.NoError(b, err)
			require.NoError(b, c.run("VACUUM"))
			require.NoError(b, c.Close())
		},
	})
}
