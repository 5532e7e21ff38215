package association_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// Times of the clock of a fixture.
var first, second, later = time.Unix(0, firstTime), time.Unix(0, firstTime+2), time.Unix(0, firstTime+100)

// A cost is what a call asks of its store.
type cost struct {
	views, updates, attempts, reads, applies int
}

// spent returns what was asked of a store since its last Reset.
func spent(c storagetest.Counts) cost {
	return cost{c.Views, c.Updates, c.Attempts, c.Reads + c.ViewReads + c.UpdateReads, c.Applies}
}

// costAccount is an account in which every call of the tables below is possible.
func costAccount(t testing.TB, store storage.Storage) *fixture {
	f := open(t, store)
	_, err := f.Define(f.ctx, label.Single(record.Deals, record.Contacts, "Signs"))
	require.NoError(t, err)
	for _, of := range []record.ID{"1", "2", "3"} {
		f.link(t, contact(of), company("10"), company("11"), company("12"))
	}
	f.link(t, contact("4"), company("10"), company("11"))
	f.link(t, contact("5"), company("10"))
	f.link(t, deal("1"), contact("1"), company("10"))
	return f
}

// A costly call, by name. plain is its cost on a store that runs one Update at a time;
// locked is that on one which locks the records it is told of before it begins.
type costly struct {
	name          string
	call          func(f *fixture) error
	plain, locked cost
}

// twoWays are the stores that the two costs are counted on.
func twoWays(t *testing.T, calls []costly) {
	for _, c := range calls {
		t.Run(c.name, func(t *testing.T) {
			c.count(t, memory.New(), c.plain)
			c.count(t, withTraits{memory.New(), storage.Traits{}}, c.locked)
		})
	}
}

// count requires that the call costs what it should on a store.
func (c costly) count(t *testing.T, store storage.Storage, want cost) {
	counting := storagetest.NewCounting(store)
	f := costAccount(t, counting)
	counting.Reset()
	require.NoError(t, c.call(f))
	require.Equal(t, want, spent(counting.Counts()), "%v", counting.Traits())
}

// costOf returns the call that makes one operation.
func costOf(op association.Operation) func(f *fixture) error {
	return func(f *fixture) error { _, err := f.Do(f.ctx, op); return err }
}

