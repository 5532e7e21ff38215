package memory

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A headerKey is what a header is found by.
type headerKey struct {
	of handle
	k  kind
}

// Whatever is written, committed and taken back, the headers are as a map, and every
// snapshot stays as it was cut, also one from the middle of a transaction.
func TestHeadersAreAMap(t *testing.T) {
	const kinds = 3
	rapid.Check(t, func(t *rapid.T) {
		table := headerTable{rows: newHeaders()}
		live, kept := map[headerKey]uint32{}, map[headerKey]uint32{}
		var snapshots []*headers
		var models []map[headerKey]uint32
		key := rapid.Custom(func(t *rapid.T) headerKey {
			return headerKey{handle(rapid.IntRange(1, 200).Draw(t, "of")), kind(rapid.IntRange(0, kinds-1).Draw(t, "kind"))}
		})
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				for _, at := range rapid.SliceOfN(key, 1, 150).Draw(t, "keys") {
					n, err := table.number(at.of, at.k)
					require.NoError(t, err)
					head := rapid.Uint32().Draw(t, "head")
					table.edit(n).head = head
					live[at] = head
				}
			},
			"commit": func(*rapid.T) {
				table.commit()
				kept = maps.Clone(live)
			},
			"roll back": func(*rapid.T) {
				table.rollback()
				live = maps.Clone(kept)
			},
			"snapshot": func(*rapid.T) {
				snapshots, models = append(snapshots, table.committed()), append(models, maps.Clone(kept))
			},
			"": func(t *rapid.T) {
				requireHeaders(t, live, table.rows, kinds)
				for i, snapshot := range snapshots {
					requireHeaders(t, models[i], snapshot, kinds)
				}
			},
		})
	})
}

func requireHeaders(t *rapid.T, want map[headerKey]uint32, h *headers, kinds int) {
	got := map[headerKey]uint32{}
	h.scan(func(n uint32, row *header) {
		at := headerKey{row.of, row.kind()}
		found, ok := h.find(at.of, at.k)
		require.True(t, ok && found == n)
		got[at] = row.head
	})
	require.Equal(t, want, got)
	of := handle(rapid.IntRange(1, 200).Draw(t, "of"))
	h.each(of, kinds, func(row *header) { delete(got, headerKey{of, row.kind()}) })
	for at := range got {
		require.NotEqual(t, of, at.of)
	}
}

// A block more than the first one is as good, and a snapshot of it stays.
func TestHeadersOfManyBlocks(t *testing.T) {
	table := headerTable{rows: newHeaders()}
	const many = 2*blockHeaders + 10
	write := func(head uint32) {
		for i := range many {
			n, err := table.number(handle(i+1), 1)
			require.NoError(t, err)
			require.Equal(t, uint32(i), n)
			table.edit(n).head = head
		}
	}
	write(1)
	table.commit()
	write(2)
	cut := table.committed()
	write(3)
	table.rollback()
	for _, h := range []*headers{cut, table.rows} {
		h.scan(func(_ uint32, row *header) { require.Equal(t, uint32(1), row.head) })
		require.Equal(t, uint32(many), h.n)
	}
}
