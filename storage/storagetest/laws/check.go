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
	before := given.Value.String()
	defer set(t, given, before)
	if checks = examples(checks); testing.Short() {
		checks = max(checks, 5) // of which a fifth is left
	}
	set(t, given, strconv.Itoa(checks))
	rapid.Check(t, property)
}

// examples returns how many examples are tried where checks were asked for. It is not
// for the inside of a Check.
func examples(checks int) int {
	given := flag.Lookup("rapid.checks")
	if n, err := strconv.Atoi(given.Value.String()); err == nil && given.Value.String() != given.DefValue {
		return n
	}
	return checks
}

func set(t rapid.TB, f *flag.Flag, value string) {
	t.Helper()
	if err := f.Value.Set(value); err != nil {
		t.Fatalf("set -%s to %s: %v", f.Name, value, err)
	}
}
