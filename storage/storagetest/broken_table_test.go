package storagetest

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The README names every broken store and every promise, and nothing else.
func TestReadmeNamesEveryDefectAndPromise(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(text), "| broken store | caught by |\n| --- | --- |\n")
	require.True(t, found)
	var want strings.Builder
	for _, d := range defects {
		fmt.Fprintf(&want, "| %s | %s |\n", d.name, d.promise)
	}
	require.Equal(t, want.String(), table)

	var named []Promise
	for _, row := range regexp.MustCompile("(?m)^\\| (\\w+) \\| .* \\| `.*` \\|$").FindAllStringSubmatch(string(text), -1) {
		named = append(named, Promise(row[1]))
	}
	var kept []Promise
	for _, p := range promises {
		kept = append(kept, p.promise)
	}
	require.Equal(t, kept, named)
}
