package laws

import (
	"fmt"
	"iter"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// all collects the values of an iterator that must not fail.
func all[T any](t tester, seq iter.Seq2[T, error]) (found []T) {
	t.Helper()
	for one, err := range seq {
		require.NoError(t, err)
		found = append(found, one)
	}
	return found
}

// fails returns the error that an iterator ends with.
func fails[T any](t tester, seq iter.Seq2[T, error]) (last error) {
	t.Helper()
	for _, err := range seq {
		require.NoError(t, last, "it goes on after an error")
		last = err
	}
	require.Error(t, last)
	return last
}

func testG1TargetsOfManyRecordsAreThereOnce(t tester, s *Subject) {
	w := s.ruleGraph(t)
	billing := w.define(label.Paired(record.Companies, record.Contacts, "Billing", "Billed"))
	tax := w.define(label.Single(record.Contacts, record.Companies, "Tax"))
	w.link("contacts/1", "companies/10", "companies/11")
	w.link("contacts/2", "companies/11", "companies/10")
	w.link("contacts/3", "companies/11")
	w.do(ruleAddLabels("companies/10", "contacts/1", billing), ruleAddLabels("companies/11", "contacts/1", billing),
		ruleAddLabels("companies/11", "contacts/3", tax), ruleAddLabels("contacts/2", "companies/10", tax))
	of := ruleRefs("companies/11", "companies/10", "companies/12", "companies/11")
	for _, c := range []struct {
		of    []record.Ref
		to    record.Type
		scope association.Scope
		want  []record.Ref
	}{
		{of, record.Contacts, association.All(), ruleRefs("contacts/1", "contacts/2", "contacts/3")},
		{of[1:2], record.Contacts, association.PrimaryOf(), ruleRefs("contacts/1")}, // the contact whose primary company is 10
		{of, record.Contacts, association.PrimaryOf(), ruleRefs("contacts/2", "contacts/3", "contacts/1")},
		{of, record.Contacts, association.Labeled(billing), ruleRefs("contacts/1")},
		{of, record.Contacts, association.Labeled(tax, billing), ruleRefs("contacts/1", "contacts/3", "contacts/2")},
		{of, record.Contacts, association.Primary(), nil}, // a company has no primary contact
		{ruleRefs("contacts/1", "contacts/2", "contacts/3"), record.Companies, association.Primary(), ruleRefs("companies/10", "companies/11")},
		{ruleRefs("contacts/1", "deals/1"), record.Companies, association.All(), ruleRefs("companies/10", "companies/11")},
		{nil, record.Contacts, association.All(), nil},
	} {
		require.Equal(t, c.want, all(t, w.Targets(w.ctx, c.of, c.to, c.scope)), "%v %s", c.of, c.scope)
	}
	for range w.Targets(w.ctx, of, record.Contacts, association.All()) {
		break
	}
	require.ErrorIs(t, fails(t, w.Targets(w.ctx, of, "cars", association.All())), label.ErrUndefinedType)
	require.ErrorIs(t, fails(t, w.Targets(w.ctx, ruleRefs("deals/1"), record.Contacts, association.Labeled(tax))), label.ErrWrongPair)
	w.edit(&schema.SetSubscription{Subscription: limits.Starter})
	require.ErrorIs(t, fails(t, w.Targets(w.ctx, of, record.Contacts, association.Labeled(tax))), limits.ErrNotInSubscription)
}

// Of many records each Read shows some of each, until all of them were seen.
func testG1TargetsResumeAfterAPage(t tester, s *Subject) {
	w := s.ruleGraph(t)
	var of, want []record.Ref
	var ops []association.Operation
	for i := range 500 {
		of = append(of, company(record.ID(fmt.Sprint(i))))
	}
	for i := range 50 { // more links than a single Read shows of each of 500 companies
		want = append(want, contact(record.ID(fmt.Sprint(i))))
		for _, of := range of[:2] {
			ops = append(ops, &association.Associate{From: want[i], To: of})
		}
	}
	each, err := w.DoEach(w.ctx, ops...)
	require.NoError(t, err)
	require.False(t, slices.ContainsFunc(each, func(e association.EachResult) bool { return e.Err != nil }))
	require.Equal(t, want, all(t, w.Targets(w.ctx, of, record.Contacts, association.All())))
	require.Equal(t, want, all(t, w.Targets(w.ctx, of, record.Contacts, association.PrimaryOf())))

	met, err := criteria.MeetsMany(w.ctx, w, of, criteria.Criterion{To: record.Contacts, Quantifier: criteria.Exactly(1), Where: oneOf(want[49])})
	require.NoError(t, err)
	require.Equal(t, append([]bool{true, true}, make([]bool, 498)...), met)
	// The links that the first Read showed are not counted again.
	met, err = criteria.MeetsMany(w.ctx, w, of, criteria.Criterion{To: record.Contacts, Scope: association.PrimaryOf(), Quantifier: criteria.Exactly(50)})
	require.NoError(t, err)
	require.Equal(t, append([]bool{true}, make([]bool, 499)...), met)
}

func testG1AMergedRecordReachesWhatItsSurvivorDoes(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.life("contacts/2", storage.RecordState{Status: storage.Merged, Into: "1"})
	of := ruleRefs("contacts/2", "contacts/1")
	require.Equal(t, ruleRefs("companies/10", "companies/11"), all(t, w.Targets(w.ctx, of, record.Companies, association.All())))
	require.Equal(t, ruleRefs("companies/10"), all(t, w.Targets(w.ctx, of, record.Companies, association.Primary())))
	survivor := ruleRef("contacts/1")
	var after []association.Cursor
	for _, c := range []struct {
		scope association.Scope
		after bool // the first page
		most  int
		want  association.TargetPage
	}{
		{association.All(), false, 1, association.TargetPage{Of: survivor, IDs: []record.ID{"10"}}},
		{association.All(), true, 0, association.TargetPage{Of: survivor, IDs: []record.ID{"11"}}},
		{association.All(), false, 2, association.TargetPage{Of: survivor, IDs: []record.ID{"10", "11"}}},
		{association.Primary(), false, 1, association.TargetPage{Of: survivor, IDs: []record.ID{"10"}}},
	} {
		var cursors []association.Cursor
		if c.after {
			cursors = after
		}
		pages, err := w.TargetsMany(w.ctx, of, record.Companies, c.scope, cursors, c.most)
		require.NoError(t, err)
		after = nil
		for i := range pages {
			require.False(t, c.most == 1 && c.scope.Equal(association.All()) && pages[i].Next.IsZero())
			after = append(after, pages[i].Next)
			pages[i].Next = association.Cursor{}
		}
		require.Equal(t, []association.TargetPage{c.want, c.want}, pages, "%s after %v", c.scope, c.after)
	}
	_, err := w.TargetsMany(w.ctx, of, record.Companies, association.All(), []association.Cursor{{}}, 0)
	require.ErrorIs(t, err, storage.ErrInvalid)
	_, err = w.TargetsMany(w.ctx, of, record.Companies, association.All(), nil, storage.MaxPage+1)
	require.ErrorIs(t, err, storage.ErrInvalid)
	met, err := criteria.MeetsMany(w.ctx, w, of, criteria.Criterion{To: record.Companies, Quantifier: criteria.Exactly(2)})
	require.NoError(t, err)
	require.Equal(t, []bool{true, true}, met)
}
