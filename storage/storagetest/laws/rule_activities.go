package laws

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// ruleActivity is an activity that is logged on a record.
func ruleActivity(activity, on string, reach ...association.ActivityTarget) *association.AssociateActivity {
	return &association.AssociateActivity{Activity: ruleRef(activity), On: ruleRef(on), Targets: reach}
}

func testH1AnActivityJoinsTheRecordAndItsPrimaryCompany(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "deals/1")
	result := w.do(ruleActivity("calls/1", "contacts/1"))
	require.Equal(t, association.Created, result.Outcome)
	require.Equal(t, ruleRefs("companies/10"), result.Joined)
	require.Empty(t, result.Skipped)
	w.shows("calls/1", record.Contacts, "1")
	w.shows("calls/1", record.Companies, "10")
	w.shows("calls/1", record.Deals, "")

	// Nothing is associated again, neither when the primary moves ...
	w.do(ruleSetPrimary("contacts/1", "companies/11"))
	w.shows("calls/1", record.Companies, "10")
	w.do(ruleActivity("calls/2", "contacts/1"))
	w.shows("calls/2", record.Companies, "11")
	// ... nor when a first company comes.
	require.Empty(t, w.do(ruleActivity("calls/3", "contacts/2")).Joined)
	w.link("contacts/2", "companies/10")
	w.shows("calls/3", record.Companies, "")

	require.Equal(t, ruleRefs("companies/11"), w.quiet(ruleActivity("calls/2", "contacts/1")).Joined) // all links exist already
	w.do(ruleActivity("notes/1", "companies/10"))                                                     // which has no primary company
	w.shows("notes/1", record.Companies, "10")
	w.refused(record.ErrSelf, ruleActivity("calls/1", "calls/1"))
	w.life("contacts/9", storage.RecordState{Status: storage.Deleted})
	w.refused(record.ErrDeleted, ruleActivity("calls/1", "contacts/9"))
}

// The primary company is the primary at the moment of the operation. In a Do that is after the
// earlier operations.
func testH1ThePrimaryCompanyIsThatOfTheMoment(t tester, s *Subject) {
	w := s.ruleGraph(t)
	_, err := w.Do(w.ctx, ruleAssociate("contacts/1", "companies/10"), ruleActivity("calls/1", "contacts/1"),
		ruleMark("contacts/1", "companies/11", primary.MarkReplace), ruleActivity("calls/2", "contacts/1"),
		ruleActivity("calls/3", "contacts/1", association.ActivityTarget{To: record.Companies, Most: association.Unlimited}),
		ruleDissociate("contacts/1", "companies/11", ""), ruleActivity("calls/4", "contacts/1"))
	require.NoError(t, err)
	w.shows("calls/1", record.Companies, "10")
	w.shows("calls/2", record.Companies, "11")
	w.shows("calls/3", record.Companies, "10, 11")
	w.shows("calls/4", record.Companies, "10")

	plan, err := w.Plan(w.ctx, ruleActivity("calls/5", "contacts/1"))
	require.NoError(t, err)
	w.do(ruleMark("contacts/1", "companies/12", primary.MarkReplace))
	_, err = w.Apply(w.ctx, plan)
	require.ErrorIs(t, err, association.ErrStale)
}

func testH1AnActivityIsRepeatedUnderItsID(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	op := association.Once(operation(t, "call"), ruleActivity("calls/1", "contacts/1"))
	first := w.do(op)
	w.do(ruleMark("contacts/1", "companies/11", primary.MarkReplace))
	again := w.quietRepeat(op)
	require.Equal(t, first.Joined, again.Joined)
	w.shows("calls/1", record.Companies, "10")
	other := ruleActivity("calls/1", "contacts/1", association.ActivityTarget{To: record.Deals, Most: 1})
	w.refused(history.ErrIDReused, association.Once(operation(t, "call"), other))
}

// quietRepeat makes an operation that was made already.
func (w *ruleGraph) quietRepeat(op association.Operation) association.Result {
	w.t.Helper()
	before := w.feed()
	result := w.do(op)
	require.Equal(w.t, before, w.feed())
	require.True(w.t, result.Repeated)
	return result
}

