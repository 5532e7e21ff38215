package sqlite

import (
	"testing"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/contend"
)

// Writers who meet at the same records break no law. They are goroutines: a second
// process is refused.
func TestContend(t *testing.T) {
	contend.Run(t, func(t *testing.T) storage.Storage { return openStore(t, file(t), nil) }, nil)
}
