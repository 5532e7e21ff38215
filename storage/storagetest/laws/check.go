package laws

import (
	"flag"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// checking is held while the flag has a value of ours: rapid has one number for all.
var checking sync.Mutex

// Check is rapid.Check with a number of examples, which a short test divides by five.
// A flag -rapid.checks that differs from its default holds instead, so that a deeper run
// is one flag away. Parallel Checks wait for each other.
func Check(t rapid.TB, checks int, property func(t *rapid.T)) {
	t.Helper()
	checking.Lock()
	defer checking.Unlock()
	given := flag.Lookup("rapid.checks")
	if given.Value.String() == given.DefValue {
		if testing.Short() {
			checks = max(checks, 5) // of which a fifth is left
		}
		set(t, given, strconv.Itoa(checks))
		defer set(t, given, given.DefValue)
	}
	rapid.Check(t, property)
}

func set(t rapid.TB, f *flag.Flag, value string) {
	t.Helper()
	if err := f.Value.Set(value); err != nil {
		t.Fatalf("set -%s to %s: %v", f.Name, value, err)
	}
}
