package laws

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/association/presets"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// oneOf is the predicate that holds for some records.
func oneOf(good ...record.Ref) criteria.Predicate {
	return func(_ context.Context, records []record.Ref) ([]bool, error) {
		answers := make([]bool, len(records))
		for i, ref := range records {
			answers[i] = slices.Contains(good, ref)
		}
		return answers, nil
	}
}

func testG2QuantifiersAndTheEmptySet(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "companies/12") // 10 and 11 are good
	w.link("contacts/2", "companies/10", "companies/11")                 // all are
	w.link("contacts/3", "companies/12", "companies/13")                 // none is
	of := ruleRefs("contacts/1", "contacts/2", "contacts/3", "contacts/4")
	good := oneOf(company("10"), company("11"))
	for _, c := range []struct {
		quantifier criteria.Quantifier
		want       [4]bool // the last record has no company
	}{
		{criteria.Quantifier{}, [4]bool{true, true, false, false}},
		{criteria.AnyMeets(), [4]bool{true, true, false, false}},
		{criteria.EveryMeets(), [4]bool{false, true, false, false}},
		{criteria.NoneMeets(), [4]bool{false, false, true, true}},
		{criteria.AtLeast(2), [4]bool{true, true, false, false}},
		{criteria.AtLeast(3), [4]bool{false, false, false, false}},
		{criteria.AtLeast(0), [4]bool{true, true, true, true}},
		{criteria.AtMost(1), [4]bool{false, false, true, true}},
		{criteria.Exactly(2), [4]bool{true, true, false, false}},
		{criteria.Exactly(0), [4]bool{false, false, true, true}},
	} {
		criterion := criteria.Criterion{To: record.Companies, Quantifier: c.quantifier, Where: good}
		for empty, last := range map[criteria.Empty]bool{
			criteria.EmptyAsQuantified: c.want[3], criteria.EmptyMeets: true, criteria.EmptyFails: false,
		} {
			criterion.Empty = empty
			want := append(slices.Clone(c.want[:3]), last)
			met, err := criteria.MeetsMany(w.ctx, w, of, criterion)
			require.NoError(t, err)
			require.Equal(t, want, met, "%s", criterion)
			for i, one := range of { // the same criterion gives the same answer for a single record
				is, err := criteria.Meets(w.ctx, w, one, criterion)
				require.NoError(t, err)
				require.Equal(t, want[i], is, "%s: %s", criterion, one)
			}
		}
	}
}

func testG2ThePredicateIsAskedOnceForEachRecord(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.link("contacts/2", "companies/10", "companies/12")
	w.link("contacts/3", "deals/1")
	var asked [][]record.Ref
	answer := func(_ context.Context, records []record.Ref) ([]bool, error) {
		asked = append(asked, slices.Clone(records))
		return make([]bool, len(records)), nil
	}
	criterion := criteria.Criterion{To: record.Companies, Where: answer}
	of := ruleRefs("contacts/1", "contacts/2", "contacts/3", "contacts/1")
	met, err := criteria.MeetsMany(w.ctx, w, of, criterion)
	require.NoError(t, err)
	require.Equal(t, make([]bool, 4), met)
	require.Equal(t, [][]record.Ref{ruleRefs("companies/10", "companies/11", "companies/12")}, asked)

	broken := errors.New("the application's database is away")
	criterion.Where = func(context.Context, []record.Ref) ([]bool, error) { return nil, broken }
	_, err = criteria.MeetsMany(w.ctx, w, of, criterion)
	require.ErrorIs(t, err, broken)
	criterion.Where = func(context.Context, []record.Ref) ([]bool, error) { return []bool{true}, nil }
	_, err = criteria.Meets(w.ctx, w, of[0], criterion)
	require.ErrorIs(t, err, criteria.ErrPredicate)
	_, err = criteria.Meets(w.ctx, w, of[2], criterion) // no record to ask about
	require.NoError(t, err)
}