// D2: each record has a result: a record that is past its activity sum is skipped, the others
// are linked.
func testH1EachRecordOfAnActivityHasItsOwnResult(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.SetActivitySum{Max: 2, Types: []record.Type{record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks}})
	w.link("contacts/1", "companies/10")
	w.link("contacts/2", "companies/10")
	w.link("companies/10", "calls/91", "notes/92")

	result := w.do(ruleActivity("calls/1", "contacts/1")) // the company is full
	require.Equal(t, association.Created, result.Outcome)
	require.Equal(t, ruleRefs("companies/10"), result.Joined)
	require.Equal(t, ruleRefs("companies/10"), result.Skipped)
	w.shows("calls/1", record.Contacts, "1")
	w.shows("calls/1", record.Companies, "")

	w.do(ruleActivity("calls/2", "contacts/1"))
	result = w.quiet(ruleActivity("calls/3", "contacts/1")) // both are full
	require.Equal(t, association.Skipped, result.Outcome)
	require.Equal(t, ruleRefs("contacts/1", "companies/10"), result.Skipped)

	w.link("contacts/1", "companies/11")
	w.do(ruleSetPrimary("contacts/1", "companies/11"))
	result = w.do(ruleActivity("calls/4", "contacts/1")) // the contact is full, its company has room
	require.Equal(t, ruleRefs("contacts/1"), result.Skipped)
	w.shows("calls/4", record.Companies, "11")
}

// D5: a configured limit refuses a record that the caller named, and leaves out a record that
// was reached.
func testH1AConfiguredLimitOfAReachedRecordLeavesItOut(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.link("companies/10", "calls/91")
	w.limit(record.Companies, record.Calls, label.TypeID{}, 1)
	w.limit(record.Contacts, record.Calls, label.TypeID{}, 1)
	result := w.do(ruleActivity("calls/1", "contacts/1"))
	require.Equal(t, ruleRefs("companies/10"), result.Skipped)
	w.shows("calls/1", record.Contacts, "1")
	w.refused(limits.ErrExceeded, ruleActivity("calls/2", "contacts/1"))
	w.refused(limits.ErrExceeded, ruleActivity("calls/2", "companies/10"))
}

func testH2HowManyRecordsAnActivityReaches(t tester, s *Subject) {
	w := s.ruleGraph(t)
	signs := w.define(label.Single(record.Contacts, record.Deals, "Signs"))
	w.link("contacts/1", "companies/10", "companies/11", "deals/3", "deals/1", "deals/2")
	w.do(ruleAddLabels("contacts/1", "deals/3", signs))
	for i, c := range []struct {
		reach            association.ActivityTarget
		companies, deals string
	}{
		{association.ActivityTarget{To: record.Deals}, "10", ""}, // none
		{association.ActivityTarget{To: record.Deals, Most: association.Latest}, "10", "2"},
		{association.ActivityTarget{To: record.Deals, Most: 2}, "10", "1, 2"},
		{association.ActivityTarget{To: record.Deals, Most: association.Unlimited}, "10", "1, 2, 3"},
		{association.ActivityTarget{To: record.Deals, Most: 2, Scope: association.Labeled(signs)}, "10", "3"},
		{association.ActivityTarget{To: record.Companies}, "", ""},
		{association.ActivityTarget{To: record.Companies, Most: association.Latest}, "11", ""},
		{association.ActivityTarget{To: record.Deals, Most: 2, Chosen: []record.ID{"3", "9", "2", "1"}}, "10", "2, 3"}, // 9 is no deal of his
		{association.ActivityTarget{To: record.Deals, Most: 2, Chosen: []record.ID{"3", "3", "2"}}, "10", "2, 3"},      // 3 counts once
		{association.ActivityTarget{To: record.Deals, Most: 2, Chosen: []record.ID{}}, "10", ""},
		{association.ActivityTarget{To: record.Deals, Most: 9, Chosen: []record.ID{"1", "3"}, Scope: association.Labeled(signs)}, "10", "3"},
	} {
		call := fmt.Sprintf("calls/%d", i)
		w.do(ruleActivity(call, "contacts/1", c.reach))
		w.shows(call, record.Companies, c.companies)
		w.shows(call, record.Deals, c.deals)
	}
	w.refused(label.ErrUndefinedType, ruleActivity("calls/99", "contacts/1", association.ActivityTarget{To: "cars", Most: 1}))
	w.refused(label.ErrUnknown, ruleActivity("calls/99", "contacts/1", association.ActivityTarget{To: record.Deals, Most: 1, Scope: association.Labeled(label.Named("Unheard"))}))
}

