package pebble

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/crash"
)

// What was acknowledged outlives a loss of power: of what was not synced, files and
// names of files included, chance keeps some blocks and not others.
func TestPowerLoss(t *testing.T) {
	places := map[string]*vfs.MemFS{}
	crash.Run(t, crash.Backend{
		Place: func(t *testing.T) string {
			place := folder(t)
			places[place] = vfs.NewCrashableMem()
			made(t, places[place], place)
			return place
		},
		Open: func(_ context.Context, place string) (storage.Storage, error) {
			return open(place, nil, places[place])
		},
		Cut: func(_ *testing.T, place string) {
			places[place] = places[place].CrashClone(vfs.CrashCloneCfg{
				UnsyncedDataPercent: 50, RNG: rand.New(rand.NewPCG(rand.Uint64(), 0)),
			})
		},
	}, nil)
}

// made makes a folder, and all above it, that outlives a loss of power.
func made(t *testing.T, files vfs.FS, path string) {
	require.NoError(t, files.MkdirAll(path, mode))
	for ; path != "/"; path = filepath.Dir(path) {
		above, err := files.OpenDir(filepath.Dir(path))
		require.NoError(t, err)
		require.NoError(t, above.Sync())
		require.NoError(t, above.Close())
	}
}
