package kv_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
	"github.com/relata-go/relata/storage/storagetest"
	"github.com/relata-go/relata/storage/storagetest/enginetest"
)

// The engine that the README shows is the one of the Example, and a right one.
func TestReadmeShowsTheExample(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	source, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	_, code, _ := strings.Cut(string(source), "// A shelf")
	code, _, found := strings.Cut(code, "// Five methods")
	require.True(t, found)
	require.Contains(t, string(readme), strings.TrimSpace("// A shelf"+code))
	enginetest.Run(t, func(*testing.T) kv.Engine { return new(shelf) })
	storagetest.Run(t, func(t *testing.T) storage.Storage { return open(t, new(shelf)) }, &storagetest.Options{
		Checks: 2,
		Skip: map[storagetest.Promise]string{
			storagetest.Accounts:  "the example shows one account, TestContract has two",
			storagetest.Durable:   "the rows are in memory, and gone when it is closed",
			storagetest.Conflicts: "Updates run one at a time, so none loses against another",
			storagetest.Unknown:   "a Write to memory always says how it ended",
			storagetest.Model:     "it is the adapter's, which TestContract proves",
			storagetest.Law:       "they are the adapter's, which TestContract proves",
			storagetest.Rule:      "they are the adapter's, which TestContract proves",
		},
	})
}
