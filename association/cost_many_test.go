package association_test

import (
	"iter"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/association/presets"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// drained calls an iterator to its end.
func drained[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

// A question about many records is one Read, also for five hundred; what looks at what it
// found takes one more for each step.
func TestCostOfReadsOfMany(t *testing.T) {
	one, of := contact("1"), make([]record.Ref, 500)
	for i := range of {
		of[i] = company(record.ID(strconv.Itoa(i)))
	}
	read := func(n int) cost { return cost{reads: n} }
	contacts := record.Contacts
	targets := func(scope association.Scope) func(f *fixture) error {
		return func(f *fixture) error { return drained(f.Targets(f.ctx, of, contacts, scope)) }
	}
	meets := func(c criteria.Criterion) func(f *fixture) error {
		return func(f *fixture) error { _, err := criteria.MeetsMany(f.ctx, f, of, c); return err }
	}
	calls := []costly{
		{name: "targets of 500", call: targets(association.All()), plain: read(1)},
		{name: "whose primary they are", call: targets(association.PrimaryOf()), plain: read(1)},
		{name: "their primaries", call: targets(association.Primary()), plain: read(1)},
		{name: "labeled", call: targets(association.Labeled(label.Named("Billing contact"))), plain: read(1)},
		{name: "criterion of 500", call: meets(criteria.Criterion{To: contacts, Where: oneOf(one)}), plain: read(1)},
		{name: "count criterion of 500", call: meets(criteria.Criterion{To: contacts, Quantifier: criteria.AtLeast(2)}), plain: read(1)},
		{name: "criterion of every one in scope", call: meets(criteria.Criterion{To: contacts, Scope: association.PrimaryOf(), Quantifier: criteria.EveryMeets()}), plain: read(1)},
		{name: "closed won", call: func(f *fixture) error { return drained(presets.ClosedWon(f.ctx, f, deal("1"))) }, plain: read(2)},
		{name: "closed lost", call: func(f *fixture) error { return drained(presets.ClosedLost(f.ctx, f, deal("1"), oneOf())) }, plain: read(4)},
		{name: "lifecycle", call: func(f *fixture) error { _, _, err := presets.LifecycleSync(f.ctx, f, one); return err }, plain: read(1)},
		{name: "columns", call: func(f *fixture) error {
			_, err := f.Columns(f.ctx, of, association.Column{To: contacts, First: 3}, association.Column{To: record.Deals, First: 1}, association.Column{To: record.Tickets})
			return err
		}, plain: read(1)},
		{name: "recommend", call: func(f *fixture) error { _, err := f.Recommend(f.ctx, one, contacts, nil); return err }, plain: cost{views: 1, reads: 3}},
		{name: "walk", call: func(f *fixture) error {
			return drained(f.Walk(f.ctx, contacts, record.Companies, association.All(), association.Cursor{}))
		}, plain: read(1)},
		{name: "near limit", call: func(f *fixture) error {
			_, err := f.Report(f.ctx, association.ReportQuery{Keys: []limits.Key{{From: contacts, To: record.Companies}}})
			return err
		}, plain: cost{views: 1, reads: 2}},
		{name: "activity of the host's choice", call: func(f *fixture) error {
			_, err := f.Activity(f.ctx, note("1"), one, association.ActivityRule{To: record.Deals, Most: 5, Choose: chooseAll})
			return err
		}, plain: read(1)},
	}
	for i := range calls {
		calls[i].locked = calls[i].plain
	}
	twoWays(t, calls)
}

// A report of the whole account is one View: what there is to report on, then a Read for
// some 64 limits.
func TestCostOfReports(t *testing.T) {
	calls := []costly{{name: "report", call: func(f *fixture) error {
		page, err := f.Report(f.ctx, association.ReportQuery{})
		require.Empty(t, page.Rows)
		return err
	}, plain: cost{views: 1, reads: 3}}}
	calls[0].locked = calls[0].plain
	twoWays(t, calls)
}
