package association_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// hub returns a graph with companies that have so many contacts each; every other contact
// has a further company, who succeeds the hub that goes.
func hub(b *testing.B, contacts int, hubs ...record.ID) *fixture {
	f := open(b, memory.New())
	f.edit(b, &schema.SetTechnicalLimit{From: record.Companies, To: record.Contacts, Max: 20_000})
	for k, id := range hubs {
		var ops []association.Operation
		for i := range contacts {
			of := contact(record.ID(strconv.Itoa(1 + k*contacts + i)))
			ops = append(ops, &association.Associate{From: of, To: company(id)})
			if i%2 == 0 {
				ops = append(ops, &association.Associate{From: of, To: company(record.ID(strconv.Itoa(1000 + i%97)))})
			}
		}
		each, err := f.DoEach(f.ctx, ops...)
		require.NoError(b, err)
		for _, e := range each {
			require.NoError(b, e.Err)
		}
	}
	return f
}

// A company with 10,000 contacts is deleted, and brought back.
func BenchmarkDeleteHub(b *testing.B) {
	for _, back := range []bool{false, true} {
		b.Run(map[bool]string{false: "delete", true: "restore"}[back], func(b *testing.B) {
			f := hub(b, 10_000, "1")
			for b.Loop() {
				if back {
					b.StopTimer()
				}
				f.clock.Add(1)
				_, err := f.DeleteRecord(f.ctx, company("1"))
				require.NoError(b, err)
				if back {
					b.StartTimer()
				} else {
					b.StopTimer()
				}
				f.clock.Add(1)
				_, err = f.RestoreRecord(f.ctx, company("1"))
				require.NoError(b, err)
				b.StartTimer()
			}
		})
	}
}

// Two companies with 10,000 contacts each become one, and two again.
func BenchmarkMergeHubs(b *testing.B) {
	for _, back := range []bool{false, true} {
		b.Run(map[bool]string{false: "merge", true: "undo"}[back], func(b *testing.B) {
			f := hub(b, 10_000, "1", "2")
			for b.Loop() {
				f.clock.Add(1)
				if back {
					b.StopTimer()
				}
				result, err := f.MergeRecords(f.ctx, company("1"), company("2"))
				require.NoError(b, err)
				if back {
					b.StartTimer()
				} else {
					b.StopTimer()
				}
				f.clock.Add(1)
				_, err = f.Undo(f.ctx, result.Operation)
				require.NoError(b, err)
				b.StartTimer()
			}
		})
	}
}