// The promise of a write: two Reads and one Apply, and, where it has to learn whom it
// touches and the store locks them, one attempt before.
func TestCostOfWrites(t *testing.T) {
	read1 := cost{updates: 1, attempts: 1, reads: 1, applies: 1}
	read2 := cost{updates: 1, attempts: 1, reads: 2, applies: 1}
	learn := cost{updates: 2, attempts: 2, reads: 3, applies: 1}
	one := contact("1")
	signs := label.Named("Signs")
	twoWays(t, []costly{
		{"associate, first company", costOf(&association.Associate{From: contact("9"), To: company("10")}), read1, read1},
		{"associate, further company", costOf(&association.Associate{From: one, To: company("13")}), read1, read1},
		{"associate, standing", costOf(&association.Associate{From: one, To: company("10")}), read1, read1},
		{"associate only first", costOf(&association.Associate{From: contact("9"), To: company("10"), OnlyFirst: true}), read1, read1},
		{"associate only first, has one", costOf(&association.Associate{From: one, To: company("13"), OnlyFirst: true}), read1, read1},
		{"associate with a label", costOf(&association.Associate{From: deal("1"), To: contact("2"), Labels: []label.Label{signs}}), read1, read1},
		{"associate as primary", costOf(&association.Associate{From: one, To: company("13"), Mark: primary.MarkReplace}), read2, learn},
		{"associate all", costOf(&association.AssociateAll{From: contact("9"), Targets: []association.Target{{To: company("1")}, {To: company("2")}, {To: deal("1")}}}), read1, read1},
		{"set labels", costOf(&association.SetLabels{From: deal("1"), To: one, Labels: []label.Label{signs}}), read1, read1},
		{"add labels", costOf(&association.AddLabels{From: deal("1"), To: one, Labels: []label.Label{signs}}), read1, read1},
		{"remove labels", costOf(&association.RemoveLabels{From: deal("1"), To: one, Labels: []label.Label{signs}}), read1, read1},
		{"dissociate, not primary", costOf(&association.Dissociate{From: one, To: company("11")}), read1, read1},
		{"dissociate, the only one", costOf(&association.Dissociate{From: contact("5"), To: company("10")}), read1, read1},
		{"dissociate, no link", costOf(&association.Dissociate{From: contact("9"), To: company("10")}), read1, read1},
		{"dissociate, successor named", costOf(&association.Dissociate{From: one, To: company("10"), Successor: company("12")}), read1, read1},
		{"set primary, standing", costOf(&association.SetPrimary{From: one, To: company("10")}), read1, read1},
		{"set primary", costOf(&association.SetPrimary{From: one, To: company("11")}), read2, learn},
		{"clear primary of a deal", costOf(&association.ClearPrimary{From: deal("1"), To: company("10")}), read1, read1},
		{"clear primary, successor named", costOf(&association.ClearPrimary{From: one, To: company("10"), Successor: company("12")}), read1, read1},
		{"activity", costOf(&association.AssociateActivity{Activity: note("1"), On: one}), read2, learn},
		{"activity, the newest", costOf(&association.AssociateActivity{Activity: note("1"), On: one, Targets: []association.ActivityTarget{
			{To: record.Companies, Most: 2}, {To: record.Deals, Most: 5}}}), read2, learn},
		{"activity, the newest of a hub in scope", costOf(&association.AssociateActivity{Activity: note("1"), On: company("10"), Targets: []association.ActivityTarget{
			{To: record.Contacts, Most: association.Latest, Scope: association.Labeled(label.Named("Billing contact"))},
			{To: record.Deals, Most: association.Latest, Scope: association.Primary()}}}), read1, read1},
		{"activity, the newest of a hub whose primary it is", costOf(&association.AssociateActivity{Activity: note("1"), On: company("12"), Targets: []association.ActivityTarget{
			{To: record.Contacts, Most: association.Latest, Scope: association.PrimaryOf()}}}), read1, read1},
		{"activity, those chosen", costOf(&association.AssociateActivity{Activity: note("1"), On: one, Targets: []association.ActivityTarget{
			{To: record.Companies}, {To: record.Deals, Most: 5, Chosen: []record.ID{"1"}}}}), read2, read2},
		{"under an id", costOf(association.Once(operation(t, "order"), &association.Associate{From: contact("9"), To: company("10")})), read1, read1},
		{"several in a Do", func(f *fixture) error {
			_, err := f.Do(f.ctx, &association.Associate{From: contact("8"), To: company("10")}, &association.Associate{From: contact("9"), To: company("10")})
			return err
		}, read1, read1},
		{"several in a DoEach", func(f *fixture) error {
			_, err := f.DoEach(f.ctx, &association.Associate{From: contact("8"), To: company("10")}, &association.Associate{From: one, To: one})
			return err
		}, read1, read1},
	})
}

// Who succeeds a primary has to be looked up: a page of candidates, then the link of
// the one that is chosen.
func TestCostOfSuccession(t *testing.T) {
	one := contact("1")
	plain := cost{updates: 1, attempts: 1, reads: 3, applies: 1}
	locked := cost{updates: 2, attempts: 2, reads: 4, applies: 1}
	twoWays(t, []costly{
		{"one left", costOf(&association.Dissociate{From: contact("4"), To: company("10")}), plain, locked},
		{"alone", costOf(&association.Dissociate{From: one, To: company("10"), Unattended: true}), plain, locked},
		{"clear, alone", costOf(&association.ClearPrimary{From: one, To: company("10"), Unattended: true}), plain, locked},
	})
}

// A Do pays two Reads and one Apply for each chunk of its operations.
func TestCostOfChunks(t *testing.T) {
	counting := storagetest.NewCounting(withTraits{memory.New(), storage.Traits{Chunk: 10, Group: 20, Exclusive: true}})
	f := costAccount(t, counting)
	ops := make([]association.Operation, 40)
	for i := range ops {
		ops[i] = &association.Associate{From: contact(record.ID(rune('a' + i))), To: company("10"), Mark: primary.MarkReplace}
	}
	counting.Reset()
	_, err := f.Do(f.ctx, ops...)
	require.NoError(t, err)
	require.Equal(t, cost{updates: 1, attempts: 1, reads: 4, applies: 4}, spent(counting.Counts()))
	for i := range ops {
		ops[i] = &association.Associate{From: contact(record.ID(rune('a' + i))), To: company("11"), Mark: primary.MarkReplace}
	}
	counting.Reset()
	_, err = f.DoEach(f.ctx, ops...)
	require.NoError(t, err)
	require.Equal(t, cost{updates: 2, attempts: 2, reads: 8, applies: 4}, spent(counting.Counts()))
}

