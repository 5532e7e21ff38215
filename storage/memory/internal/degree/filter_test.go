package degree

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/internal/bytealloc"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A selection of more records than a cache has, asked page by page, lists each once and
// in order: on a snapshot, where pages share the cache, and inside a transaction. Another
// question in between does not disturb it.
func TestSelectMoreThanACacheHas(t *testing.T) {
	const records, page = 2*MaxScan + 5_000, 7_000
	table, names := NewTable(), rowid.NewNames()
	typ, err := names.InternType("contacts")
	require.NoError(t, err)
	for _, i := range rand.Perm(records) {
		row, err := table.Edit(typ.ID()|rowid.ID(i+1), 2)
		require.NoError(t, err)
		require.NoError(t, row.SetSummary(1+i%2, rowid.Type(2).ID()))
	}
	table.Commit()
	for rows, cache := range map[*Rows]*FilterCache{table.Committed(): {}, table.Rows(): nil} {
		var got []Match
		for after, more := "", true; more; {
			found := rows.Select(Filter{1, 2, 1}, record.ID(after), page+1, &names, cache)
			if more = len(found) > page; more {
				found = found[:page]
			}
			got = append(got, found...)
			after = string(names.RecordID(found[len(found)-1].Of, new(bytealloc.Strings)))
			if len(got) == 3*page {
				require.Len(t, rows.Select(Filter{1, 2, 2}, "", 10, &names, cache), 10)
			}
		}
		require.Len(t, got, records)
		for i, row := range got {
			require.Equal(t, typ.ID()|rowid.ID(i+1), row.Of)
		}
		require.Empty(t, rows.Select(Filter{1, 2, 3}, "", page, &names, cache))
	}
}
