package laws

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// exceeded makes an operation that a limit must stop, and returns which.
func (w *ruleGraph) exceeded(op association.Operation) limits.Error {
	w.t.Helper()
	return *ruleAs[*limits.Error](w.t, w.refused(limits.ErrExceeded, op))
}

func (w *ruleGraph) technical(from, to record.Type, most int) {
	w.t.Helper()
	w.edit(&schema.SetTechnicalLimit{From: from, To: to, Max: most})
}

func testD1TheTechnicalLimitIsTenThousandPerDirection(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, from := range ruleStandard {
		for _, to := range append(ruleStandard, ruleActivities...) {
			require.Equal(t, 10_000, w.schema().Limits().Technical(from, to))
		}
	}
	w.technical(record.Contacts, record.Companies, 2)
	require.Equal(t, 10_000, w.schema().Limits().Technical(record.Companies, record.Contacts))
	w.link("contacts/1", "companies/10", "companies/11")
	w.link("contacts/2", "companies/10")
	require.Equal(t, limits.Error{Record: ruleRef("contacts/1"), To: record.Companies, Have: 2, Max: 2},
		w.exceeded(ruleAssociate("contacts/1", "companies/12")))
	require.Equal(t, ruleRef("contacts/1"), w.exceeded(ruleAssociate("companies/12", "contacts/1")).Record)
	w.link("contacts/1", "deals/1") // another type
	w.quiet(ruleAssociate("contacts/1", "companies/11"))
	w.do(ruleDissociate("contacts/1", "companies/11", ""))
	w.link("contacts/1", "companies/12")
}

func testD1AtTenThousandTheNextIsRefused(t tester, s *Subject) {
	w := s.ruleGraph(t)
	if n := s.hub(); n < limits.DefaultMax {
		w.technical(record.Companies, record.Contacts, n)
	}
	most := w.schema().Limits().Technical(record.Companies, record.Contacts)
	op := ruleAll("companies/10")
	for i := range most {
		op.Targets = append(op.Targets, association.Target{To: record.New(record.Contacts, record.ID(fmt.Sprint(i)))})
	}
	w.do(op)
	require.Equal(t, limits.Error{Record: ruleRef("companies/10"), To: record.Contacts, Have: most, Max: most},
		w.exceeded(ruleAssociate("contacts/new", "companies/10")))
	w.link("contacts/new", "companies/11")
}

func testD1ALinkBetweenRecordsOfOneTypeCountsOnceForEachEnd(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.technical(record.Contacts, record.Contacts, 2)
	w.link("contacts/1", "contacts/2")
	w.link("contacts/3", "contacts/1")
	w.link("contacts/2", "contacts/3")
	for _, op := range []association.Operation{ruleAssociate("contacts/1", "contacts/4"), ruleAssociate("contacts/4", "contacts/1")} {
		require.Equal(t, limits.Error{Record: ruleRef("contacts/1"), To: record.Contacts, Have: 2, Max: 2}, w.exceeded(op))
	}
}

// sum makes three activities the most, together.
func (w *ruleGraph) sum() {
	w.t.Helper()
	w.edit(&schema.SetActivitySum{Max: 3, Types: []record.Type{record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks}})
}

func testD2TheFiveKindsOfActivitiesAreCountedTogether(t tester, s *Subject) {
	w := s.ruleGraph(t)
	most, types, applies := w.schema().Limits().Sum(record.Contacts, record.Calls)
	require.True(t, applies)
	require.Equal(t, 10_000, most)
	require.ElementsMatch(t, []record.Type{record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks}, types)
	w.sum()
	w.link("contacts/1", "calls/1", "emails/1", "notes/1")
	for _, full := range []string{"calls/2", "emails/2", "meetings/2", "notes/2", "tasks/2"} {
		require.Equal(t, association.Skipped, w.quiet(ruleAssociate("contacts/1", full)).Outcome, full)
		require.Equal(t, association.Skipped, w.quiet(ruleAssociate(full, "contacts/1")).Outcome, full)
	}
	// Other activity types are none of the five, other records have sums of their own.
	w.link("contacts/1", "communications/1", "postal_mail/1", "companies/10")
	w.link("calls/1", "contacts/2", "companies/10", "deals/1")
	w.do(ruleDissociate("contacts/1", "emails/1", ""))
	w.link("contacts/1", "tasks/1")
}

