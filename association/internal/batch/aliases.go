package batch

import (
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// MaxAliases bounds how many merges are followed from an id to its survivor. A longer chain
// is a circle, which no sequence of merges makes.
const MaxAliases = 10_000

// Circle returns the error of merges that lead in a circle.
func Circle(ref record.Ref) error {
	return fmt.Errorf("%w: the merges of %s lead in a circle", storage.ErrCorrupt, ref)
}
