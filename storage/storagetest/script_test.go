package storagetest

import (
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

func TestScriptsOnReference(t *testing.T) {
	Scripts(t, func(*testing.T) storage.Storage { return Reference() })
}

func TestScriptsOnMemory(t *testing.T) {
	Scripts(t, func(*testing.T) storage.Storage { return memory.New() })
}
