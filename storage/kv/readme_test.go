package kv_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
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
	storagetest.Run(t, func(t *testing.T) storage.Storage { return open(t, new(shelf)) }, &storagetest.Options{
		Skip: map[storagetest.Promise]string{
			storagetest.Accounts: "TestContract tests it", storagetest.Model: "TestContract tests it",
		},
	})
}
