package laws

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func testC1ThePrimaryCompanyOfEveryTypeThatHasOne(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.DefineType{Type: "leads"}, &schema.DefineType{Type: "orders"}, &schema.DefineType{Type: "projects"},
		&schema.DefineType{Type: "cars"}, &schema.DefinePair{From: "cars", To: record.Companies})
	for _, from := range []string{"contacts/1", "deals/1", "tickets/1", "leads/1", "orders/1", "projects/1", "cars/1"} {
		w.link(from, "companies/10", "companies/11")
		w.shows(from, record.Companies, "10*, 11")
		w.do(ruleSetPrimary(from, "companies/11"))
		w.shows(from, record.Companies, "10, 11*")
	}
}

func testC1CompaniesAndActivitiesHaveNoPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("companies/1", "contacts/1", "deals/1", "companies/2")
	w.link("calls/1", "companies/1", "contacts/1")
	w.link("deals/2", "contacts/1")
	for _, pair := range [][2]string{
		{"companies/1", "contacts/1"}, {"companies/1", "deals/1"}, {"companies/1", "companies/2"},
		{"calls/1", "companies/1"}, {"contacts/1", "calls/1"}, {"deals/2", "contacts/1"},
	} {
		err := w.refused(primary.ErrNoRule, ruleSetPrimary(pair[0], pair[1]))
		missing := ruleAs[*primary.NoRuleError](t, err)
		require.Equal(t, ruleRef(pair[0]).Type, missing.From)
		require.Equal(t, ruleRef(pair[1]).Type, missing.To)
		w.refused(primary.ErrNoRule, ruleClear(pair[0], pair[1], ""))
		w.refused(primary.ErrNoRule, ruleMark(pair[0], pair[1], primary.MarkReplace))
		w.refused(primary.ErrNoRule, ruleMark(pair[0], pair[1], primary.MarkAsPrimary))
	}
	w.shows("calls/1", record.Companies, "1")
}

func testC1ACompanySeesWhoCallsItPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("companies/10", "contacts/1", "contacts/2", "deals/1")
	w.link("contacts/3", "companies/11", "companies/10")
	w.shows("companies/10", record.Contacts, "1<, 2<, 3")
	w.shows("companies/10", record.Deals, "1<")
	require.Equal(t, "1<, 2<", w.list("companies/10", record.Contacts, association.PrimaryOf()))
	_, found, err := w.Primary(w.ctx, ruleRef("companies/10"), record.Contacts)
	require.NoError(t, err)
	require.False(t, found)
}

func testC1LeadsAndDealsMarkEachOther(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.DefineType{Type: "leads"})
	w.link("leads/1", "contacts/1", "contacts/2", "deals/1")
	w.shows("leads/1", record.Contacts, "1*, 2")
	w.shows("contacts/1", "leads", "1<")
	w.shows("leads/1", record.Deals, "1*<") // both call each other primary
	w.link("deals/1", "leads/2")
	w.shows("deals/1", "leads", "1*<, 2<")
	w.do(ruleAddLabels("deals/1", "leads/2", ruleLinkType(583)))
	w.shows("deals/1", "leads", "1<, 2*<")
	w.do(ruleRemoveLabels("leads/1", "deals/1", ruleLinkType(582)))
	w.shows("deals/1", "leads", "1, 2*<")
}

func testC2TheFirstCompanyBecomesPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, who := range []string{"contacts/1", "deals/1", "tickets/1"} {
		first := w.do(ruleAssociate(who, "companies/10"))
		require.Equal(t, ruleRef("companies/10"), first.Promoted)
		later := w.do(ruleAssociate(who, "companies/9"))
		require.True(t, later.Promoted.IsZero())
		w.shows(who, record.Companies, "9, 10*")
	}
	w.link("companies/10", "contacts/2") // from the company's side too
	w.shows("contacts/2", record.Companies, "10*")
	// A link that was removed and made again is the first again.
	w.do(ruleDissociate("contacts/2", "companies/10", ""))
	w.link("contacts/2", "companies/11")
	w.shows("contacts/2", record.Companies, "11*")
}

