package postgres_test

import (
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

func BenchmarkContract(b *testing.B) {
	store := open(b, nil)
	storagetest.Bench(b, func(*testing.B) storage.Storage { return fresh(store) })
}
