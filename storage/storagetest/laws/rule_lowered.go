package laws

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A lowered limit stops new links, also from a file. Rows that add nothing to a full record are
// imported.
func testD4ALoweredLimitStopsAnImport(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/11", boss))
	w.link("contacts/1", "companies/12")
	w.limit(record.Contacts, record.Companies, boss.ID, 1)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	from, to := ends(record.Contacts, record.Companies)
	report, errs := w.mapped(from, to, "1,13,\n1,12,Boss\n1,12,Guest\n1,11,Boss\n2,13,Boss\n", nil)
	require.Equal(t, []string{"2/1/1/limit exceeded", "3/3/Boss/limit exceeded"}, errs)
	require.Equal(t, [3]int{1, 1, 1}, [3]int{report.Created, report.Changed, report.Unchanged})
	w.shows("contacts/1", record.Companies, "10* [Boss], 11 [Boss], 12 [Guest]")
}

func testD4ALoweredLimitStopsAMatchByDomain(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("companies/10", "contacts/1", "contacts/2")
	w.limit(record.Companies, record.Contacts, label.TypeID{}, 1)
	var asked []domains.Domain
	report, _ := matched(t, w.Graph, companiesOf(&asked), domains.Contact{ID: "3", Email: "cid@acme.org"}, domains.Contact{ID: "4", Email: "dan@acme.new"})
	require.Equal(t, [2]int{1, 1}, [2]int{report.Count[domains.Refused], report.Count[domains.Associated]})
	w.shows("companies/10", record.Contacts, "1<, 2<")
}

// A restore brings back as many of the deleted links as there is room for, the oldest first.
func testD4ALoweredLimitStopsARestore(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/12", boss), ruleAssociate("contacts/1", "companies/11", boss))
	w.link("contacts/1", "companies/10")
	w.do(ruleDelete("contacts/1"))
	w.limit(record.Contacts, record.Companies, boss.ID, 1)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 2)
	require.ElementsMatch(t, []string{
		"contacts/1 - companies/10: link lost, a limit is reached",
		"contacts/1 - companies/11: " + label.SetOf(boss.ID).String() + " lost, a limit is reached",
	}, ruleLost(w.do(ruleRestore("contacts/1"))))
	w.shows("contacts/1", record.Companies, "11, 12* [Boss]")
}

// An undo brings back all or nothing.
func testD4ALoweredLimitStopsAnUndo(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/11", boss))
	w.link("contacts/1", "companies/12")
	bare := w.do(ruleRemoveLabels("contacts/1", "companies/11", boss))
	gone := w.do(ruleDissociate("contacts/1", "companies/12", ""))
	w.limit(record.Contacts, record.Companies, boss.ID, 1)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 2)
	for _, undo := range []association.Operation{&association.Undo{Operation: bare.Operation}, &association.Undo{Operation: gone.Operation}} {
		err := w.refused(association.ErrUndoConflict, undo)
		require.Contains(t, ruleAs[*association.UndoError](t, err).Conflicts[0].Reason, "is reached")
	}
	// An operation that replaced another link is undone: the record has no more links than
	// before.
	moved, err := w.Do(w.ctx, ruleDissociate("contacts/1", "companies/11", ""), ruleAssociate("contacts/1", "companies/13"))
	require.NoError(t, err)
	w.do(&association.Undo{Operation: moved[0].Operation, Group: true})
	w.shows("contacts/1", record.Companies, "10* [Boss], 11")
}

// The survivor keeps all of its own links. Only links from the other record can be too many.
func testD4ALoweredLimitStopsAMerge(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/11", boss))
	w.link("contacts/1", "companies/12")
	w.link("contacts/2", "companies/12", "companies/11")
	w.do(ruleAssociate("contacts/3", "companies/12", boss))
	w.link("contacts/4", "companies/13")
	w.limit(record.Contacts, record.Companies, boss.ID, 1)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	w.do(ruleMerge("contacts/1", "contacts/2"))
	for _, more := range []string{"contacts/3", "contacts/4"} {
		w.refused(association.ErrOverLimit, ruleMerge("contacts/1", more))
	}
	w.shows("contacts/1", record.Companies, "10* [Boss], 11 [Boss], 12")
}

// A plan made under the old limit is not applied under the new limit.
func testD4ALoweredLimitStopsAPlan(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	plan, err := w.Plan(w.ctx, ruleAssociate("contacts/1", "companies/11"))
	require.NoError(t, err)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	_, err = w.Apply(w.ctx, plan)
	require.ErrorIs(t, err, limits.ErrExceeded)
	w.shows("contacts/1", record.Companies, "10*")
}

// A record at its activity sum gets no activity by a restore, which lists the loss, nor by an
// undo, which brings back all or nothing.
func testD2ARestoreAndAnUndoAtTheSum(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	w.link("contacts/1", "calls/1", "emails/1", "notes/1")
	w.link("contacts/2", "calls/1")
	w.do(ruleDelete("calls/1"))
	w.link("contacts/1", "tasks/1")
	result := w.do(ruleRestore("calls/1"))
	require.Equal(t, []string{"calls/1 - contacts/1: link lost, a limit is reached"}, ruleLost(result))
	w.shows("calls/1", record.Contacts, "2") // the other link of the activity is there

	gone := w.do(ruleDissociate("contacts/1", "emails/1", ""))
	w.link("contacts/1", "meetings/1")
	err := w.refused(association.ErrUndoConflict, &association.Undo{Operation: gone.Operation})
	require.ErrorContains(t, err, "contacts/1 - emails/1: a limit is reached")
}