func testC2AfterAClearedMarkAFurtherCompanyDoesNotTakeIt(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "companies/10")
	w.do(ruleClear("deals/1", "companies/10", ""))
	w.link("deals/1", "companies/11")
	w.do(ruleAll("deals/1", "companies/12", "companies/13"))
	w.shows("deals/1", record.Companies, "10, 11, 12, 13")
	w.do(ruleMark("deals/1", "companies/11", primary.MarkAsPrimary))
	w.shows("deals/1", record.Companies, "10, 11*, 12, 13")
}

func testC2OfSeveralInOneOperation(t tester, s *Subject) {
	marked := func(mark primary.Mark, index ...int) *association.AssociateAll {
		op := ruleAll("contacts/1", "companies/12", "companies/10", "deals/1", "companies/11")
		for _, i := range index {
			op.Targets[i].Mark = mark
		}
		return op
	}
	typed := marked(primary.MarkFirst)
	typed.Targets[1].Labels = []label.Label{ruleLinkType(1)}
	both := marked(primary.MarkAsPrimary, 3)
	both.Targets[1].Labels = []label.Label{ruleLinkType(1)}
	for name, row := range map[string]struct {
		op   *association.AssociateAll
		want string
		err  error
	}{
		"none marked: the first given": {marked(primary.MarkFirst), "10, 11, 12*", nil},
		"the last marked":              {marked(primary.MarkAsPrimary, 3), "10, 11*, 12", nil},
		"the first marked":             {marked(primary.MarkAsPrimary, 0), "10, 11, 12*", nil},
		"marked by its type":           {typed, "10*, 11, 12", nil},
		"marked by replacing":          {marked(primary.MarkReplace, 1), "10*, 11, 12", nil},
		"two marked":                   {marked(primary.MarkAsPrimary, 0, 3), "", primary.ErrMarks},
		"two marked in two ways":       {both, "", primary.ErrMarks},
		"all declined":                 {marked(primary.MarkNever, 0, 1, 3), "", primary.ErrRequired},
	} {
		part(t, name, func(t tester) {
			w := s.ruleGraph(t)
			if row.err != nil {
				w.refused(row.err, row.op)
				w.shows("contacts/1", record.Companies, "")
				w.shows("contacts/1", record.Deals, "")
				return
			}
			require.Equal(w.t, association.Created, w.do(row.op).Outcome)
			w.shows("contacts/1", record.Companies, row.want)
			w.shows("contacts/1", record.Deals, "1")
			events := w.feed()
			require.Len(w.t, events, 4)
			for _, e := range events {
				require.Equal(w.t, events[0].At, e.At)
				require.Equal(w.t, events[0].Operation, e.Operation)
			}
		})
	}
}

// Of several links, a declined link leaves the mark to the next. If all are declined none gets
// the mark.
func testC2OfSeveralTheDeclinedComeLast(t tester, s *Subject) {
	w := s.ruleGraph(t)
	op := ruleAll("deals/1", "companies/12", "companies/10", "companies/11")
	op.Targets[0].Mark = primary.MarkNever
	require.Equal(t, ruleRef("companies/10"), w.do(op).Promoted)
	w.shows("deals/1", record.Companies, "10*, 11, 12")
	op = ruleAll("deals/2", "companies/12", "companies/10")
	op.Targets[0].Mark, op.Targets[1].Mark = primary.MarkNever, primary.MarkNever
	require.True(t, w.do(op).Promoted.IsZero())
	w.shows("deals/2", record.Companies, "10, 12")
}

func testC2SeveralBesideAnExistingPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.do(ruleAll("contacts/1", "companies/12", "companies/11"))
	w.shows("contacts/1", record.Companies, "10*, 11, 12")
	keep := ruleAll("contacts/1", "companies/13", "companies/14")
	keep.Targets[1].Mark = primary.MarkAsPrimary
	w.refused(primary.ErrHasPrimary, keep)
	keep.Targets[1].Mark = primary.MarkReplace
	require.Equal(t, ruleRef("companies/10"), w.do(keep).Demoted)
	w.shows("contacts/1", record.Companies, "10, 11, 12, 13, 14*")
}

func testC2WhereNotRequiredTheCallerMayAskForNone(t tester, s *Subject) {
	w := s.ruleGraph(t)
	result := w.do(ruleMark("deals/1", "companies/10", primary.MarkNever))
	require.True(t, result.Promoted.IsZero())
	w.shows("deals/1", record.Companies, "10")
	w.refused(primary.ErrRequired, ruleMark("contacts/1", "companies/10", primary.MarkNever))
}

