package laws

import (
	"errors"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// race starts all functions at once and returns their errors, in the same order.
func race(all ...func() error) []error {
	var ready, done sync.WaitGroup
	start, errs := make(chan struct{}), make([]error, len(all))
	for i, fn := range all {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			errs[i] = fn()
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return errs
}

// process opens another graph on the same store, as another process does.
func (f *fixture) process(t require.TestingT) *fixture {
	other := *f
	var err error
	other.Graph, err = association.Open(f.ctx, f.store, &association.Options{Clock: f.now})
	require.NoError(t, err)
	return &other
}

// requireLaws requires the laws that hold for every account at any moment.
func (f *fixture) requireLaws(t require.TestingT, s *Subject, types ...record.Type) {
	schema, err := f.Schema(f.ctx)
	require.NoError(t, err)
	require.NoError(t, s.Verify(f.ctx, f.store, types, schema.Labels().Mirror))
	requireDefined(t, schema, everything(t, f.store))
}

// Law 5: of many writers that race for the last free place, exactly one gets it.
func testWithinLimitsRacing(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.edit(t, &schema.SetLimit{Key: limits.Key{From: record.Companies, To: record.Contacts}, Max: 3})
	for round := range 20 {
		of := company(record.ID(rune('a' + round)))
		f.link(t, of, contact("1"), contact("2"))
		var writers []func() error
		for _, id := range []record.ID{"3", "4", "5", "6"} {
			g := f.process(t)
			writers = append(writers, func() error { _, err := g.Associate(g.ctx, contact(id), of); return err })
		}
		made := 0
		for _, err := range race(writers...) {
			if err == nil {
				made++
				continue
			}
			require.ErrorIs(t, err, limits.ErrExceeded)
		}
		require.Equal(t, 1, made)
		require.Equal(t, 3, f.count(t, of, record.Contacts))
	}
	f.requireLaws(t, s, record.Companies, record.Contacts)
}

// Law 5, D2: the last place among a record's activities, which are of several types.
func testWithinLimitsActivitySumRacing(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.edit(t, &schema.SetActivitySum{Max: 2, Types: []record.Type{record.Notes, record.Tasks}})
	for round := range 20 {
		of := contact(record.ID(rune('a' + round)))
		f.link(t, of, note("1"))
		outcomes := make([]association.Outcome, 2)
		errs := race(
			func() error { r, err := f.Associate(f.ctx, of, note("2")); outcomes[0] = r.Outcome; return err },
			func() error {
				r, err := f.Associate(f.ctx, record.New(record.Tasks, "1"), of)
				outcomes[1] = r.Outcome
				return err
			},
		)
		require.NoError(t, errors.Join(errs...))
		require.ElementsMatch(t, []association.Outcome{association.Created, association.Skipped}, outcomes)
	}
}

// Law 5: a limit that is set while others write stops the writes after it.
func testWithinLimitsSetWhileWriting(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	for round := range 10 {
		word := string(rune('a' + round))
		l, err := f.Define(f.ctx, label.Single(record.Deals, record.Contacts, word))
		require.NoError(t, err)
		of := deal(record.ID(word))
		f.link(t, of, contact("1"), contact("2"), contact("3"), contact("4"))
		g := f.process(t)
		add := func(id record.ID) func() error {
			return func() error { _, err := g.AddLabels(g.ctx, of, contact(id), l); return err }
		}
		key := limits.Key{From: record.Deals, To: record.Contacts, Label: l.ID}
		errs := race(
			add("1"), add("2"), func() error { return f.Edit(f.ctx, &schema.SetLimit{Key: key, Max: 2}) }, add("3"), add("4"),
		)
		require.NoError(t, errs[2])
		before := f.carrying(t, of, l)
		for _, err := range append(errs[:2], errs[3:]...) {
			if err != nil {
				require.ErrorIs(t, err, limits.ErrExceeded)
				require.GreaterOrEqual(t, before, 2, "who is refused finds the limit reached")
			}
		}
		require.GreaterOrEqual(t, before, 2)
		_, err = f.AddLabels(f.ctx, of, contact("9"), l)
		require.ErrorIs(t, err, record.ErrNotLinked)
		_, err = f.Associate(f.ctx, of, contact("9"), l)
		require.ErrorIs(t, err, limits.ErrExceeded)
		require.Equal(t, before, everything(t, store).Degrees[degreeKey{of, storage.DegreeRow{To: record.Contacts, Label: l.ID}}].Count)
		f.dissociate(t, of, contact("1"))
	}
}

// carrying returns how many links of a record carry a label.
func (f *fixture) carrying(t require.TestingT, of record.Ref, l label.Label) int {
	page, err := f.Page(f.ctx, of, l.To, association.Query{Scope: association.Labeled(l)})
	require.NoError(t, err)
	return len(page.Links)
}

// Law 2, C2, C5: many companies become primary at once. In the end there is a single primary.
func testOnePrimaryRacing(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	for round := range 20 {
		of := contact(record.ID(rune('a' + round)))
		var firsts, moves []func() error
		for _, id := range []record.ID{"1", "2", "3"} {
			g := f.process(t)
			firsts = append(firsts, func() error { _, err := g.Associate(g.ctx, company(id), of); return err })
			moves = append(moves, func() error { _, err := g.SetPrimary(g.ctx, of, company(id)); return err })
		}
		require.NoError(t, errors.Join(race(firsts...)...))
		require.False(t, f.primary(t, of, record.Companies).IsZero())
		require.NoError(t, errors.Join(race(moves...)...))

		alone := func(id record.ID) func() error {
			return func() error {
				_, err := f.Do(f.ctx, &association.Dissociate{From: of, To: company(id), Unattended: true})
				return err
			}
		}
		require.NoError(t, errors.Join(race(alone("1"), alone("2"), moves[2])...))
		require.Equal(t, company("3"), f.primary(t, of, record.Companies))
	}
	f.requireLaws(t, s, record.Companies, record.Contacts)
}

// Law 3: the last two companies that go at once do not leave a contact with a company
// and no primary.
func testPrimaryWhenRequiredRacing(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	for round := range 20 {
		of := contact(record.ID(rune('a' + round)))
		f.link(t, of, company("1"), company("2"), company("3"))
		remove := func(id record.ID) func() error {
			return func() error {
				_, err := f.Do(f.ctx, &association.Dissociate{From: company(id), To: of, Unattended: true})
				return err
			}
		}
		require.NoError(t, errors.Join(race(remove("1"), remove("2"), func() error {
			_, err := f.Associate(f.ctx, of, company("4"))
			return err
		})...))
		require.False(t, f.primary(t, of, record.Companies).IsZero())
		require.NoError(t, errors.Join(race(remove("3"), remove("4"))...))
		require.True(t, f.primary(t, of, record.Companies).IsZero())
	}
	f.requireLaws(t, s, record.Companies, record.Contacts)
}

// Law 4, B6: a label is removed while others add it to links. In the end the label is on a link
// or removed, never both.
func testLabelsDefinedRacing(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	for round := range 20 {
		word := string(rune('a' + round))
		l, err := f.Define(f.ctx, label.Paired(record.Contacts, record.Contacts, word, word+" of"))
		require.NoError(t, err)
		f.link(t, contact("1"), contact("2"))
		g := f.process(t)
		errs := race(
			func() error { _, err := g.AddLabels(g.ctx, contact("1"), contact("2"), l); return err },
			func() error { return f.Edit(f.ctx, &schema.RemoveLabel{ID: l.Inverse}) },
		)
		switch added, removed := errs[0], errs[1]; {
		case added == nil && removed == nil:
			require.Fail(t, "the label is on a link and removed")
		case added == nil:
			require.ErrorIs(t, removed, schema.ErrInUse)
			require.Equal(t, 1, f.carrying(t, contact("1"), l))
			_, err := f.RemoveLabels(f.ctx, contact("1"), contact("2"), l)
			require.NoError(t, err)
			f.edit(t, &schema.RemoveLabel{ID: l.ID})
		default:
			require.NoError(t, removed)
			require.True(t, errors.Is(added, schema.ErrRetired) || errors.Is(added, label.ErrRemoved), "%v", added)
		}
		f.requireLaws(t, s, record.Contacts)
	}
}

// C8: a rule becomes required while others write. In the end every record with links has a
// primary.
func testPrimaryWhenRequiredWhileDeclared(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	rule := primary.Rule{From: record.Deals, To: record.Contacts, Required: true}
	for round := range 10 {
		of := deal(record.ID(rune('a' + round)))
		f.link(t, of, contact("1"), contact("2"))
		g := f.process(t)
		for _, err := range race(
			func() error { return f.Edit(f.ctx, &schema.DeclareRule{Rule: rule}) },
			func() error {
				_, err := g.Do(g.ctx, &association.Dissociate{From: of, To: contact("1"), Unattended: true})
				return err
			},
			func() error { _, err := g.Associate(g.ctx, deal("new"), contact("3")); return err },
		) {
			require.NoError(t, err)
		}
		require.Equal(t, contact("2"), f.primary(t, of, record.Contacts))
		require.Equal(t, contact("3"), f.primary(t, deal("new"), record.Contacts))
		f.requireLaws(t, s, record.Deals, record.Contacts)
		f.edit(t, &schema.WithdrawRule{From: record.Deals, To: record.Contacts})
		require.True(t, f.primary(t, of, record.Contacts).IsZero())
		f.requireLaws(t, s, record.Deals, record.Contacts)
	}
	require.Contains(t, sources(everything(t, store).Events), history.By(history.Job))
}

func sources(events []history.Event) []history.Source {
	var all []history.Source
	for _, e := range events {
		all = append(all, e.Source)
	}
	return all
}
