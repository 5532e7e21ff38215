package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/kv"
	"github.com/relata-go/relata/storage/storagetest/enginetest"
)

func TestEngine(t *testing.T) {
	enginetest.Run(t, func(t *testing.T) kv.Engine {
		e, err := openEngine(filepath.Join(t.TempDir(), "store"), 0)
		require.NoError(t, err)
		return e
	})
}