// More links than a decision reads at once.
func testH2AnActivityReachesEverybodyOfAHub(t tester, s *Subject) {
	w := s.ruleGraph(t)
	var ops []association.Operation
	for i := range 1100 {
		ops = append(ops, ruleAssociate("companies/1", fmt.Sprintf("contacts/%d", i)))
	}
	_, err := w.DoEach(w.ctx, ops...)
	require.NoError(t, err)
	result := w.do(ruleActivity("meetings/1", "companies/1", association.ActivityTarget{To: record.Contacts, Most: association.Unlimited}))
	require.Len(t, result.Joined, 1100)
	n, err := w.Count(w.ctx, ruleRef("meetings/1"), record.Contacts)
	require.NoError(t, err)
	require.Equal(t, 1100, n)
}

func testH2TheApplicationSaysWhichAreEligibleAndInWhichOrder(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "deals/3", "deals/1", "deals/2", "deals/4")
	var asked []record.Ref
	open := func(_ context.Context, deals []record.Ref) ([]record.Ref, error) {
		asked = slices.Clone(deals)
		return slices.DeleteFunc(deals, func(ref record.Ref) bool { return ref.ID == "2" }), nil
	}
	fiveOpen := association.ActivityRule{To: record.Deals, Most: 2, Choose: open}
	log := func(activity string, rules ...association.ActivityRule) association.Result {
		w.tick()
		result, err := w.AssociateActivity(w.ctx, ruleRef(activity), ruleRef("contacts/1"), rules...)
		require.NoError(t, err)
		return result
	}
	require.Equal(t, ruleRefs("companies/10", "deals/4", "deals/1"), log("calls/1", fiveOpen).Joined)
	require.Equal(t, ruleRefs("deals/4", "deals/2", "deals/1", "deals/3"), asked) // the newest link first

	byName := association.ActivityRule{Activity: record.Emails, To: record.Deals, Most: 2, Choose: func(_ context.Context, deals []record.Ref) ([]record.Ref, error) {
		slices.SortFunc(deals, record.Compare)
		return deals, nil
	}}
	none := association.ActivityRule{Activity: record.Notes, To: record.Companies}
	rules := []association.ActivityRule{fiveOpen, byName, none}
	require.Equal(t, ruleRefs("companies/10", "deals/1", "deals/2"), log("emails/1", rules...).Joined)
	require.Equal(t, ruleRefs("deals/4", "deals/1"), log("notes/1", rules...).Joined)
	require.Equal(t, ruleRefs("companies/10", "deals/4", "deals/1"), log("calls/2", rules...).Joined)

	twice := association.ActivityRule{To: record.Deals, Most: 2, Choose: func(context.Context, []record.Ref) ([]record.Ref, error) {
		return ruleRefs("deals/3", "deals/3", "deals/1"), nil
	}}
	require.Equal(t, ruleRefs("companies/10", "deals/3", "deals/1"), log("tasks/1", twice).Joined) // is chosen once

	// A deal that was chosen and closed before the operation is left out.
	op, err := w.Activity(w.ctx, ruleRef("calls/3"), ruleRef("contacts/1"), fiveOpen)
	require.NoError(t, err)
	w.do(ruleDissociate("contacts/1", "deals/4", ""))
	require.Equal(t, ruleRefs("companies/10", "deals/1"), w.do(op).Joined)

	broken := errors.New("the application's database is away")
	for _, c := range []struct {
		chosen []record.Ref
		err    error
		want   error
	}{{nil, broken, broken}, {ruleRefs("deals/99"), nil, association.ErrNoCandidate}} {
		rule := association.ActivityRule{To: record.Deals, Most: 1, Choose: func(context.Context, []record.Ref) ([]record.Ref, error) { return c.chosen, c.err }}
		_, err := w.AssociateActivity(w.ctx, ruleRef("calls/9"), ruleRef("contacts/1"), rule)
		require.ErrorIs(t, err, c.want)
	}
	w.shows("calls/9", record.Contacts, "")
}

