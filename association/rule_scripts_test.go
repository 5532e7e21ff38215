package association_test

import (
	"testing"

	"github.com/relata-go/relata/storage/storagetest"
)

// The scenarios that every backend has to play.
func TestScripts(t *testing.T) {
	for _, backend := range ruleBackends {
		t.Run(backend.name, func(t *testing.T) { storagetest.Scripts(t, backend.open) })
	}
}
