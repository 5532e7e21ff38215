package undo

import (
	"maps"
	"testing"

	"github.com/google/btree"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type pair struct{ key, value int }

func contents(rows *btree.BTreeG[pair]) map[int]int {
	all := map[int]int{}
	rows.Ascend(func(p pair) bool {
		all[p.key] = p.value
		return true
	})
	return all
}

// Whatever a transaction puts and removes, a rollback leaves the committed rows, and
// every snapshot stays as it was made, also one from the middle of a transaction.
func TestTreeGoesBackToWhatWasCommitted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := NewTree(func(a, b pair) bool { return a.key < b.key })
		live, committed := map[int]int{}, map[int]int{}
		var snapshots []*btree.BTreeG[pair]
		var models []map[int]int
		key := rapid.IntRange(0, 100)
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				for _, k := range rapid.SliceOfN(key, 1, 90).Draw(t, "keys") {
					value := rapid.Int().Draw(t, "value")
					old, had := tree.Put(pair{k, value})
					before, found := live[k]
					require.Equal(t, found, had)
					require.Equal(t, before, old.value)
					live[k] = value
				}
			},
			"remove": func(t *rapid.T) {
				k := key.Draw(t, "key")
				_, had := tree.Remove(pair{key: k})
				_, found := live[k]
				require.Equal(t, found, had)
				delete(live, k)
			},
			"commit": func(*rapid.T) {
				tree.Commit()
				committed = maps.Clone(live)
			},
			"roll back": func(*rapid.T) {
				tree.Rollback()
				live = maps.Clone(committed)
			},
			"snapshot": func(*rapid.T) {
				snapshots, models = append(snapshots, tree.Committed()), append(models, maps.Clone(committed))
			},
			"": func(t *rapid.T) {
				require.Equal(t, live, contents(tree.Rows()))
				for i, snapshot := range snapshots {
					require.Equal(t, models[i], contents(snapshot))
				}
			},
		})
	})
}
