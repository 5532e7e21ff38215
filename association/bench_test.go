package association_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// A benched call is one operation of a benchmark, the i-th.
type benched struct {
	name string
	call func(f *fixture, i int) error
}

// benchContacts is how many contacts the account of the benchmarks has. Each has two
// companies of a hundred; the first thousand are all with the company hub and one deal.
const benchContacts = 10_000

// benchIDs are ids made before the clock runs.
var benchIDs = func() []record.ID {
	ids := make([]record.ID, 200_000)
	for i := range ids {
		ids[i] = record.ID(strconv.Itoa(i))
	}
	return ids
}()

func benchID(i int) record.ID { return benchIDs[i%len(benchIDs)] }

// benchContact returns a contact that has two companies.
func benchContact(i int) record.Ref { return contact(benchID(i % benchContacts)) }

// benchHundred returns a hundred contacts.
func benchHundred() []record.Ref {
	refs := make([]record.Ref, 100)
	for i := range refs {
		refs[i] = benchContact(i * 7)
	}
	return refs
}

func benchAccount(b *testing.B, store storage.Storage) *fixture {
	f := open(b, store)
	for _, word := range []string{"Adviser", "Client"} {
		_, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, word))
		require.NoError(b, err)
	}
	var ops []association.Operation
	for i := range benchContacts {
		ops = append(ops, &association.Associate{From: benchContact(i), To: company(benchID(i % 100))},
			&association.Associate{From: benchContact(i), To: company(benchID((i + 1) % 100))})
		if i < 1000 {
			ops = append(ops, &association.Associate{From: benchContact(i), To: company("hub"), Labels: []label.Label{label.Named("Client")}},
				&association.Associate{From: deal("hub"), To: benchContact(i)})
		}
	}
	each, err := f.DoEach(f.ctx, ops...)
	require.NoError(b, err)
	for _, one := range each {
		require.NoError(b, one.Err)
	}
	return f
}

// bench measures calls in memory, and counts what they ask of the store.
func bench(b *testing.B, calls []benched) {
	for _, c := range calls {
		b.Run(c.name, func(b *testing.B) {
			const counted = 64
			counting := storagetest.NewCounting(memory.New())
			f := benchAccount(b, counting)
			counting.Reset()
			for i := range counted {
				f.clock.Add(1_000_000)
				require.NoError(b, c.call(f, i))
			}
			asked := counting.Counts()
			f = benchAccount(b, memory.New())
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				f.clock.Add(1)
				if err := c.call(f, i); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric(float64(asked.Views+asked.Updates)/counted, "transactions/op")
			b.ReportMetric(float64(asked.RoundTrips())/counted, "calls/op")
		})
	}
}

// do makes operations, as one call of a benchmark.
func (f *fixture) do(ops ...association.Operation) error {
	_, err := f.Do(f.ctx, ops...)
	return err
}

// Verbs that come in twos undo each other, so that the account stays as it is.
func BenchmarkWrite(b *testing.B) {
	adviser := []label.Label{label.Named("Adviser")}
	other := func(i int) record.Ref { return company(benchID((i + 50) % 100)) }
	first := func(i int) record.Ref { return company(benchID((i % benchContacts) % 100)) }
	bench(b, []benched{
		{"Associate standing", func(f *fixture, i int) error { _, err := f.Associate(f.ctx, benchContact(i), first(i)); return err }},
		{"Associate and Dissociate", func(f *fixture, i int) error {
			_, err := f.Associate(f.ctx, benchContact(i), other(i%benchContacts))
			if err == nil {
				_, err = f.Dissociate(f.ctx, benchContact(i), other(i%benchContacts))
			}
			return err
		}},
		{"AssociateAsPrimary", func(f *fixture, i int) error {
			_, err := f.AssociateAsPrimary(f.ctx, benchContact(i), first(i))
			return err
		}},
		{"ReplacePrimary", func(f *fixture, i int) error {
			_, err := f.ReplacePrimary(f.ctx, benchContact(i), company(benchID((i%benchContacts+i/benchContacts%2)%100)))
			return err
		}},
		{"AssociateAll 3", func(f *fixture, i int) error {
			return f.do(&association.AssociateAll{From: deal(benchID(i)), Targets: []association.Target{
				{To: benchContact(i)}, {To: first(i)}, {To: benchContact(i + 1)},
			}})
		}},
		{"SetLabels", func(f *fixture, i int) error {
			_, err := f.SetLabels(f.ctx, benchContact(i), first(i), adviser[:1-i/benchContacts%2]...)
			return err
		}},
		{"AddLabels and RemoveLabels", func(f *fixture, i int) error {
			_, err := f.AddLabels(f.ctx, benchContact(i), first(i), adviser...)
			if err == nil {
				_, err = f.RemoveLabels(f.ctx, benchContact(i), first(i), adviser...)
			}
			return err
		}},
		{"SetPrimary", func(f *fixture, i int) error {
			_, err := f.SetPrimary(f.ctx, benchContact(i), company(benchID((i%benchContacts+1-i/benchContacts%2)%100)))
			return err
		}},
		{"ClearPrimary", func(f *fixture, i int) error {
			_, err := f.ClearPrimary(f.ctx, benchContact(i), f.second(i))
			return err
		}},
		{"DissociateWithSuccessor", func(f *fixture, i int) error {
			_, err := f.DissociateWithSuccessor(f.ctx, benchContact(i), other(i%benchContacts), first(i))
			return err
		}},
		{"Do 100", func(f *fixture, i int) error { return f.do(benchBatch(i, 100)...) }},
		{"DoEach 1000", func(f *fixture, i int) error { _, err := f.DoEach(f.ctx, benchBatch(i, 1000)...); return err }},
		{"Once", func(f *fixture, i int) error {
			id := "order-" + strconv.Itoa(i)
			return f.do(association.Once(operation(b, id), &association.Associate{From: benchContact(i), To: first(i)}))
		}},
		{"Plan and Apply", func(f *fixture, i int) error {
			plan, err := f.Plan(f.ctx, &association.Associate{From: benchContact(i), To: first(i)})
			if err == nil {
				_, err = f.Apply(f.ctx, plan)
			}
			return err
		}},
		{"DryRun 1000", func(f *fixture, i int) error {
			return f.DryRun(f.ctx, func(r *association.DryRun) error {
				_, err := r.DoEach(f.ctx, benchBatch(i, 1000)...)
				return err
			})
		}},
		{"Edit", func(f *fixture, i int) error { return f.Edit(f.ctx, &schema.SetMaxLabels{Max: 10 + i%2}) }},
		{"TrimHistory", func(f *fixture, i int) error {
			_, err := f.TrimHistory(f.ctx, record.Time(firstTime).Time())
			return err
		}},
		{"TrimOperations", func(f *fixture, i int) error {
			_, err := f.TrimOperations(f.ctx, record.Time(firstTime).Time())
			return err
		}},
	})
}

