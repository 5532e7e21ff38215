package criteria

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// An answer that is known early is the answer in the end, whatever is still to be seen.
func TestEarlyAnswersStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-1, 4).Draw(t, "n")
		q := rapid.SampledFrom([]Quantifier{AnyMeets(), EveryMeets(), NoneMeets(), AtLeast(n), AtMost(n), Exactly(n)}).Draw(t, "quantifier")
		seen := rapid.IntRange(1, 5).Draw(t, "seen")
		met := rapid.IntRange(0, seen).Draw(t, "met")
		answer, known := q.early(seen, met)
		if !known {
			return
		}
		more := rapid.IntRange(0, 5).Draw(t, "more")
		require.Equal(t, answer, q.final(seen+more, met+rapid.IntRange(0, more).Draw(t, "more met")), "%s", q)
	})
}

// Where every record meets the condition, so many are enough to know.
func TestEnough(t *testing.T) {
	for _, q := range []Quantifier{AnyMeets(), NoneMeets(), AtLeast(0), AtLeast(3), AtMost(2), Exactly(2), Exactly(-1)} {
		answer, known := q.early(q.enough(), q.enough())
		require.True(t, known, "%s", q)
		require.Equal(t, answer, q.final(q.enough()+1, q.enough()+1), "%s", q)
	}
}
