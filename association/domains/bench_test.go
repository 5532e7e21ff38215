package domains_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// BenchmarkRun associates contacts with a thousand companies, and runs again over the
// contacts when all have a company.
func BenchmarkRun(b *testing.B) {
	const contacts = 20_000
	var list []domains.Contact
	for i := range contacts {
		list = append(list, domains.Contact{ID: record.ID(fmt.Sprint(i)), Email: fmt.Sprintf("somebody+%d@company%d.example", i, i%1_000)})
	}
	lookup := func(_ context.Context, asked domains.Asked) ([]domains.Company, error) {
		var found []domains.Company
		for _, d := range asked.Domains {
			found = append(found, domains.Company{ID: record.ID(d), Domain: string(d)})
		}
		return found, nil
	}
	b.ReportAllocs()
	calls := 0
	for b.Loop() {
		counting := storagetest.NewCounting(memory.New())
		g := graph(b, counting)
		counting.Reset()
		for _, want := range []domains.Outcome{domains.Associated, domains.HasCompany} {
			report, err := domains.Run(context.Background(), g, domains.List(list...), lookup, nil)
			require.NoError(b, err)
			require.Equal(b, contacts, report.Count[want])
		}
		counts := counting.Counts()
		calls += counts.Reads + counts.ViewReads + counts.UpdateReads + counts.Applies
	}
	b.ReportMetric(float64(2*contacts*b.N)/b.Elapsed().Seconds(), "contacts/s")
	b.ReportMetric(float64(calls)/float64(b.N)/(2*contacts/1_000), "calls/batch")
}

func BenchmarkOfEmail(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := domains.OfEmail("Ann.Lee+news@Info.Acme.org", nil); err != nil {
			b.Fatal(err)
		}
	}
}