func testG3PresetsOfListsAndWorkflows(t tester, s *Subject) {
	w := s.ruleGraph(t)
	decides := w.define(label.Single(record.Contacts, record.Companies, "Decides"))
	w.do(ruleAssociate("contacts/1", "companies/10"), ruleAssociate("contacts/1", "companies/11", decides), ruleAssociate("contacts/1", "companies/12", decides))
	w.link("deals/1", "contacts/1", "contacts/2")
	meets := func(of string, c criteria.Criterion) bool {
		met, err := criteria.Meets(w.ctx, w, ruleRef(of), c)
		require.NoError(t, err)
		return met
	}
	list := presets.List
	first, second := oneOf(company("10")), oneOf(company("11"))
	three := oneOf(company("10"), company("11"), company("12"))
	// All: every company must meet it.
	require.False(t, meets("contacts/1", list(record.Companies, association.All(), first)))
	require.True(t, meets("contacts/1", list(record.Companies, association.All(), three)))
	require.False(t, meets("contacts/9", list(record.Companies, association.All(), three)))
	// Primary: only the primary must meet it.
	require.True(t, meets("contacts/1", list(record.Companies, association.Primary(), first)))
	require.False(t, meets("contacts/1", list(record.Companies, association.Primary(), second)))
	// Labeled: some record with the label.
	require.True(t, meets("contacts/1", list(record.Companies, association.Labeled(decides), second)))
	require.False(t, meets("contacts/1", list(record.Companies, association.Labeled(decides), first)))
	// Workflows: the primary company, all records of other types.
	require.True(t, meets("contacts/1", presets.Workflow(record.Companies, first)))
	require.False(t, meets("contacts/1", presets.Workflow(record.Companies, second)))
	require.False(t, meets("deals/1", presets.Workflow(record.Contacts, oneOf(contact("1")))))
	require.True(t, meets("deals/1", presets.Workflow(record.Contacts, oneOf(contact("1"), contact("2")))))
}

func testG4ActionsPickTheirTargetsByScope(t tester, s *Subject) {
	w := s.ruleGraph(t)
	billing := label.Named("Billing contact") // built in, the same word for both ends
	w.do(ruleAssociate("contacts/1", "companies/10", billing), ruleAssociate("contacts/2", "companies/10"),
		ruleAssociate("contacts/3", "companies/10", billing), ruleAssociate("contacts/4", "companies/11", billing))
	require.Equal(t, ruleRefs("contacts/1", "contacts/3"), // email every billing contact of this company
		all(t, w.Targets(w.ctx, ruleRefs("companies/10"), record.Contacts, association.Labeled(billing))))
	require.Equal(t, ruleRefs("companies/11"), // set a property on labeled companies
		all(t, w.Targets(w.ctx, ruleRefs("contacts/2", "contacts/4"), record.Companies, association.Labeled(billing))))
}

func testG5DealStages(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "contacts/1", "contacts/2", "companies/10", "companies/11")
	w.link("deals/2", "contacts/1", "companies/10") // won
	w.link("deals/3", "contacts/2", "companies/11") // open
	var asked []record.Ref
	won := func(ctx context.Context, deals []record.Ref) ([]bool, error) {
		asked = append(asked, deals...)
		return oneOf(deal("1"), deal("2"))(ctx, deals)
	}
	require.Equal(t, ruleRefs("contacts/1", "contacts/2", "companies/10", "companies/11"), all(t, presets.ClosedWon(w.ctx, w, ruleRef("deals/1"))))
	require.Equal(t, ruleRefs("contacts/2", "companies/11"), all(t, presets.ClosedLost(w.ctx, w, ruleRef("deals/1"), won)))
	require.NotContains(t, asked, ruleRef("deals/1"))
	require.Empty(t, all(t, presets.ClosedLost(w.ctx, w, ruleRef("deals/3"), won))) // each has another that was won: deals/1
	require.Empty(t, all(t, presets.ClosedWon(w.ctx, w, ruleRef("deals/9"))))
	require.Equal(t, ruleRefs("contacts/1", "contacts/2", "companies/10", "companies/11"), all(t, presets.ClosedLost(w.ctx, w, ruleRef("deals/1"), oneOf())))
	require.Empty(t, all(t, presets.ClosedLost(w.ctx, w, ruleRef("deals/1"), nil))) // every other deal counts
	broken := errors.New("the application's database is away")
	require.ErrorIs(t, fails(t, presets.ClosedLost(w.ctx, w, ruleRef("deals/1"), func(context.Context, []record.Ref) ([]bool, error) { return nil, broken })), broken)

	w.link("contacts/1", "companies/11", "companies/10")
	for of, want := range map[string]string{"contacts/1": "companies/11", "deals/1": "companies/10"} { // the primary alone
		target, found, err := presets.LifecycleSync(w.ctx, w, ruleRef(of))
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, ruleRef(want), target)
	}
	_, found, err := presets.LifecycleSync(w.ctx, w, ruleRef("contacts/2"))
	require.NoError(t, err)
	require.False(t, found)
}