func testC2AnExistingMarkIsKeptUnlessReplacingIsAsked(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	err := w.refused(primary.ErrHasPrimary, ruleMark("contacts/1", "companies/11", primary.MarkAsPrimary))
	require.Equal(t, record.ID("10"), ruleAs[*primary.HasPrimaryError](t, err).Primary.ID)
	w.shows("contacts/1", record.Companies, "10*")
}

func testC3AContactAlwaysHasExactlyOnePrimaryCompany(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	err := w.refused(primary.ErrRequired, ruleClear("contacts/1", "companies/10", ""))
	refused := ruleAs[*primary.RequiredError](t, err)
	require.Equal(t, ruleRef("contacts/1"), refused.Record)
	require.Equal(t, record.Companies, refused.To)
	w.refused(primary.ErrRequired, ruleRemoveLabels("contacts/1", "companies/10", ruleLinkType(1)))
	w.link("contacts/1", "companies/11", "companies/12")
	for _, next := range []string{"12", "11", "10", "12"} {
		w.do(ruleSetPrimary("contacts/1", "companies/"+next))
		require.Equal(t, next+"*", w.list("contacts/1", record.Companies, association.Primary()))
	}
	w.refusedEdit(primary.ErrBuiltIn, &schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Companies}})
	w.refusedEdit(primary.ErrBuiltIn, &schema.WithdrawRule{From: record.Contacts, To: record.Companies})
}

func testC4ElsewhereTheMarkMayBeCleared(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, who := range []string{"deals/1", "tickets/1"} {
		w.link(who, "companies/10", "companies/11")
		require.Equal(t, association.Changed, w.do(ruleClear(who, "companies/10", "")).Outcome)
		w.shows(who, record.Companies, "10, 11")
		_, found, err := w.Primary(w.ctx, ruleRef(who), record.Companies)
		require.NoError(t, err)
		require.False(t, found)
	}
}

func testC5TheOldPrimaryStaysWithItsLabels(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/1", "companies/11")
	result := w.do(ruleSetPrimary("contacts/1", "companies/11"))
	require.Equal(t, ruleRef("companies/10"), result.Demoted)
	w.shows("contacts/1", record.Companies, "10 [Boss], 11*")
	result = w.do(ruleMark("contacts/1", "companies/12", primary.MarkReplace))
	require.Equal(t, association.Created, result.Outcome)
	require.Equal(t, ruleRef("companies/11"), result.Demoted)
	w.shows("contacts/1", record.Companies, "10 [Boss], 11, 12*")
	w.do(ruleMark("contacts/1", "companies/10", primary.MarkReplace)) // also an existing link
	w.shows("contacts/1", record.Companies, "10* [Boss], 11, 12")
}

func testC8ARuleForAnotherPairAndDirection(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "contacts/1", "contacts/2")
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts})
	w.shows("deals/1", record.Contacts, "1, 2") // declaring a rule marks no record
	w.link("deals/1", "contacts/3")
	w.shows("deals/1", record.Contacts, "1, 2, 3")
	w.do(ruleSetPrimary("deals/1", "contacts/2"))
	w.link("deals/2", "contacts/2")
	w.shows("contacts/2", record.Deals, "1<, 2<")

	w.rule(primary.Rule{From: record.Contacts, To: record.Deals, NoFirst: true})
	w.do(ruleSetPrimary("contacts/2", "deals/2"))
	w.shows("contacts/2", record.Deals, "1<, 2*<") // the same link is primary on both sides
	w.link("contacts/4", "deals/3")
	w.shows("contacts/4", record.Deals, "3<") // the first of a deal, not of a contact
	w.do(ruleDissociate("contacts/2", "deals/2", ""))
	w.shows("contacts/2", record.Deals, "1*<") // the only link that is left
	w.shows("deals/2", record.Contacts, "")
}

