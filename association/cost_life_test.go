package association_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// What ends and begins records: it learns of their neighbours first, then reads what they
// need, and writes all with one Apply, however many links there are.
func TestCostOfLives(t *testing.T) {
	for _, links := range []int{2, 2000} {
		counting := storagetest.NewCounting(memory.New())
		f := open(t, counting)
		ops := make([]association.Operation, 0, 2*links)
		for i := range links {
			id := record.ID(rune('a' + i))
			ops = append(ops, &association.Associate{From: contact(id), To: company("10")}, &association.Associate{From: contact("x" + id), To: company("11")})
		}
		_, err := f.DoEach(f.ctx, ops...)
		require.NoError(t, err)
		var done association.Result
		for _, c := range []struct {
			name  string
			op    func() association.Operation
			reads int
		}{
			{"delete", func() association.Operation { return &association.DeleteRecord{Record: company("10")} }, 3},
			{"restore", func() association.Operation { return &association.RestoreRecord{Record: company("10")} }, 5},
			{"merge", func() association.Operation {
				return &association.MergeRecords{Survivor: company("11"), Merged: company("10")}
			}, 3},
			{"undo", func() association.Operation { return &association.Undo{Operation: done.Operation} }, 2},
		} {
			counting.Reset()
			results, err := f.Do(f.ctx, c.op())
			require.NoError(t, err)
			done = results[0]
			require.Equal(t, cost{updates: 1, attempts: 1, reads: c.reads, applies: 1}, spent(counting.Counts()), "%s with %d links", c.name, links)
		}
	}
}
