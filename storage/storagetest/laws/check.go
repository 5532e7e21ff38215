package laws

import (
	"flag"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// checking is held while Check has changed the rapid.checks flag: all Checks share that flag.
var checking sync.Mutex

// Check is rapid.Check with a number of examples, which a short test divides by five. If the
// flag -rapid.checks differs from its default, the flag decides instead, so that a deeper run
// takes a flag and no edit. Parallel Checks wait for each other.
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

// examples returns how many examples are tried when a case asks for checks of them. A caller
// must not be inside a Check.
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