// A read is one Read; Why and the scope of the primary look at what they found.
func TestCostOfReads(t *testing.T) {
	one, of := contact("1"), []record.Ref{contact("1"), contact("2"), contact("3")}
	read := func(n int) cost { return cost{reads: n} }
	calls := []costly{
		{name: "linked", call: func(f *fixture) error { _, _, err := f.Linked(f.ctx, one, company("10")); return err }, plain: read(1)},
		{name: "linked many", call: func(f *fixture) error {
			_, err := f.LinkedMany(f.ctx, [][2]record.Ref{{one, company("10")}, {company("11"), one}})
			return err
		}, plain: read(1)},
		{name: "primary", call: func(f *fixture) error { _, _, err := f.Primary(f.ctx, one, record.Companies); return err }, plain: read(1)},
		{name: "primary many", call: func(f *fixture) error { _, err := f.PrimaryMany(f.ctx, of, record.Companies); return err }, plain: read(1)},
		{name: "count", call: func(f *fixture) error { _, err := f.Count(f.ctx, one, record.Companies); return err }, plain: read(1)},
		{name: "count many", call: func(f *fixture) error { _, err := f.CountMany(f.ctx, of, record.Companies); return err }, plain: read(1)},
		{name: "page", call: func(f *fixture) error { return pageOf(f, association.All()) }, plain: read(1)},
		{name: "page of labels", call: func(f *fixture) error {
			_, err := f.Page(f.ctx, deal("1"), record.Contacts, association.Query{Scope: association.Labeled(label.Named("Signs"))})
			return err
		}, plain: read(1)},
		{name: "page of primary-of", call: func(f *fixture) error { return pageOf(f, association.PrimaryOf()) }, plain: read(1)},
		{name: "page of the primary", call: func(f *fixture) error { return pageOf(f, association.Primary()) }, plain: cost{views: 1, reads: 2}},
		{name: "page many", call: func(f *fixture) error {
			_, err := f.PageMany(f.ctx, of, record.Companies, association.Query{})
			return err
		}, plain: read(1)},
		{name: "links", call: func(f *fixture) error {
			for _, err := range f.Links(f.ctx, one, record.Companies) {
				if err != nil {
					return err
				}
			}
			return nil
		}, plain: read(1)},
		{name: "card", call: func(f *fixture) error { _, err := f.Card(f.ctx, one, 0); return err }, plain: read(1)},
		{name: "card many", call: func(f *fixture) error { _, err := f.CardMany(f.ctx, of, 3); return err }, plain: read(1)},
		{name: "schema", call: func(f *fixture) error { _, err := f.Schema(f.ctx); return err }, plain: read(1)},
		{name: "history", call: func(f *fixture) error {
			for _, err := range f.History(f.ctx, one, record.Companies) {
				if err != nil {
					return err
				}
			}
			return nil
		}, plain: read(1)},
		{name: "history of a pair", call: func(f *fixture) error {
			for _, err := range f.HistoryOf(f.ctx, one, company("10")) {
				if err != nil {
					return err
				}
			}
			return nil
		}, plain: read(1)},
		{name: "as of a time", call: func(f *fixture) error {
			return drained(f.AsOf(second).Links(f.ctx, one, record.Companies))
		}, plain: read(1)},
		{name: "linked as of a time", call: func(f *fixture) error { _, _, err := f.AsOf(second).Linked(f.ctx, one, company("10")); return err }, plain: read(1)},
		{name: "state as of a time", call: func(f *fixture) error { _, err := f.AsOf(second).State(f.ctx, one); return err }, plain: read(1)},
		{name: "primary as of a time", call: func(f *fixture) error { _, _, err := f.AsOf(second).Primary(f.ctx, one, record.Companies); return err }, plain: read(1)},
		{name: "count as of a time", call: func(f *fixture) error { _, err := f.AsOf(second).Count(f.ctx, one, record.Companies); return err }, plain: read(1)},
		{name: "card as of a time", call: func(f *fixture) error { _, err := f.AsOf(second).Card(f.ctx, one, 0); return err }, plain: read(1)},
		{name: "columns as of a time", call: func(f *fixture) error {
			_, err := f.AsOf(second).Columns(f.ctx, of, association.Column{To: record.Companies, First: 3}, association.Column{To: record.Deals})
			return err
		}, plain: read(1)},
		{name: "state", call: func(f *fixture) error { _, err := f.State(f.ctx, one); return err }, plain: read(1)},
		{name: "difference", call: func(f *fixture) error {
			_, err := f.Difference(f.ctx, one, record.Companies, first, second)
			return err
		}, plain: read(1)},
		{name: "feed", call: func(f *fixture) error { _, err := f.Feed(f.ctx, feed.Token{}, 0); return err }, plain: read(1)},
		{name: "panel", call: func(f *fixture) error { _, err := f.Panel(f.ctx, one, record.Companies, nil); return err }, plain: read(2)},
		{name: "why", call: func(f *fixture) error { _, _, err := f.Why(f.ctx, one, record.Companies); return err }, plain: cost{views: 1, reads: 3}},
	}
	for i := range calls {
		calls[i].locked = calls[i].plain
	}
	twoWays(t, calls)
}

