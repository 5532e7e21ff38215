package association_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// An application may ensure its declaration at every start, in every process at once.
func TestEnsure(t *testing.T) { hold(t, "B8", "B9") }

// A start that finds nothing missing takes part in no writing transaction.
func TestEnsureOfWhatExistsOnlyReads(t *testing.T) {
	store := storagetest.NewCounting(memory.New())
	graph, err := association.Open(t.Context(), store, nil)
	require.NoError(t, err)
	declared := schema.Declaration{Labels: []label.Definition{label.Single(record.Contacts, record.Companies, "Manager")}}
	_, err = graph.Ensure(t.Context(), declared)
	require.NoError(t, err)

	store.Reset()
	_, err = graph.Ensure(t.Context(), declared)
	require.NoError(t, err)
	require.Zero(t, store.Counts().Updates)
}
