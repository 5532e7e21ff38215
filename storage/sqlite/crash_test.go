package sqlite

import (
	"context"
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/crash"
)

// What was acknowledged outlives the process that wrote it, and nothing else does by half.
func TestCrash(t *testing.T) {
	crash.Run(t, crash.Backend{
		Place: func(t *testing.T) string { return file(t) },
		Open:  func(_ context.Context, path string) (storage.Storage, error) { return Open(path, nil) },
	}, nil)
}
