package kv_test

import (
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

// What the adapter costs over an engine that does little itself.
func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) storage.Storage {
		e := newEngine()
		e.alone = true
		return open(b, e)
	})
}