// If an operation both breaks a rule and is past the sum, the error counts. That holds for each
// of several targets too.
func testD2ErrorsComeBeforeTheSum(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	missed := w.define(label.Single(record.Contacts, record.Calls, "Missed"))
	w.do(ruleAssociate("contacts/1", "calls/1", missed))
	w.link("contacts/1", "calls/2", "calls/3")
	w.link("contacts/2", "notes/4")
	w.limit(record.Contacts, record.Calls, missed.ID, 1)
	w.limit(record.Notes, record.Contacts, label.TypeID{}, 1)
	require.Equal(t, missed.ID, w.exceeded(ruleAssociate("contacts/1", "calls/4", missed)).Label)
	require.Equal(t, ruleRef("notes/4"), w.exceeded(ruleAssociate("contacts/1", "notes/4")).Record)
	require.Equal(t, ruleRef("notes/4"), w.exceeded(ruleAssociate("notes/4", "contacts/1")).Record)
	w.exceeded(ruleAll("contacts/1", "emails/1", "notes/4"))
	w.exceeded(ruleActivity("notes/4", "contacts/1"))
	require.Equal(t, association.Skipped, w.quiet(ruleAssociate("contacts/1", "calls/4")).Outcome)
}

// A link that is not made takes no mark from anybody.
func testD2ASkippedLinkMovesNoMark(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	w.rule(primary.Rule{From: record.Contacts, To: record.Calls})
	w.link("contacts/1", "calls/1", "calls/2", "calls/3")
	result := w.quiet(ruleMark("contacts/1", "calls/4", primary.MarkReplace))
	require.Equal(t, association.Skipped, result.Outcome)
	require.Zero(t, result.Promoted)
	w.shows("contacts/1", record.Calls, "1*, 2, 3")
}

// A smaller subscription is in force above limits of labels too, and leaves them stored. A
// lower activity sum is in force above the limit of an activity type.
func testD3ALimitAboveASmallerPlan(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 4)
	w.limit(record.Contacts, record.Companies, boss.ID, 3)
	w.limit(record.Contacts, record.Calls, label.TypeID{}, 4)
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/11"))
	small, err := limits.Enterprise.WithTechnical(record.Contacts, record.Companies, 1)
	require.NoError(t, err)
	w.edit(&schema.SetSubscription{Subscription: small})
	require.Equal(t, limits.Error{Record: ruleRef("contacts/1"), To: record.Companies, Label: boss.ID, Word: "Boss", Have: 1, Max: 1},
		w.exceeded(ruleAddLabels("contacts/1", "companies/11", boss)))
	w.refusedEdit(limits.ErrConfig, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies, Label: boss.ID}, Max: 2})
	w.edit(&schema.SetSubscription{Subscription: limits.Enterprise})
	w.do(ruleAddLabels("contacts/1", "companies/11", boss), ruleAssociate("contacts/1", "companies/12", boss))
	require.Equal(t, 3, w.exceeded(ruleAssociate("contacts/1", "companies/13", boss)).Max)

	w.sum() // of three
	w.link("contacts/1", "calls/1", "calls/2", "calls/3")
	require.Equal(t, association.Skipped, w.quiet(ruleAssociate("contacts/1", "calls/4")).Outcome)
}

// The limits of a label go with the label, in both directions: the limit of the pair can be set
// as if the label had never existed, and the report works as before.
func testD3ADeletedLabelHasNoLimit(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss", "Staff"))
	w.limit(record.Contacts, record.Companies, boss.ID, 3)
	w.limit(record.Companies, record.Contacts, boss.Inverse, 3)
	w.link("contacts/1", "companies/10")
	w.edit(&schema.RemoveLabel{ID: boss.ID})
	require.Empty(t, w.report(association.ReportQuery{Max: 9}))
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	w.limit(record.Companies, record.Contacts, label.TypeID{}, 2)
	require.Equal(t, []string{"contacts/1 1/1 companies"}, w.report(association.ReportQuery{Max: 9}))
}

// A record is near a limit from four fifths of it, whatever the limit. A record above the limit
// is reported as at the limit.
func testD6NearIsFourFifthsOfAnyLimit(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for of := 1; of <= 7; of++ {
		for i := range of {
			w.link(fmt.Sprintf("contacts/%d", of), fmt.Sprintf("companies/%d", i))
		}
	}
	key := limits.Key{From: record.Contacts, To: record.Companies}
	for _, c := range []struct{ most, near int }{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 4}, {6, 5}, {7, 6}} {
		w.limit(key.From, key.To, label.TypeID{}, c.most)
		var near, at []string
		for of := c.near; of <= 7; of++ {
			near = append(near, fmt.Sprintf("contacts/%d %d/%d companies", of, of, c.most))
		}
		at = near[c.most-c.near:]
		require.Equal(t, near, w.report(association.ReportQuery{Keys: []limits.Key{key}}))
		require.Equal(t, near, w.report(association.ReportQuery{Keys: []limits.Key{key}, Max: 2}))
		require.Equal(t, at, w.report(association.ReportQuery{Keys: []limits.Key{key}, AtLimit: true, Max: 2}))
	}
}
