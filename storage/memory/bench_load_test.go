package memory_test

import (
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// The whole library on this backend, as on every other; see storagetest.Load.
func BenchmarkLoad(b *testing.B) {
	var before uint64
	storagetest.Load(b, storagetest.Loading{
		Open: func(*testing.B) storage.Storage {
			before = heap()
			return memory.New()
		},
		Size: func() int64 { return int64(heap() - before) },
	})
}
