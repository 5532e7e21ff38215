package pebble

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Memory tables, of which some stand during a load, take nothing of the cache that was
// asked for.
func TestCacheBesideMemTables(t *testing.T) {
	e, _, _ := openFaulty(t, folder(t), Options{NoSync: true, Cache: 4 << 20, MemTable: 4 << 20})
	for n := range 150 { // 15 MB
		require.NoError(t, e.Write(t.Context(), some(n)))
	}
	require.NoError(t, e.db.Compact(t.Context(), []byte("0"), []byte("9"), false))
	require.Equal(t, 15_000, count(t, e))
	require.Greater(t, e.db.Metrics().BlockCache.Size, int64(3<<20))
	require.NoError(t, e.Close())
}
