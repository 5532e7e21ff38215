package crash

import (
	"testing"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage/storagetest/internal/declared"
)

// Writers that are killed make operations of every kind.
func TestNoOperationIsForgotten(t *testing.T) {
	var kinds []association.Operation
	for _, k := range operationKinds {
		kinds = append(kinds, k.zero)
	}
	declared.Require(t, declared.Operations(t), "operationKinds, the calls of writers (crash/operations.go)", kinds)
}
