package bolt

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

func BenchmarkStore(b *testing.B) {
	for name, options := range map[string]*Options{"synced": nil, "unsynced": {NoSync: true}} {
		b.Run(name, func(b *testing.B) {
			storagetest.Bench(b, func(b *testing.B) storage.Storage { return openStore(b, file(b), options) })
		})
	}
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
			return openStore(b, path, &Options{NoSync: !synced})
		},
		Size: func() int64 {
			info, err := os.Stat(path)
			require.NoError(b, err)
			return info.Size()
		},
		Compact: func(b *testing.B) {
			from, err := bbolt.Open(path, mode, nil)
			require.NoError(b, err)
			to, err := bbolt.Open(path+".compact", mode, &bbolt.Options{NoSync: true})
			require.NoError(b, err)
			require.NoError(b, bbolt.Compact(to, from, 1<<24))
			require.NoError(b, from.Close())
			require.NoError(b, to.Close())
			require.NoError(b, os.Rename(path+".compact", path))
		},
	})
}
