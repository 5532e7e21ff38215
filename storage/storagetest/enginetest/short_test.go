package enginetest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A failure shows the first difference alone, and little of a large value.
func TestShort(t *testing.T) {
	large := strings.Repeat("large", 12<<10)
	for name, compare := range map[string]func(tester){
		"value":   func(t tester) { same(t, []pair{{"a", "1"}, {"b", "2"}}, []pair{{"a", "1"}, {"b", large}}) },
		"missing": func(t tester) { same(t, []pair{{"a", large}}, nil, "from %q", "a") },
		"more":    func(t tester) { same(t, nil, []pair{{large, large}}) },
		"text":    func(t tester) { sameText(t, large, large+"x", "the value of a") },
	} {
		notes := new(recorder)
		done := make(chan struct{})
		go func() {
			defer close(done)
			compare(notes)
		}()
		<-done
		require.True(t, notes.Failed(), name)
		require.Less(t, len(strings.Join(notes.notes, "\n")), 1000, name)
	}
	same(t, []pair{{"a", large}}, []pair{{"a", large}})
	same(t, nil, []pair{})
}
