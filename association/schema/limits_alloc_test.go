package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// What every write asks costs no allocation.
func TestQuestionsDoNotAllocate(t *testing.T) {
	full := set(t, set(t, Limits{}, toCompanies, 10), manager, 4)
	labels := label.SetOf(user(12))
	for name, table := range map[string]Limits{"defaults": Limits{}, "configured": full} {
		require.Zero(t, testing.AllocsPerRun(100, func() {
			ask(table, record.Contacts, record.Companies, labels)
			ask(table, record.Contacts, record.Calls, labels)
		}), name)
	}
}

// sink keeps the compiler from dropping the questions.
var sink int

func ask(table Limits, from, to record.Type, labels label.Set) {
	hard, _ := table.HardMax(from, to)
	sink += table.Max(from, to) + hard
	if table.HasLabelLimits(from, to) {
		sink++
	}
	for id := range labels.All() {
		most, _ := table.LabelMax(limits.Key{From: from, To: to, Label: id})
		sink += most
	}
	if err := limits.Check(record.New(from, "1"), to, label.TypeID{}, 3, 5); err != nil {
		sink++
	}
}

func BenchmarkHardMax(b *testing.B) {
	full, err := Limits{}.set(toCompanies, 10)
	require.NoError(b, err)
	for name, table := range map[string]Limits{"defaults": Limits{}, "configured": full} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				hard, _ := table.HardMax(record.Contacts, record.Companies)
				sink += hard
			}
		})
	}
}