func testC8ARuleBetweenRecordsOfOneType(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Contacts, To: record.Contacts})
	w.link("contacts/1", "contacts/2") // the first of both
	w.shows("contacts/1", record.Contacts, "2*<")
	w.link("contacts/3", "contacts/1")
	w.shows("contacts/3", record.Contacts, "1*")
	w.shows("contacts/1", record.Contacts, "2*<, 3<")
	w.do(ruleSetPrimary("contacts/1", "contacts/3"))
	w.shows("contacts/1", record.Contacts, "2<, 3*<")
	w.do(ruleClear("contacts/2", "contacts/1", ""))
	w.shows("contacts/1", record.Contacts, "2, 3*<")
	w.do(ruleDissociate("contacts/3", "contacts/1", ""))
	w.shows("contacts/1", record.Contacts, "2*")
}

// If a link is primary on both sides, the named successor becomes primary of From. The other
// end, which requires no primary, takes its oldest.
func testC8ANamedSuccessorIsForOneSideOfALinkBetweenRecordsOfOneType(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Contacts, To: record.Contacts})
	w.link("contacts/1", "contacts/2", "contacts/3", "contacts/4")
	w.link("contacts/2", "contacts/5", "contacts/6")
	w.do(ruleDissociate("contacts/1", "contacts/2", "contacts/4"))
	w.shows("contacts/1", record.Contacts, "3<, 4*<")
	w.shows("contacts/2", record.Contacts, "5*<, 6<")
}

func testC8ARuleMadeRequiredElectsTheOldestAsOneJob(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "contacts/9", "contacts/1")
	w.link("deals/2", "contacts/2")
	w.link("deals/3", "companies/10")
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts})
	w.link("deals/4", "contacts/5", "contacts/6")
	w.do(ruleSetPrimary("deals/4", "contacts/6"))
	before := len(w.feed())
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts, Required: true, Choice: primary.Newest})
	w.shows("deals/1", record.Contacts, "1, 9*")
	w.shows("deals/2", record.Contacts, "2*")
	w.shows("deals/4", record.Contacts, "5, 6*")
	elected := w.feed()[before:]
	require.Len(t, elected, 2)
	for _, e := range elected {
		require.Equal(t, history.By(history.Job), e.Source)
		require.Equal(t, elected[0].Operation, e.Operation)
		require.Contains(t, []primary.Cause{e.Causes.Near, e.Causes.Far}, primary.ElectedByRule)
	}
	w.refused(primary.ErrRequired, ruleClear("deals/2", "contacts/2", ""))
}

func testC8WithdrawingARuleTakesItsMarksAndLeavesTheLinks(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts})
	w.link("deals/1", "contacts/1", "contacts/2")
	w.edit(&schema.WithdrawRule{From: record.Deals, To: record.Contacts})
	w.shows("deals/1", record.Contacts, "1, 2")
	w.refused(primary.ErrNoRule, ruleSetPrimary("deals/1", "contacts/1"))
	w.link("deals/2", "contacts/1")
	w.shows("deals/2", record.Contacts, "1")
	w.refusedEdit(primary.ErrNoRule, &schema.WithdrawRule{From: record.Deals, To: record.Contacts})
}

func testC10WhyTellsTheEventTheCauseAndWhoIsNext(t tester, s *Subject) {
	w := s.ruleGraph(t)
	user := w.As(history.ByUser("7", "Ann"))
	why := func() association.Explanation {
		t.Helper()
		e, found, err := w.Why(w.ctx, ruleRef("deals/1"), record.Companies)
		require.NoError(t, err)
		require.True(t, found)
		return e
	}
	result, err := user.Associate(w.ctx, ruleRef("deals/1"), ruleRef("companies/11"))
	require.NoError(t, err)
	e := why()
	require.Equal(t, ruleRef("companies/11"), e.Primary)
	require.Equal(t, primary.FirstLinked, e.Cause)
	require.Equal(t, "first company becomes primary", e.String())
	require.True(t, e.Next.IsZero())
	require.Equal(t, "Ann", e.Event.Source.String())
	require.Equal(t, result.At, e.Event.At)
	require.Equal(t, result.Operation, e.Event.Operation)
	require.Equal(t, ruleRef("deals/1"), e.Event.A)

	w.link("deals/1", "companies/13", "companies/12")
	require.Equal(t, ruleRef("companies/13"), why().Next) // the oldest of the others
	set := w.do(ruleSetPrimary("deals/1", "companies/12"))
	require.Equal(t, primary.Set, why().Cause)
	require.Equal(t, set.Operation, why().Event.Operation)
	require.Equal(t, ruleRef("companies/11"), why().Next)

	w.do(ruleDissociate("deals/1", "companies/12", "companies/13"))
	require.Equal(t, primary.Named, why().Cause)
	w.link("deals/1", "companies/14")
	w.do(ruleDissociate("deals/1", "companies/13", ""))
	require.Equal(t, primary.OldestLeft, why().Cause)
	w.do(ruleDissociate("deals/1", "companies/11", ""))
	require.Equal(t, primary.OnlyOne, why().Cause)

	w.do(ruleClear("deals/1", "companies/14", ""))
	require.Equal(t, primary.Cleared, why().Cause)
	require.True(t, why().Primary.IsZero())
	require.Equal(t, ruleRef("companies/14"), why().Next)

	w.rule(primary.Rule{From: record.Deals, To: record.Companies, Required: true, Choice: primary.Newest})
	require.Equal(t, primary.ElectedByRule, why().Cause)
	w.link("deals/1", "companies/15", "companies/16")
	require.Equal(t, ruleRef("companies/16"), why().Next) // by the rule's own choice
	w.do(ruleDissociate("deals/1", "companies/14", ""))
	require.Equal(t, primary.ChosenByRule, why().Cause)
	require.Equal(t, ruleRef("companies/16"), why().Primary)
}