func testD2AnExistingLinkIsWrittenAtTheSum(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	missed := w.define(label.Single(record.Contacts, record.Calls, "Missed"))
	w.link("contacts/1", "calls/1", "calls/2", "calls/3")
	require.Equal(t, association.Changed, w.do(ruleAssociate("contacts/1", "calls/3", missed)).Outcome)
	require.Equal(t, association.Skipped, w.quiet(ruleAssociate("contacts/1", "calls/4", missed)).Outcome)
	w.shows("contacts/1", record.Calls, "1, 2, 3 [Missed]")
}

func testD2SkippedInsideADo(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	results, err := w.Do(w.ctx,
		ruleAssociate("contacts/1", "calls/1"), ruleAssociate("contacts/1", "emails/1"), ruleAssociate("contacts/1", "notes/1"),
		ruleAssociate("contacts/1", "tasks/1"), ruleAssociate("contacts/2", "tasks/1"),
		ruleDissociate("contacts/1", "calls/1", ""), ruleAssociate("contacts/1", "meetings/1"))
	require.NoError(t, err)
	require.Equal(t, association.Skipped, results[3].Outcome)
	require.Zero(t, results[3].At)
	require.Equal(t, association.Created, results[4].Outcome)
	require.Equal(t, association.Created, results[6].Outcome)
	w.shows("tasks/1", record.Contacts, "2")
}

func testD2SkippedInDoEach(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	var ops []association.Operation
	for i := range 5 {
		ops = append(ops, ruleAssociate("contacts/1", fmt.Sprintf("calls/%d", i)), ruleAssociate("contacts/2", fmt.Sprintf("calls/%d", i)))
	}
	each, err := w.DoEach(w.ctx, ops...)
	require.NoError(t, err)
	for i, e := range each {
		require.NoError(t, e.Err)
		want := association.Created
		if i/2 >= 3 {
			want = association.Skipped
		}
		require.Equal(t, want, e.Result.Outcome, "%d", i)
	}
	w.shows("contacts/1", record.Calls, "0, 1, 2")
	w.shows("contacts/2", record.Calls, "0, 1, 2")
}

// An activity is given to several records. The links with room are made.
func testD2SkippedInAssociateAll(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	w.link("contacts/1", "calls/1", "calls/2", "calls/3")
	op := ruleAll("notes/1", "contacts/1", "contacts/2", "companies/10")
	plan, err := w.Plan(w.ctx, op)
	require.NoError(t, err)
	require.Contains(t, plan.String(), "notes/1 - contacts/1: skipped")
	result := w.do(op)
	require.Equal(t, association.Created, result.Outcome)
	require.Len(t, result.Skipped, 1)
	w.shows("notes/1", record.Contacts, "2")
	w.shows("notes/1", record.Companies, "10")

	result = w.quiet(ruleAll("contacts/1", "emails/1", "emails/2"))
	require.Equal(t, association.Skipped, result.Outcome)
	require.Len(t, result.Skipped, 2)
}

func testD2FromTheActivitysSideD1Holds(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.technical(record.Calls, record.Contacts, 2)
	w.link("calls/1", "contacts/1", "contacts/2")
	want := limits.Error{Record: ruleRef("calls/1"), To: record.Contacts, Have: 2, Max: 2}
	require.Equal(t, want, w.exceeded(ruleAssociate("contacts/3", "calls/1")))
	// The error comes before the sum.
	w.sum()
	w.link("contacts/4", "notes/1", "notes/2", "notes/3")
	require.Equal(t, want, w.exceeded(ruleAssociate("contacts/4", "calls/1")))
	require.Equal(t, want, w.exceeded(ruleAssociate("calls/1", "contacts/4")))
}

