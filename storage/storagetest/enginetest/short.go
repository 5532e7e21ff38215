package enginetest

import (
	"fmt"

	"github.com/stretchr/testify/require"
)

// shown is how many bytes of a key or value a failure shows at most.
const shown = 40

// short returns a key or value for a message.
func short(text string) string {
	if len(text) <= shown {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%q... (%d bytes)", text[:shown], len(text))
}

// String returns the pair for a message.
func (p pair) String() string { return short(p.key) + " = " + short(p.value) }

// same fails if the pairs differ, and shows the first difference alone, shortened: a store may
// hold values of many kilobytes.
func same(t tester, want, have []pair, place ...any) {
	t.Helper()
	for i := range max(len(want), len(have)) {
		w, h := "no pair", "no pair"
		if i < len(want) {
			w = want[i].String()
		}
		if i < len(have) {
			h = have[i].String()
		}
		if i >= len(want) || i >= len(have) || want[i] != have[i] {
			require.FailNow(t, "the pairs differ", "%s: pair %d of %d is %s, expected %s of %d",
				at(place), i, len(have), h, w, len(want))
		}
	}
}

// at returns the place in a scenario, which may be a format and its values.
func at(place []any) string {
	if len(place) == 0 {
		return "all"
	}
	format, _ := place[0].(string)
	return fmt.Sprintf(format, place[1:]...)
}

// sameText fails if the texts differ, and shows them shortened.
func sameText(t tester, want, have, place string) {
	t.Helper()
	if want != have {
		require.FailNow(t, "the bytes differ", "%s is %s, expected %s", place, short(have), short(want))
	}
}
