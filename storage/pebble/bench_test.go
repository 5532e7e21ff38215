package pebble

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

func BenchmarkStore(b *testing.B) {
	for name, options := range map[string]*Options{"synced": nil, "unsynced": {NoSync: true}} {
		b.Run(name, func(b *testing.B) {
			storagetest.Bench(b, func(b *testing.B) storage.Storage { return openStore(b, folder(b), options) })
		})
	}
}

// The whole library on this backend, as on every other; see storagetest.Load.
func BenchmarkLoad(b *testing.B) {
	var path string
	within := b.TempDir()
	storagetest.Load(b, storagetest.Loading{
		Open: func(b *testing.B) storage.Storage {
			path = filepath.Join(within, "store")
			require.NoError(b, os.RemoveAll(path))
			return openStore(b, path, nil)
		},
		Reopen: func(b *testing.B, synced bool) storage.Storage {
			return openStore(b, path, &Options{NoSync: !synced})
		},
		Size: func() (bytes int64) {
			require.NoError(b, filepath.Walk(path, func(_ string, info fs.FileInfo, err error) error {
				bytes += info.Size()
				return err
			}))
			return bytes
		},
		Compact: func(b *testing.B) {
			s := openStore(b, path, nil)
			require.NoError(b, s.engine.db.Compact(b.Context(), []byte{0}, []byte{0xff, 0xff}, false))
			require.NoError(b, s.Close())
		},
	})
}