func pageOf(f *fixture, scope association.Scope) error {
	_, err := f.Page(f.ctx, contact("1"), record.Companies, association.Query{Scope: scope})
	return err
}

// A plan is one View; applying it is what its operations cost. A dry run is one View,
// however many operations it decides.
func TestCostOfPlans(t *testing.T) {
	op := &association.Associate{From: contact("9"), To: company("10")}
	counting := storagetest.NewCounting(memory.New())
	f := costAccount(t, counting)
	counting.Reset()
	plan := f.plan(t, op)
	require.Equal(t, cost{views: 1, reads: 1}, spent(counting.Counts()))
	counting.Reset()
	_, err := f.Apply(f.ctx, plan)
	require.NoError(t, err)
	require.Equal(t, cost{updates: 1, attempts: 1, reads: 1, applies: 1}, spent(counting.Counts()))
	counting.Reset()
	require.NoError(t, f.DryRun(f.ctx, func(r *association.DryRun) error {
		for range 2 {
			if _, err := r.DoEach(f.ctx, op, &association.Associate{From: contact("8"), To: company("10")}); err != nil {
				return err
			}
		}
		return nil
	}))
	require.Equal(t, cost{views: 1, reads: 3}, spent(counting.Counts()))
}

// Forgetting is an Update to begin, then for each page of events a View of at most four
// Reads and an Update.
func TestCostOfForgetting(t *testing.T) {
	forget := func(f *fixture) error { _, err := f.TrimHistory(f.ctx, first); return err }
	plain := cost{views: 1, updates: 2, attempts: 2, reads: 5, applies: 2}
	twoWays(t, []costly{{"forget", func(f *fixture) error {
		f.clock.Add(100)
		_, err := f.TrimHistory(f.ctx, later)
		return err
	}, plain, plain}, {"nothing to forget", forget, cost{views: 1, updates: 2, attempts: 2, reads: 3, applies: 2}, cost{views: 1, updates: 2, attempts: 2, reads: 3, applies: 2}}})
}

// An edit that looks at no link is one Update; what is under way is asked before and
// behind it.
func TestCostOfEdits(t *testing.T) {
	plain := cost{updates: 1, attempts: 1, reads: 3, applies: 1}
	twoWays(t, []costly{
		{"define a type", func(f *fixture) error { return f.Edit(f.ctx, &schema.DefineType{Type: "cars"}) }, plain, plain},
		{"limit a pair", func(f *fixture) error {
			return f.Edit(f.ctx, &schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts}, Max: 5})
		}, plain, plain},
		{"declare a rule", func(f *fixture) error {
			return f.Edit(f.ctx, &schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts}})
		}, plain, plain},
	})
}
