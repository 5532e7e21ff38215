package pebble

import (
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/kv"
	"github.com/relata-go/relata/storage/storagetest/enginetest"
)

func TestEngine(t *testing.T) {
	enginetest.Run(t, func(t *testing.T) kv.Engine {
		e, err := openEngine(filepath.Join(t.TempDir(), "store"), nil, vfs.Default)
		require.NoError(t, err)
		return e
	})
}
