package storagetest

import (
	"flag"
	"os"
	"testing"
)

// A failing example is printed with its seed. It is not kept in a file, because most failures
// here come from a store that was broken on purpose.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		os.Exit(2)
	}
	os.Exit(m.Run())
}
