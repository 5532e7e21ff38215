package association_test

import (
	"testing"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/association/presets"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

func BenchmarkReadMany(b *testing.B) {
	hundred := benchHundred()
	var companies []record.Ref
	for i := range 100 {
		companies = append(companies, company(benchID(i)))
	}
	hub := append([]record.Ref{company("hub")}, companies...)
	targets := func(of []record.Ref, scope association.Scope) func(f *fixture, i int) error {
		return func(f *fixture, _ int) error { return drained(f.Targets(f.ctx, of, record.Contacts, scope)) }
	}
	where := oneOf(company("1"), company("2"))
	bench(b, []benched{
		{"Targets primary of 1", targets(companies[:1], association.PrimaryOf())},
		{"Targets labeled of 101", targets(hub, association.Labeled(label.Named("Client")))},
		{"Meets", func(f *fixture, i int) error {
			_, err := criteria.Meets(f.ctx, f, benchContact(i), presets.Workflow(record.Companies, where))
			return err
		}},
		{"MeetsMany 100", func(f *fixture, _ int) error {
			_, err := criteria.MeetsMany(f.ctx, f, hundred, presets.List(record.Companies, association.All(), where))
			return err
		}},
		{"MeetsMany 100 counts", func(f *fixture, _ int) error {
			_, err := criteria.MeetsMany(f.ctx, f, hundred, criteria.Criterion{To: record.Companies, Quantifier: criteria.AtLeast(2)})
			return err
		}},
		{"ClosedWon 1000", func(f *fixture, _ int) error { return drained(presets.ClosedWon(f.ctx, f, deal("hub"))) }},
		{"ClosedLost 1000", func(f *fixture, _ int) error { return drained(presets.ClosedLost(f.ctx, f, deal("hub"), oneOf())) }},
		{"LifecycleSync", func(f *fixture, i int) error {
			_, _, err := presets.LifecycleSync(f.ctx, f, benchContact(i))
			return err
		}},
		{"Columns 100x3", func(f *fixture, _ int) error {
			_, err := f.Columns(f.ctx, hundred, association.Column{To: record.Companies, First: 3},
				association.Column{To: record.Deals, First: 3}, association.Column{To: record.Tickets})
			return err
		}},
		{"Recommend", func(f *fixture, i int) error {
			_, err := f.Recommend(f.ctx, benchContact(i), record.Contacts, nil)
			return err
		}},
		{"WalkPage 1000", func(f *fixture, _ int) error {
			_, err := f.WalkPage(f.ctx, record.Contacts, record.Companies, association.WalkQuery{Max: 1000})
			return err
		}},
		{"Walk 21000", func(f *fixture, _ int) error {
			return drained(f.Walk(f.ctx, record.Contacts, record.Companies, association.All(), association.Cursor{}))
		}},
		{"Report", func(f *fixture, _ int) error { _, err := f.Report(f.ctx, association.ReportQuery{}); return err }},
		{"Breaks", func(f *fixture, _ int) error {
			key := limits.Key{From: record.Companies, To: record.Contacts}
			_, err := f.Report(f.ctx, association.ReportQuery{Keys: []limits.Key{key}, AtLeast: 501})
			return err
		}},
		{"LabelUse", func(f *fixture, _ int) error {
			schema, err := f.Schema(f.ctx)
			if err == nil {
				schema.LabelUse()
			}
			return err
		}},
	})
}

func BenchmarkActivity(b *testing.B) {
	rule := association.ActivityRule{To: record.Deals, Most: 5}
	chosen := rule
	chosen.Choose = chooseAll
	logged := func(rules ...association.ActivityRule) func(f *fixture, i int) error {
		return func(f *fixture, i int) error {
			// So many contacts that nobody has all the activities that it may have.
			_, err := f.AssociateActivity(f.ctx, note(benchID(i)), benchContact(i*3), rules...)
			return err
		}
	}
	bench(b, []benched{
		{"AssociateActivity", logged()},
		{"AssociateActivity five deals", logged(rule)},
		{"AssociateActivity five chosen", logged(chosen)},
	})
}
