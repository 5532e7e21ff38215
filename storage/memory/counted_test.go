package memory

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// A census of more records than one run has, asked page by page, lists each once and
// in order: on a snapshot, where pages share a run, and inside a transaction. Another
// question in between does not disturb it.
func TestCensusOverManyRuns(t *testing.T) {
	const records, page = 2*lookedAt + 5_000, 7_000
	s := New()
	w := &s.writer
	for _, i := range rand.Perm(records) {
		n, err := w.headers.number(kind(1).handle()|handle(i+1), 2)
		require.NoError(t, err)
		require.NoError(t, w.headers.edit(n).setSummary(1+i%2, 0))
	}
	w.commit()
	for _, from := range []*state{s.cut(), &w.live} {
		var got []countedHeader
		for after, more := "", true; more; {
			rows := from.counted(countedKey{1, 2, 1}, record.ID(after), page+1)
			if more = len(rows) > page; more {
				rows = rows[:page]
			}
			got = append(got, rows...)
			after = string(from.id(rows[len(rows)-1].of, new(bytealloc.Strings)))
			if len(got) == 3*page {
				require.Len(t, from.counted(countedKey{1, 2, 2}, "", 10), 10)
			}
		}
		require.Len(t, got, records)
		for i, row := range got {
			require.Equal(t, uint64(i), row.of.value())
		}
		require.Empty(t, from.counted(countedKey{1, 2, 3}, "", page))
	}
}