func testD2TheSumReplacesD1TowardsTheCountedTypes(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.technical(record.Contacts, record.Calls, 1)
	w.technical(record.Contacts, record.Communications, 1)
	missed := w.define(label.Single(record.Contacts, record.Calls, "Missed"))
	w.limit(record.Contacts, record.Calls, missed.ID, 2) // of labels too
	w.do(ruleAssociate("contacts/1", "calls/1", missed), ruleAssociate("contacts/1", "calls/2", missed))
	w.link("contacts/1", "communications/1")
	w.exceeded(ruleAssociate("contacts/1", "communications/2"))
	w.edit(&schema.SetActivitySum{Max: 2, Types: []record.Type{record.Communications}})
	w.exceeded(ruleAssociate("contacts/1", "calls/3")) // counted no more: D1 holds
	w.link("contacts/1", "communications/2")
	require.Equal(t, association.Skipped, w.quiet(ruleAssociate("contacts/1", "communications/3")).Outcome)
}

func testD2AConfiguredLimitTowardsActivitiesIsAnError(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	w.limit(record.Contacts, record.Calls, label.TypeID{}, 2)
	w.link("contacts/1", "calls/1", "calls/2")
	want := limits.Error{Record: ruleRef("contacts/1"), To: record.Calls, Have: 2, Max: 2}
	require.Equal(t, want, w.exceeded(ruleAssociate("contacts/1", "calls/3")))
	w.link("contacts/1", "notes/1")
	require.Equal(t, want, w.exceeded(ruleAssociate("calls/3", "contacts/1")), "before the sum")
	require.Equal(t, association.Skipped, w.quiet(ruleAssociate("contacts/1", "notes/2")).Outcome)
	w.refusedEdit(limits.ErrConfig, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Notes}, Max: 4})
}

func testD3ConfiguredLimitsPerPairAndDirection(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	w.link("contacts/1", "companies/10")
	w.link("contacts/2", "companies/10")
	require.Equal(t, limits.Error{Record: ruleRef("contacts/1"), To: record.Companies, Have: 1, Max: 1},
		w.exceeded(ruleAssociate("companies/11", "contacts/1")))
	w.limit(record.Companies, record.Contacts, label.TypeID{}, 2)
	require.Equal(t, ruleRef("companies/10"), w.exceeded(ruleAssociate("contacts/3", "companies/10")).Record)
	w.edit(&schema.ClearLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}})
	w.link("contacts/1", "companies/11")
}

