package kv_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
	"github.com/relata-go/relata/storage/storagetest"
)

// What the adapter costs over an engine that does little itself.
func BenchmarkStore(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) storage.Storage {
		e := newEngine()
		e.alone = true
		return open(b, e)
	})
}

// One Associate through the library, and what an association with its event takes in
// keys and values. Most contacts have one to three companies.
func BenchmarkAssociate(b *testing.B) {
	e := newEngine()
	e.alone = true
	ctx := b.Context()
	g, err := association.Open(ctx, open(b, e), nil)
	require.NoError(b, err)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		contact, company := 100_000+n/2, 10_000+n*7919%5000
		_, err := g.Associate(ctx, record.New(record.Contacts, decimal(contact)), record.New(record.Companies, decimal(company)))
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	bytes := 0
	e.tree.Ascend(func(c kv.Change) bool {
		bytes += len(c.Key) + len(c.Value)
		return true
	})
	b.ReportMetric(float64(bytes)/float64(n), "bytes/row")
	b.ReportMetric(float64(e.tree.Len())/float64(n), "keys/row")
}

func decimal(n int) record.ID { return record.ID(strconv.Itoa(n)) }
