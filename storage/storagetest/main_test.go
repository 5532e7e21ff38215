package storagetest

import (
	"flag"
	"os"
	"testing"
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
