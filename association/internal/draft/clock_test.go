package draft

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Whatever the application's clock shows, the events of each record get growing times, in
// transactions of one operation as in those whose operations share a time.
func TestTimesOfARecordGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := make([]storage.Record, 3)
		for i := range records {
			records[i].Of = record.New(record.Contacts, record.ID('a'+rune(i)))
		}
		times := map[record.Ref][]int64{}
		var c Clock
		for range rapid.IntRange(1, 20).Draw(t, "transactions") {
			shared := rapid.Bool().Draw(t, "shared")
			c.Begin(record.Time(rapid.Int64Range(1, 10).Draw(t, "clock")), shared)
			operations := rapid.SliceOfN(rapid.SliceOfNDistinct(rapid.IntRange(0, 2), 1, 3, rapid.ID), 1, 3).Draw(t, "operations")
			if !shared {
				operations = operations[:1]
			}
			commit(t, &c, records, operations, times)
		}
		for ref, at := range times {
			for i := 1; i < len(at); i++ {
				require.Less(t, at[i-1], at[i], "%s", ref)
			}
		}
	})
}

// commit runs operations, each of which touches some records, until their time is late
// enough, and notes the time that each record got.
func commit(t *rapid.T, c *Clock, records []storage.Record, operations [][]int, times map[record.Ref][]int64) {
	for range 10 {
		c.BeginAttempt()
		touched := map[int]int64{}
		for _, rows := range operations {
			c.BeginOperation()
			try(c, records, rows, touched)
		}
		if !c.endAttempt() {
			continue // the shared time was too early
		}
		for row := range touched {
			records[row].Newest = c.at
			times[records[row].Of] = append(times[records[row].Of], int64(c.at))
		}
		return
	}
	t.Fatal("no time is late enough")
}

// try tries one operation until the clock has a time for it.
func try(c *Clock, records []storage.Record, rows []int, touched map[int]int64) {
	for again := true; again; {
		c.beginTry()
		again = false
		for _, row := range rows {
			again = again || !c.after(&records[row])
		}
	}
	for _, row := range rows {
		c.stamped(records[row].Of, row)
		touched[row] = int64(c.at)
	}
}