// second returns the company that a contact has beside its primary.
func (f *fixture) second(i int) record.Ref { return company(benchID((i%benchContacts + 1) % 100)) }

// benchBatch returns operations of which half make a link and half remove it again.
func benchBatch(i, n int) []association.Operation {
	ops := make([]association.Operation, n)
	for k := range ops {
		from, to := benchContact((i+k/2)*3), company(benchID(100+k/2))
		ops[k] = &association.Associate{From: from, To: to}
		if k%2 == 1 {
			ops[k] = &association.Dissociate{From: from, To: to}
		}
	}
	return ops
}

func BenchmarkRead(b *testing.B) {
	hundred := benchHundred()
	pairs := make([][2]record.Ref, len(hundred))
	for i, ref := range hundred {
		pairs[i] = [2]record.Ref{ref, company("1")}
	}
	page := func(scope association.Scope, most int) func(f *fixture, i int) error {
		return func(f *fixture, _ int) error {
			_, err := f.Page(f.ctx, company("hub"), record.Contacts, association.Query{Scope: scope, Max: most})
			return err
		}
	}
	bench(b, []benched{
		{"Linked", func(f *fixture, i int) error { _, _, err := f.Linked(f.ctx, benchContact(i), company("1")); return err }},
		{"LinkedMany 100", func(f *fixture, _ int) error { _, err := f.LinkedMany(f.ctx, pairs); return err }},
		{"Primary", func(f *fixture, i int) error {
			_, _, err := f.Primary(f.ctx, benchContact(i), record.Companies)
			return err
		}},
		{"PrimaryMany 100", func(f *fixture, _ int) error { _, err := f.PrimaryMany(f.ctx, hundred, record.Companies); return err }},
		{"Count", func(f *fixture, _ int) error { _, err := f.Count(f.ctx, company("hub"), record.Contacts); return err }},
		{"CountMany 100", func(f *fixture, _ int) error { _, err := f.CountMany(f.ctx, hundred, record.Companies); return err }},
		{"Page 2", func(f *fixture, i int) error {
			_, err := f.Page(f.ctx, benchContact(i), record.Companies, association.Query{})
			return err
		}},
		{"Page 100", page(association.All(), 100)},
		{"Page 100 labeled", page(association.Labeled(label.Named("Client")), 100)},
		{"Page primary", func(f *fixture, i int) error {
			_, err := f.Page(f.ctx, benchContact(i), record.Companies, association.Query{Scope: association.Primary()})
			return err
		}},
		{"PageMany 100", func(f *fixture, _ int) error {
			_, err := f.PageMany(f.ctx, hundred, record.Companies, association.Query{Max: 3})
			return err
		}},
		{"Links 1000", func(f *fixture, _ int) error {
			for _, err := range f.Links(f.ctx, company("hub"), record.Contacts) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
		{"Card", func(f *fixture, i int) error { _, err := f.Card(f.ctx, benchContact(i), 3); return err }},
		{"CardMany 100", func(f *fixture, _ int) error { _, err := f.CardMany(f.ctx, hundred, 3); return err }},
		{"View", func(f *fixture, i int) error {
			return f.View(f.ctx, func(r association.Reader) error {
				_, _, err := r.Primary(f.ctx, benchContact(i), record.Companies)
				return err
			})
		}},
		{"History", func(f *fixture, i int) error {
			for _, err := range f.History(f.ctx, benchContact(i), record.Companies) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
		{"HistoryOf", func(f *fixture, i int) error {
			for _, err := range f.HistoryOf(f.ctx, benchContact(i), company("1")) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
		{"Panel", func(f *fixture, i int) error {
			_, err := f.Panel(f.ctx, benchContact(i), record.Companies, nil)
			return err
		}},
		{"Why", func(f *fixture, i int) error {
			_, _, err := f.Why(f.ctx, benchContact(i), record.Companies)
			return err
		}},
		{"Schema", func(f *fixture, _ int) error { _, err := f.Schema(f.ctx); return err }},
	})
}
