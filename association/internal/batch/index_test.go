package batch

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// An index finds what a search of all rows finds, whatever was asked before.
func TestIndexFindsRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x Index[int]
		var rows []int
		itself := func(row *int) int { return *row }
		search := func(key int) int {
			for i, row := range rows {
				if row == key {
					return i
				}
			}
			return -1
		}
		keys := rapid.IntRange(0, rapid.SampledFrom([]int{10, 300}).Draw(t, "keys"))
		t.Repeat(map[string]func(*rapid.T){
			"ask for some": func(t *rapid.T) {
				for range rapid.IntRange(1, 100).Draw(t, "rows") {
					key := keys.Draw(t, "key")
					at := Find(&x, rows, itself, key)
					require.Equal(t, search(key), at)
					if at < 0 {
						rows = append(rows, key)
					}
				}
			},
			"ask again": func(t *rapid.T) {
				for i, key := range rows {
					require.Equal(t, i, Find(&x, rows, itself, key))
				}
			},
			"begin anew": func(*rapid.T) {
				rows = rows[:0]
				x.Reset()
			},
		})
	})
}