func testD3ALabelLimitPerDirection(t tester, s *Subject) {
	w := s.ruleGraph(t)
	manager := w.define(label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	w.do(ruleAssociate("contacts/1", "contacts/2", manager)) // counted when the limit comes
	w.limit(record.Contacts, record.Contacts, manager.ID, 1)
	err := w.exceeded(ruleAssociate("contacts/1", "contacts/3", manager))
	require.Equal(t, limits.Error{Record: ruleRef("contacts/1"), To: record.Contacts, Label: manager.ID, Word: "Manager", Have: 1, Max: 1}, err)
	w.link("contacts/1", "contacts/3") // unlabeled
	w.exceeded(ruleAddLabels("contacts/1", "contacts/3", manager))
	w.exceeded(ruleSetLabels("contacts/3", "contacts/1", w.inverse(manager)))
	// Two contacts called Ann may have the same manager: the other direction has no limit.
	w.do(ruleAssociate("contacts/4", "contacts/2", manager), ruleAssociate("contacts/5", "contacts/2", manager))
	w.do(ruleRemoveLabels("contacts/1", "contacts/2", manager), ruleAddLabels("contacts/1", "contacts/3", manager))
	w.exceeded(ruleAddLabels("contacts/1", "contacts/2", manager))
	w.do(ruleDissociate("contacts/1", "contacts/3", ""), ruleAddLabels("contacts/1", "contacts/2", manager))
}

func testD3LimitsOfOneTypeWithItselfAreSharedBothWays(t tester, s *Subject) {
	w := s.ruleGraph(t)
	colleague := w.define(label.Single(record.Contacts, record.Contacts, "Colleague"))
	w.limit(record.Contacts, record.Contacts, colleague.ID, 1)
	w.do(ruleAssociate("contacts/1", "contacts/2", colleague))
	require.Equal(t, ruleRef("contacts/2"), w.exceeded(ruleAssociate("contacts/2", "contacts/3", colleague)).Record)
	require.Equal(t, ruleRef("contacts/2"), w.exceeded(ruleAssociate("contacts/3", "contacts/2", colleague)).Record)
	w.limit(record.Contacts, record.Contacts, label.TypeID{}, 1)
	require.Equal(t, ruleRef("contacts/1"), w.exceeded(ruleAssociate("contacts/4", "contacts/1")).Record)
	require.Equal(t, ruleRef("contacts/1"), w.exceeded(ruleAssociate("contacts/1", "contacts/4")).Record)
}

func testD3TheLegalRangeOfALimit(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	pair := limits.Key{From: record.Contacts, To: record.Companies}
	labeled := limits.Key{From: record.Contacts, To: record.Companies, Label: boss.ID}
	w.limit(pair.From, pair.To, label.TypeID{}, 5)
	for _, refused := range []schema.SetLimit{
		{Key: pair, Max: 0}, {Key: pair, Max: -1}, {Key: pair, Max: 10_001}, {Key: labeled, Max: 6}, {Key: labeled, Max: 0},
	} {
		w.refusedEdit(limits.ErrConfig, &refused)
	}
	w.limit(pair.From, pair.To, boss.ID, 5)
	w.limit(pair.From, pair.To, boss.ID, 3)
	err := w.refusedEdit(limits.ErrConfig, &schema.SetLimit{Key: pair, Max: 2})
	require.Equal(t, 3, ruleAs[*limits.ConfigError](t, err).Min)
	w.limit(pair.From, pair.To, label.TypeID{}, 3)
	w.limit(pair.From, pair.To, label.TypeID{}, 10_000)
	// A smaller subscription leaves the configured limits stored. The lower of the two limits
	// holds.
	w.technical(pair.From, pair.To, 1)
	stored, found := w.schema().Limits().Configured(pair)
	require.True(t, found)
	require.Equal(t, 10_000, stored)
	require.Equal(t, 1, w.schema().Limits().Max(pair.From, pair.To))
	w.link("contacts/1", "companies/10")
	require.Equal(t, 1, w.exceeded(ruleAssociate("contacts/1", "companies/11")).Max)
	w.technical(pair.From, pair.To, 20_000)
	w.link("contacts/1", "companies/11")
}

func testD4LoweringALimitRemovesNothing(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/11", boss))
	w.link("contacts/1", "companies/12")
	w.limit(record.Contacts, record.Companies, boss.ID, 1)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	w.shows("contacts/1", record.Companies, "10* [Boss], 11 [Boss], 12")
	require.Equal(t, limits.Error{Record: ruleRef("contacts/1"), To: record.Companies, Have: 3, Max: 1},
		w.exceeded(ruleAssociate("contacts/1", "companies/13")))
	require.Equal(t, 2, w.exceeded(ruleAddLabels("contacts/1", "companies/12", boss)).Have)

	// A limit tests only the links and labels that a write adds.
	w.do(ruleAddLabels("contacts/1", "companies/12", guest), ruleSetPrimary("contacts/1", "companies/11"))
	w.quiet(ruleAssociate("contacts/1", "companies/11", boss))
	w.do(ruleSetLabels("contacts/1", "companies/11", boss, guest))
	w.shows("contacts/1", record.Companies, "10 [Boss], 11* [Boss Guest], 12 [Guest]")
	w.do(ruleDissociate("contacts/1", "companies/10", ""), ruleDissociate("contacts/1", "companies/12", ""))
	require.Equal(t, 1, w.exceeded(ruleAssociate("contacts/1", "companies/12")).Have)
}

func testD4InEveryChannel(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	w.exceeded(ruleAll("contacts/1", "companies/10", "companies/12"))
	each, err := w.DoEach(w.ctx, ruleAssociate("contacts/1", "companies/12"), ruleAssociate("contacts/2", "companies/12"))
	require.NoError(t, err)
	require.ErrorIs(t, each[0].Err, limits.ErrExceeded)
	require.NoError(t, each[1].Err)
	_, err = w.Plan(w.ctx, ruleAssociate("contacts/1", "companies/12"))
	require.ErrorIs(t, err, limits.ErrExceeded)
	_, err = w.ReplacePrimary(w.ctx, ruleRef("contacts/1"), ruleRef("companies/12"))
	require.ErrorIs(t, err, limits.ErrExceeded)
}

func testD5BothSidesAreCheckedAndTheErrorNamesTheRule(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Works for", "Boss"))
	w.limit(record.Companies, record.Contacts, boss.Inverse, 1)
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	refused := w.refused(limits.ErrExceeded, ruleAssociate("contacts/2", "companies/10", boss))
	require.Equal(t, limits.Error{Record: ruleRef("companies/10"), To: record.Contacts, Label: boss.Inverse, Word: "Boss", Have: 1, Max: 1},
		*ruleAs[*limits.Error](t, refused))
	require.ErrorContains(t, refused, `companies/10 has 1 of 1 contacts`)
	w.link("contacts/2", "companies/10")
}

func testD6UsageReports(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	pair := limits.Key{From: record.Contacts, To: record.Companies}
	for of, n := range map[string]int{"contacts/3": 3, "contacts/4": 4, "contacts/5": 5} {
		for i := range n {
			w.do(ruleAssociate(of, fmt.Sprintf("companies/%d", i), boss))
		}
	}
	w.limit(pair.From, pair.To, label.TypeID{}, 5)
	near := func(k limits.Key) (words []string) {
		for _, usage := range w.reported(association.ReportQuery{Keys: []limits.Key{k}}) {
			require.Equal(t, usage.Have < usage.Max && usage.Have >= limits.NearThreshold(usage.Max), usage.Have == 4)
			words = append(words, fmt.Sprintf("%s %d/%d", usage.Record, usage.Have, usage.Max))
		}
		return words
	}
	require.Equal(t, []string{"contacts/4 4/5", "contacts/5 5/5"}, near(pair)) // have < max and 5*have >= 4*max, or at the limit
	labeled := limits.Key{From: pair.From, To: pair.To, Label: boss.ID}
	require.Empty(t, near(labeled))
	w.limit(pair.From, pair.To, boss.ID, 5)
	require.Equal(t, []string{"contacts/4 4/5", "contacts/5 5/5"}, near(labeled))
	var breaks []record.Ref
	for _, usage := range w.reported(association.ReportQuery{Keys: []limits.Key{pair}, AtLeast: 3 + 1}) { // records above the limit if that is lowered to 3
		breaks = append(breaks, usage.Record)
	}
	require.Equal(t, ruleRefs("contacts/4", "contacts/5"), breaks)
	require.Equal(t, 1, w.schema().Labels().Used(pair.To, pair.From))
}

func testD7AChildCompanyHasOneParent(t tester, s *Subject) {
	w := s.ruleGraph(t)
	parent, child := label.WithID(label.ChildToParent), label.WithID(label.ParentToChild)
	w.do(ruleAssociate("companies/1", "companies/2", parent))
	w.link("companies/1", "companies/4")
	want := limits.Error{Record: ruleRef("companies/1"), To: record.Companies, Label: label.ChildToParent, Word: "Parent company", Have: 1, Max: 1}
	for _, op := range []association.Operation{
		ruleAssociate("companies/1", "companies/3", parent), ruleAssociate("companies/3", "companies/1", child),
		ruleAddLabels("companies/1", "companies/4", parent), ruleSetLabels("companies/4", "companies/1", child),
	} {
		require.Equal(t, want, w.exceeded(op), op.String())
	}
	w.shows("companies/1", record.Companies, "2 [Parent company], 4") // the first stays
	for _, other := range []string{"companies/5", "companies/6", "companies/7"} {
		w.do(ruleAssociate("companies/2", other, child)) // a parent has many
	}
	w.shows("companies/2", record.Companies, "1 [Child company], 5 [Child company], 6 [Child company], 7 [Child company]")
	key := limits.Key{From: record.Companies, To: record.Companies, Label: label.ChildToParent}
	w.refusedEdit(limits.ErrConfig, &schema.SetLimit{Key: key, Max: 2})
	w.refusedEdit(limits.ErrConfig, &schema.ClearLimit{Key: key})
	_, err := w.Do(w.ctx, ruleDissociate("companies/1", "companies/2", ""), ruleAddLabels("companies/1", "companies/4", parent))
	require.NoError(t, err)
}
