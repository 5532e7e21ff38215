package degree

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A rowKey is what a row is found by.
type rowKey struct {
	of rowid.ID
	to rowid.Type
}

// Whatever is written, committed and taken back, the rows are as a map, and every
// snapshot stays as it was cut, also one from the middle of a transaction.
func TestRowsAreAMap(t *testing.T) {
	const types rowid.Type = 3
	rapid.Check(t, func(t *rapid.T) {
		table := NewTable()
		live, kept := map[rowKey]uint32{}, map[rowKey]uint32{}
		var snapshots []*Rows
		var models []map[rowKey]uint32
		key := rapid.Custom(func(t *rapid.T) rowKey {
			return rowKey{rowid.ID(rapid.IntRange(1, 200).Draw(t, "of")), rowid.Type(rapid.IntRange(0, int(types)-1).Draw(t, "type"))}
		})
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				for _, at := range rapid.SliceOfN(key, 1, 150).Draw(t, "keys") {
					row, err := table.Edit(at.of, at.to)
					require.NoError(t, err)
					newest := rapid.Uint32().Draw(t, "newest")
					row.Newest = newest
					live[at] = newest
				}
			},
			"commit": func(*rapid.T) {
				table.Commit()
				kept = maps.Clone(live)
			},
			"roll back": func(*rapid.T) {
				table.Rollback()
				live = maps.Clone(kept)
			},
			"snapshot": func(*rapid.T) {
				snapshots, models = append(snapshots, table.Committed()), append(models, maps.Clone(kept))
			},
			"": func(t *rapid.T) {
				requireRows(t, live, table.rows, types)
				for i, snapshot := range snapshots {
					requireRows(t, models[i], snapshot, types)
				}
			},
		})
	})
}

func requireRows(t *rapid.T, want map[rowKey]uint32, h *Rows, types rowid.Type) {
	got := map[rowKey]uint32{}
	h.Scan(func(n uint32, row *Row) {
		at := rowKey{row.Of, row.To()}
		found, ok := h.Find(at.of, at.to)
		require.True(t, ok && found == n)
		got[at] = row.Newest
	})
	require.Equal(t, want, got)
	of := rowid.ID(rapid.IntRange(1, 200).Draw(t, "of"))
	h.Each(of, types, func(row *Row) { delete(got, rowKey{of, row.To()}) })
	for at := range got {
		require.NotEqual(t, of, at.of)
	}
}

// Roots after the first one are as good, and a snapshot of it stays.
func TestRowsOfManyRoots(t *testing.T) {
	table := NewTable()
	const many = 2*rootRows + 10
	write := func(newest uint32) {
		for i := range many {
			n, err := table.rows.Ensure(rowid.ID(i+1), 1)
			require.NoError(t, err)
			require.Equal(t, uint32(i), n)
			row, err := table.Edit(rowid.ID(i+1), 1)
			require.NoError(t, err)
			row.Newest = newest
		}
	}
	write(1)
	table.Commit()
	write(2)
	cut := table.Committed()
	write(3)
	table.Rollback()
	for _, h := range []*Rows{cut, table.rows} {
		h.Scan(func(_ uint32, row *Row) { require.Equal(t, uint32(1), row.Newest) })
		require.Equal(t, uint32(many), h.n)
	}
}
