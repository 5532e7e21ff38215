package association_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
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
		n, err := f.TrimHistory(f.ctx, f.clock.Load())
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
		links, err := f.AsOf(f.ctx, company("1"), record.Contacts, at)
		require.NoError(b, err)
		require.Len(b, links, 10_000)
	}
}

func BenchmarkPast(b *testing.B) {
	bench(b, []benched{
		{"AsOf", func(f *fixture, i int) error {
			_, err := f.AsOf(f.ctx, benchContact(i), record.Companies, f.clock.Load())
			return err
		}},
		{"LinkedAsOf", func(f *fixture, i int) error {
			_, _, err := f.LinkedAsOf(f.ctx, benchContact(i), company(benchID(i%100)), f.clock.Load())
			return err
		}},
		{"LifeAsOf", func(f *fixture, i int) error {
			_, err := f.LifeAsOf(f.ctx, benchContact(i), f.clock.Load())
			return err
		}},
		{"Difference", func(f *fixture, i int) error {
			_, err := f.Difference(f.ctx, benchContact(i), record.Companies, firstTime, f.clock.Load())
			return err
		}},
		{"Feed 100", func(f *fixture, _ int) error { _, err := f.Feed(f.ctx, association.Token{}, 100); return err }},
	})
}
