package intern

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever is interned and taken back, the table is as a map, and what was taken back
// is not found again.
func TestStringsAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, model := NewStrings(), []string{}
		text := rapid.Custom(func(t *rapid.T) string { return strconv.Itoa(rapid.IntRange(0, 400).Draw(t, "text")) })
		t.Repeat(map[string]func(*rapid.T){
			"intern": func(t *rapid.T) {
				for _, s := range rapid.SliceOfN(text, 1, 90).Draw(t, "texts") {
					n, err := table.Intern(s)
					require.NoError(t, err)
					if !slices.Contains(model, s) {
						model = append(model, s)
					}
					require.Equal(t, s, model[n])
				}
			},
			"truncate": func(t *rapid.T) {
				n := rapid.IntRange(0, len(model)).Draw(t, "left")
				table.Truncate(uint32(n))
				model = model[:n]
			},
			"": func(t *rapid.T) {
				limit := rapid.IntRange(0, len(model)).Draw(t, "limit")
				s := text.Draw(t, "look up")
				n, found := table.Find(s, uint32(limit))
				require.Equal(t, slices.Contains(model[:limit], s), found)
				require.True(t, !found || model[n] == s)
				require.Equal(t, len(model), int(table.n))
			},
		})
	})
}
