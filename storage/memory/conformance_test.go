package memory_test

import (
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// The store keeps every promise that a store in memory with one writer can keep.
func TestContract(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Storage { return memory.New() }, &storagetest.Options{
		Accounts: func(*testing.T) storage.Accounts { return memory.NewAccounts() },
		Skip: map[storagetest.Promise]string{
			storagetest.Durable:   "the rows are in memory, and gone when it is closed",
			storagetest.Conflicts: "Updates run one at a time, so fn is never called again",
			storagetest.Unknown:   "a commit happens in memory, so its outcome is always known",
		},
	})
}

func BenchmarkContract(b *testing.B) {
	storagetest.Bench(b, func(*testing.B) storage.Storage { return memory.New() })
}