// The primary company is also reached from a deal and a ticket, and from any kind of activity.
// Every other record is associated by the caller.
func testH1OnAnyRecordThatHasAPrimaryCompany(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for i, on := range []string{"deals/1", "tickets/1", "contacts/1"} {
		w.link(on, "companies/10", "companies/11")
		activity := fmt.Sprintf("%s/%d", ruleActivities[i], i)
		require.Equal(t, ruleRefs("companies/10"), w.do(ruleActivity(activity, on)).Joined)
		w.shows(activity, record.Companies, "10")
		w.link(activity, "companies/11", "deals/2")
		w.shows(activity, record.Companies, "10, 11")
	}
	w.do(ruleClear("deals/1", "companies/10", "")) // no primary, nothing to reach
	require.Empty(t, w.do(ruleActivity("notes/9", "deals/1")).Joined)
	w.shows("notes/9", record.Companies, "")
}

// The newest records in scope are reached, even if records out of scope are newer. The
// operations before it in the same Do count.
func testH2TheNewestInScope(t tester, s *Subject) {
	w := s.ruleGraph(t)
	signs := w.define(label.Single(record.Companies, record.Contacts, "Signs"))
	pays := w.define(label.Single(record.Companies, record.Contacts, "Pays"))
	w.do(ruleAssociate("companies/1", "contacts/1", signs), ruleAssociate("companies/1", "contacts/2", pays))
	w.link("companies/1", "contacts/3", "contacts/4")
	reach := func(scope association.Scope, most int) association.ActivityTarget {
		return association.ActivityTarget{To: record.Contacts, Scope: scope, Most: most}
	}
	for i, c := range []struct {
		reach association.ActivityTarget
		want  []record.Ref
	}{
		{reach(association.Labeled(signs), association.Latest), ruleRefs("contacts/1")},
		{reach(association.Labeled(signs, pays), association.Latest), ruleRefs("contacts/2")},
		{reach(association.Labeled(signs, pays), association.Unlimited), ruleRefs("contacts/2", "contacts/1")},
		{reach(association.PrimaryOf(), 3), ruleRefs("contacts/4", "contacts/3", "contacts/2")},
	} {
		require.Equal(t, c.want, w.do(ruleActivity(fmt.Sprintf("calls/%d", i), "companies/1", c.reach)).Joined, "%d", i)
	}
	overlapping := ruleActivity("calls/8", "companies/1", reach(association.Labeled(signs, pays), 2), reach(association.All(), 3))
	require.Equal(t, ruleRefs("contacts/2", "contacts/1", "contacts/4", "contacts/3"), w.do(overlapping).Joined) // each once
	results, err := w.Do(w.ctx, ruleAddLabels("companies/1", "contacts/3", signs), ruleRemoveLabels("companies/1", "contacts/1", signs),
		ruleActivity("calls/9", "companies/1", reach(association.Labeled(signs), 2)))
	require.NoError(t, err)
	require.Equal(t, ruleRefs("contacts/3"), results[2].Joined)
}

// Neither a merge nor a restore associates an activity again.
func testH1NothingIsAssociatedAgainByMergesAndRestores(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.link("contacts/2", "companies/12")
	w.do(ruleActivity("calls/1", "contacts/1"), ruleActivity("calls/2", "contacts/2"))
	w.do(ruleDelete("companies/10")) // 11 follows
	w.shows("calls/1", record.Companies, "")
	w.do(ruleMerge("contacts/1", "contacts/2"))
	w.shows("calls/1", record.Companies, "")
	w.shows("calls/2", record.Companies, "12")
	w.do(ruleRestore("companies/10"))
	w.shows("calls/1", record.Companies, "10")
	w.do(ruleDissociate("calls/2", "companies/12", ""), ruleAddLabels("contacts/1", "companies/12", ruleLinkType(1)), ruleDelete("contacts/1"), ruleRestore("contacts/1"))
	w.shows("calls/2", record.Companies, "")
}
