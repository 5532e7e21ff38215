package association_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
	"github.com/relata-go/relata/storage/storagetest/laws"
)

// hold runs the cases of rules of docs/semantics.md, such as "J1", once each in memory.
// It fails when an id has no case.
func hold(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		cases := casesOf(id)
		require.NotEmpty(t, cases, "rule %s has no case in storage/storagetest/laws", id)
		for _, c := range cases {
			t.Run(c.Name, func(t *testing.T) { c.Hold(t, inMemory(t)) })
		}
	}
}

// casesOf returns the cases of one rule: their names begin with its id and a capital letter.
func casesOf(id string) []laws.Case {
	return slices.DeleteFunc(laws.Rules(), func(c laws.Case) bool {
		rest, of := strings.CutPrefix(c.Name, id)
		return !of || rest == "" || rest[0] < 'A' || rest[0] > 'Z'
	})
}

// inMemory returns a subject whose stores take memory and nothing that has to be closed.
// Rules that need many links make do with few.
func inMemory(t *testing.T) *laws.Subject {
	return &laws.Subject{
		Context: t.Context(), Checks: 1,
		Open:      func() storage.Storage { return memory.New() },
		Reference: storagetest.Reference, Verify: storagetest.Verify,
	}
}