func testG6CriteriaOnHowMany(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	for of, n := range map[string]int{"contacts/1": 1, "contacts/2": 2, "contacts/3": 3} {
		for i := range n {
			op := ruleAssociate(of, fmt.Sprintf("companies/%d", i))
			if i > 0 {
				op.Labels = []label.Label{boss}
			}
			w.do(op)
		}
	}
	of := ruleRefs("contacts/0", "contacts/1", "contacts/2", "contacts/3")
	for _, c := range []struct {
		quantifier   criteria.Quantifier
		all, labeled []bool // the records with 0, 1, 2 and 3 companies, of which all but the first carry the label
	}{
		{criteria.AtLeast(2), []bool{false, false, true, true}, []bool{false, false, false, true}},
		{criteria.AtMost(1), []bool{true, true, false, false}, []bool{true, true, true, false}},
		{criteria.Exactly(2), []bool{false, false, true, false}, []bool{false, false, false, true}},
		{criteria.NoneMeets(), []bool{true, false, false, false}, []bool{true, true, false, false}},
		{criteria.EveryMeets(), []bool{false, true, true, true}, []bool{false, false, true, true}},
	} {
		met, err := criteria.MeetsMany(w.ctx, w, of, criteria.Criterion{To: record.Companies, Quantifier: c.quantifier})
		require.NoError(t, err)
		require.Equal(t, c.all, met, "%s", c.quantifier)
		met, err = criteria.MeetsMany(w.ctx, w, of, criteria.Criterion{To: record.Companies, Quantifier: c.quantifier, Scope: association.Labeled(boss)})
		require.NoError(t, err)
		require.Equal(t, c.labeled, met, "%s", c.quantifier)
	}
}

// Of the targets of a workflow, only companies are looked at by their primary. The criterion
// gives the same answer for a single record as for many.
func testG3WorkflowsLookAtAllRecordsOfOtherTypes(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Contacts, To: record.Deals}) // there is a primary deal too
	w.link("contacts/1", "deals/1", "deals/2", "tickets/1", "tickets/2")
	w.link("contacts/2", "deals/1", "tickets/1")
	of := ruleRefs("contacts/1", "contacts/2", "contacts/3")
	for _, to := range []record.Type{record.Deals, record.Tickets} {
		criterion := presets.Workflow(to, oneOf(record.New(to, "1")))
		met, err := criteria.MeetsMany(w.ctx, w, of, criterion)
		require.NoError(t, err)
		require.Equal(t, []bool{false, true, false}, met, to)
		for i, one := range of {
			is, err := criteria.Meets(w.ctx, w, one, criterion)
			require.NoError(t, err)
			require.Equal(t, met[i], is, one)
		}
	}
}

// G5: the id of a merged deal names its survivor, so the survivor is not counted as another
// deal.
func testG5ADealThatWasMergedIsItself(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "contacts/1", "companies/10")
	w.link("deals/2", "contacts/2")
	w.do(ruleMerge("deals/1", "deals/2"))
	won := oneOf(deal("1"))
	for _, of := range []string{"deals/1", "deals/2"} {
		want := ruleRefs("contacts/1", "contacts/2", "companies/10")
		require.Equal(t, want, all(t, presets.ClosedWon(w.ctx, w, ruleRef(of))))
		require.Equal(t, want, all(t, presets.ClosedLost(w.ctx, w, ruleRef(of), won)))
	}
}
