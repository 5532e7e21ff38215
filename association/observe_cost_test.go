//go:build !race

package association_test

// The race detector makes pools forget, so it allocates more.

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// A read of a graph that nobody observes allocates nothing of its own.
func TestNobodyObservesForFree(t *testing.T) {
	f := open(t, memory.New())
	f.link(t, contact("1"), company("10"))
	for name, read := range map[string]func() error{
		"count":   func() error { _, err := f.Count(f.ctx, contact("1"), record.Companies); return err },
		"primary": func() error { _, _, err := f.Primary(f.ctx, contact("1"), record.Companies); return err },
		"linked":  func() error { _, _, err := f.Linked(f.ctx, contact("1"), company("10")); return err },
	} {
		require.Zero(t, testing.AllocsPerRun(100, func() { require.NoError(t, read()) }), name)
	}
}

// BenchmarkObserve compares a read and a write that are observed with others that are not.
func BenchmarkObserve(b *testing.B) {
	for name, observe := range map[string]func(context.Context, association.Observation){
		"nobody": nil, "observed": func(context.Context, association.Observation) {},
	} {
		ctx := context.Background()
		g, err := association.Open(ctx, memory.New(), &association.Options{Observe: observe})
		require.NoError(b, err)
		b.Run("Count "+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := g.Count(ctx, contact("1"), record.Companies)
				require.NoError(b, err)
			}
		})
		b.Run("Associate "+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := g.Associate(ctx, contact("1"), company("10"))
				require.NoError(b, err)
			}
		})
	}
}
