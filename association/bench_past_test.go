package association_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// Old history of 10,000 associations that came and went is forgotten; the time is that of
// one event.
func BenchmarkTrimHistory(b *testing.B) {
	const links = 10_000
	events := 0
	for b.Loop() {
		b.StopTimer()
		f := open(b, memory.New())
		for range 2 {
			ops := make([]association.Operation, 0, 2*links)
			for i := range links {
				from, to := benchContact(i), company(record.ID(strconv.Itoa(i%100)))
				ops = append(ops, &association.Associate{From: from, To: to}, &association.Dissociate{From: from, To: to})
			}
			f.clock.Add(1)
			_, err := f.DoEach(f.ctx, ops...)
			require.NoError(b, err)
		}
		f.clock.Add(1e9) // the events of one record have times of their own
		b.StartTimer()
		n, err := f.TrimHistory(f.ctx, f.now())
		require.NoError(b, err)
		events += n
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(max(events, 1)), "ns/event")
}

// A hub that gained and lost contacts, as of a time before all of that.
func BenchmarkAsOfHub(b *testing.B) {
	f := hub(b, 10_000, "1")
	at := f.clock.Add(1e9)
	f.clock.Add(1)
	for i := range 1000 {
		_, err := f.Associate(f.ctx, deal(record.ID(strconv.Itoa(i))), company("1"))
		require.NoError(b, err)
	}
	for b.Loop() {
		n := 0
		for _, err := range f.AsOf(record.Time(at).Time()).Links(f.ctx, company("1"), record.Contacts) {
			require.NoError(b, err)
			n++
		}
		require.Equal(b, 10_000, n)
	}
}

func BenchmarkPast(b *testing.B) {
	bench(b, []benched{
		{"AsOf", func(f *fixture, i int) error {
			return drained(f.AsOf(f.now()).Links(f.ctx, benchContact(i), record.Companies))
		}},
		{"LinkedAsOf", func(f *fixture, i int) error {
			_, _, err := f.AsOf(f.now()).Linked(f.ctx, benchContact(i), company(benchID(i%100)))
			return err
		}},
		{"StateAsOf", func(f *fixture, i int) error {
			_, err := f.AsOf(f.now()).State(f.ctx, benchContact(i))
			return err
		}},
		{"CountAsOf", func(f *fixture, i int) error {
			_, err := f.AsOf(f.now()).Count(f.ctx, benchContact(i), record.Companies)
			return err
		}},
		{"CardAsOf", func(f *fixture, i int) error {
			_, err := f.AsOf(f.now()).Card(f.ctx, benchContact(i), 0)
			return err
		}},
		{"Difference", func(f *fixture, i int) error {
			_, err := f.Difference(f.ctx, benchContact(i), record.Companies, record.Time(firstTime).Time(), f.now())
			return err
		}},
		{"Feed 100", func(f *fixture, _ int) error { _, err := f.Feed(f.ctx, feed.Token{}, 100); return err }},
	})
}
