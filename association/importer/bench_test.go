package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/relata-go/relata/association/importer"
)

// BenchmarkImport imports rows of a thousand companies into an empty graph, and then again
// into the full graph.
func BenchmarkImport(b *testing.B) {
	const rows = 20_000
	var text strings.Builder
	text.WriteString(header)
	for i := range rows {
		fmt.Fprintf(&text, "%d,%d,Manager; Billing\n", i/4, 1_000+i*7%1_000)
	}
	for name, dry := range map[string]bool{"for real": false, "dry": true} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g := open(b)
				run(b, g, people, text.String(), &importer.Options{DryRun: dry})
				run(b, g, people, text.String(), &importer.Options{DryRun: dry})
			}
			b.ReportMetric(float64(2*rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
