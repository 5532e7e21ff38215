package memory_test

import (
	"context"
	"errors"
	"flag"
	"runtime"
	"testing"
	"time"

	"github.com/google/btree"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

var associations = flag.Int("associations", 100_000, "how many links the benchmarks work on")

// filled is a store with the load, the last tenth of it still to be written.
type filled struct {
	*load
	engine *engine
	rest   int
}

var loads = map[string]*filled{}

func fill(b *testing.B) *filled {
	if f := loads["decimal"]; f != nil {
		return f
	}
	f := &filled{load: newLoad(*associations, decimalID)}
	f.rest = len(f.links) * 9 / 10
	before := heap()
	f.engine = (&load{links: f.links[:f.rest]}).fill(b, memory.New())
	b.Logf("%d bytes per association", (heap()-before)/uint64(f.rest))
	loads["decimal"] = f
	return f
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// A raw key is what one would write by hand: two strings in a tree for each end.
type rawKey struct{ from, to string }

func lessRaw(a, b rawKey) bool { return a.from < b.from || a.from == b.from && a.to < b.to }

// Two bare inserts of string keys, the measure of the goals; nothing but the keys.
func BenchmarkTwoRawInserts(b *testing.B) {
	l := newLoad(*associations, decimalID)
	rest := len(l.links) * 9 / 10
	there, back := btree.NewG(32, lessRaw), btree.NewG(32, lessRaw)
	put := func(i int) {
		pair := l.links[i]
		there.ReplaceOrInsert(rawKey{string(pair.B.ID), string(pair.A.ID)})
		back.ReplaceOrInsert(rawKey{string(pair.A.ID), string(pair.B.ID)})
	}
	for i := range rest {
		put(i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	var m meter
	m.start()
	for n := range b.N {
		i := rest + n%(len(l.links)-rest)
		if n > 0 && i == rest {
			b.StopTimer()
			m.stop()
			for _, pair := range l.links[rest:] {
				there.Delete(rawKey{string(pair.B.ID), string(pair.A.ID)})
				back.Delete(rawKey{string(pair.A.ID), string(pair.B.ID)})
			}
			m.start()
			b.StartTimer()
		}
		put(i)
	}
	m.stop()
	m.report(b)
}

func BenchmarkAssociate(b *testing.B) {
	f := fill(b)
	b.ReportAllocs()
	b.ResetTimer()
	var m meter
	m.start()
	for n := range b.N {
		i := f.rest + n%(len(f.links)-f.rest)
		if n > 0 && i == f.rest {
			b.StopTimer()
			m.stop()
			f.takeBack(b)
			m.start()
			b.StartTimer()
		}
		if err := f.engine.associate(f.links[i]); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	m.stop()
	m.report(b)
	f.takeBack(b)
}

func (f *filled) takeBack(b *testing.B) {
	for _, pair := range f.links[f.rest:] {
		require.NoError(b, f.engine.dissociate(pair))
	}
}

// A meter adds up the processor time of the loops that it ran in.
type meter struct{ since, spent time.Duration }

func (m *meter) start() { m.since = processorTime() }
func (m *meter) stop()  { m.spent += processorTime() - m.since }

func (m *meter) report(b *testing.B) {
	b.ReportMetric(float64(m.spent.Nanoseconds())/float64(b.N), "cpu-ns/op")
}

var errBack = errors.New("back")

// An association that is undone again, as a refused Do is.
func BenchmarkRollback(b *testing.B) {
	f := fill(b)
	e := f.engine
	fail := func(tx storage.Tx) error {
		if err := e.run(tx); err != nil {
			return err
		}
		return errBack
	}
	b.ReportAllocs()
	b.ResetTimer()
	var m meter
	m.start()
	for n := range b.N {
		e.pair = f.links[f.rest+n%(len(f.links)-f.rest)]
		if err := e.store.Update(context.Background(), nil, fail); err != errBack {
			b.Fatal(err)
		}
	}
	m.stop()
	m.report(b)
}

// read measures a Read of the question that ask puts for each link.
func read(b *testing.B, ask func(*storage.Batch, record.Ref, record.Ref)) {
	f := fill(b)
	var batch storage.Batch
	b.ReportAllocs()
	b.ResetTimer()
	var m meter
	m.start()
	for n := range b.N {
		pair := f.links[n*7919%f.rest]
		batch.Reset()
		ask(&batch, pair.A, pair.B)
		if err := f.engine.store.Read(context.Background(), &batch); err != nil {
			b.Fatal(err)
		}
	}
	m.stop()
	m.report(b)
}

func BenchmarkPoint(b *testing.B) {
	read(b, func(q *storage.Batch, company, contact record.Ref) {
		q.Links = append(q.Links, storage.Link{A: company, B: contact})
	})
}

func BenchmarkCount(b *testing.B) {
	read(b, func(q *storage.Batch, company, _ record.Ref) {
		q.Degrees = append(q.Degrees, storage.Degree{Of: company, To: record.Contacts})
	})
}

func BenchmarkPrimary(b *testing.B) {
	read(b, func(q *storage.Batch, _, contact record.Ref) {
		q.Degrees = append(q.Degrees, storage.Degree{Of: contact, To: record.Companies})
	})
}

func BenchmarkContactList(b *testing.B) {
	read(b, func(q *storage.Batch, _, contact record.Ref) {
		q.NeighborPages = append(q.NeighborPages, storage.NeighborPage{Of: contact, To: record.Companies, Max: 100})
	})
}

func BenchmarkPage100(b *testing.B) {
	read(b, func(q *storage.Batch, company, _ record.Ref) {
		q.NeighborPages = append(q.NeighborPages, storage.NeighborPage{Of: company, To: record.Contacts, Max: 100})
	})
}

func BenchmarkHistory(b *testing.B) {
	read(b, func(q *storage.Batch, company, contact record.Ref) {
		q.EventPages = append(q.EventPages, storage.EventPage{Kind: storage.OfPair, Of: company, With: contact, Max: 10})
	})
}
