package association_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// The scripts, laws and rules hold, and no decision is about a record that is not an
// anchor. On memory itself and on the naive store they are held with all else that
// those promise.
func TestSemanticsOnStrictMemory(t *testing.T) {
	storagetest.Semantics(t, func(t *testing.T) storage.Storage {
		strict := storagetest.NewStrict(memory.New())
		t.Cleanup(func() { require.NoError(t, strict.Err()) })
		return strict
	}, &storagetest.Options{Checks: 3})
}

// The same in chunks and groups so small that every Do of some size has several.
func TestSemanticsInSmallChunks(t *testing.T) {
	storagetest.Semantics(t, func(t *testing.T) storage.Storage {
		strict := storagetest.NewStrict(storagetest.Reference())
		t.Cleanup(func() { require.NoError(t, strict.Err()) })
		return withTraits{strict, storage.Traits{Chunk: 2, Group: 3}}
	}, &storagetest.Options{Checks: 3})
}