// A mark that a merge moved, or that a restore or an undo brought back, says so, with the
// operation that did.
func testC10WhyAfterAMergeARestoreAndAnUndo(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/12")
	w.link("deals/1", "companies/20")
	says := func(of, is, next string, by association.Result, cause primary.Cause, source history.SourceKind, words string) {
		t.Helper()
		e, known, err := w.Why(w.ctx, ruleRef(of), record.Companies)
		require.NoError(t, err)
		require.True(t, known)
		require.Equal(t, ruleRefs(is, next), []record.Ref{e.Primary, e.Next})
		require.Equal(t, cause, e.Cause)
		require.Equal(t, words, e.String())
		require.Equal(t, history.By(source), e.Event.Source)
		require.Equal(t, by.Operation, e.Event.Operation)
		require.Equal(t, by.At, e.Event.At)
	}
	merged := w.do(ruleMerge("companies/11", "companies/10"))
	says("contacts/1", "companies/11", "companies/12", merged, primary.MergedInto, history.ObjectMerge, "primary company moved by a merge")
	moved := 0
	for _, e := range w.feed() {
		if e.Operation == merged.Operation && (e.Was.Near.Primary != e.Now.Near.Primary || e.Was.Far.Primary != e.Now.Far.Primary) {
			require.Contains(t, []primary.Cause{e.Causes.Near, e.Causes.Far}, primary.MergedInto, "%s", e)
			moved++
		}
	}
	require.Equal(t, 2, moved, "one lost the mark, one got it")
	deleted := w.do(ruleDelete("companies/20"))
	says("deals/1", "", "", deleted, primary.Unlinked, history.ObjectDeletion, "primary company no longer associated")
	restored := w.do(ruleRestore("companies/20"))
	says("deals/1", "companies/20", "", restored, primary.BroughtBack, history.ObjectRestore, "primary company brought back")
	cleared := w.do(ruleClear("deals/1", "companies/20", ""))
	says("deals/1", "", "companies/20", cleared, primary.Cleared, history.API, "primary company cleared")
	undone := w.do(&association.Undo{Operation: cleared.Operation})
	says("deals/1", "companies/20", "", undone, primary.BroughtBack, history.API, "primary company brought back")
	w.do(ruleDelete("companies/12"))
	elected := w.do(ruleDelete("companies/11"), ruleRestore("companies/12"))
	says("contacts/1", "companies/12", "", elected, primary.ElectedByRule, history.ObjectRestore, "company elected, since a primary is required")
}

// The next primary is the same, asked from the primary's own record or from another record.
func testC10WhyWithoutAMark(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("companies/10", "contacts/1")
	_, found, err := w.Why(w.ctx, ruleRef("companies/10"), record.Contacts)
	require.NoError(t, err)
	require.False(t, found)
	_, found, err = w.Why(w.ctx, ruleRef("contacts/2"), record.Companies)
	require.NoError(t, err)
	require.False(t, found)
	_, _, err = w.Why(w.ctx, ruleRef("contacts/2"), "cars")
	require.ErrorIs(t, err, label.ErrUndefinedType)
}
