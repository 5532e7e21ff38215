package memory_test

import (
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// The store keeps every promise of the contract, none skipped.
func TestContract(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Storage { return memory.New() }, &storagetest.Options{
		Accounts: func(*testing.T) (one, other storage.Storage) { return memory.New(), memory.New() },
	})
}
