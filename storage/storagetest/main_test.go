package storagetest

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// A failing example is printed with its seed. It is not kept in a file: most of what
// fails here is a store that was broken on purpose.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		os.Exit(2)
	}
	os.Exit(m.Run())
}

// fewer makes random tests run less often in one test, of a store that is slow or is
// the model itself.
func fewer(t *testing.T) {
	before := flag.Lookup("rapid.checks").Value.String()
	require.NoError(t, flag.Set("rapid.checks", "20"))
	t.Cleanup(func() { require.NoError(t, flag.Set("rapid.checks", before)) })
}
