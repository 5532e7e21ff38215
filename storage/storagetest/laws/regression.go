package laws

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// In other systems two links could both be flagged as primary. Removing either flag then left
// the account's primary field empty.
func testTwoPrimariesThenUnflagBlanksBoth(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.do(ruleAddLabels("contacts/1", "companies/11", ruleLinkType(1)), ruleAddLabels("contacts/1", "companies/11", ruleLinkType(1)))
	w.shows("contacts/1", record.Companies, "10, 11*") // never two
	w.do(ruleRemoveLabels("contacts/1", "companies/11", ruleLinkType(1)))
	w.shows("contacts/1", record.Companies, "10*, 11") // never none
	w.do(ruleRemoveLabels("contacts/1", "companies/11", ruleLinkType(1)))
	w.shows("contacts/1", record.Companies, "10*, 11")
}

// Other systems kept the flag of a row when rows came singly, and dropped it when they came in
// bulk.
func testBulkUpsertIgnoresPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/0", "companies/10")
	var ops []association.Operation
	for i := range 40 { // more than a chunk
		of := fmt.Sprintf("contacts/%d", i)
		ops = append(ops, ruleAssociate(of, "companies/10"), ruleMark(of, "companies/11", primary.MarkReplace))
	}
	each, err := w.DoEach(w.ctx, ops...)
	require.NoError(t, err)
	for i, e := range each {
		require.NoError(t, e.Err)
		if i%2 == 1 {
			require.Equal(t, ruleRef("companies/10"), e.Result.Demoted)
		}
	}
	for i := range 40 {
		w.shows(fmt.Sprintf("contacts/%d", i), record.Companies, "10, 11*")
	}
}

// In other systems the mark was a label among others. Setting it on a link with another label
// took it from the old primary and set it nowhere.
func testSetPrimaryOnOtherwiseLabeledLeavesNone(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/10")
	w.do(ruleAssociate("contacts/1", "companies/11", boss), ruleSetPrimary("contacts/1", "companies/11"))
	w.shows("contacts/1", record.Companies, "10, 11* [Boss]")
	is, found, err := w.Primary(w.ctx, ruleRef("contacts/1"), record.Companies)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, ruleRef("companies/11"), is)
}

// In other systems each association that was added through the interface took the mark.
func testEveryNewLinkBecomesPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/15")
	w.do(ruleAssociate("contacts/1", "companies/14", boss), ruleAssociate("companies/13", "contacts/1"), ruleAll("contacts/1", "companies/12", "companies/11"))
	w.shows("contacts/1", record.Companies, "11, 12, 13, 14 [Boss], 15*")
}

// In other systems removing any label from a link removed the mark too.
func testRemovingOneOfTwoLabelsClearsPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss, guest))
	w.link("contacts/1", "companies/11")
	w.do(ruleRemoveLabels("contacts/1", "companies/10", guest))
	w.shows("contacts/1", record.Companies, "10* [Boss], 11")
	w.do(ruleRemoveLabels("contacts/1", "companies/10", boss))
	w.shows("contacts/1", record.Companies, "10*, 11")
}

// In other systems a successor was picked from a list that still had the removed record.
func testRemovedLinkStillChosenAsPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Contacts, To: record.Companies, Required: true, Choice: primary.Oldest})
	w.link("contacts/1", "companies/10", "companies/11", "companies/12", "companies/13")
	results, err := w.Do(w.ctx,
		ruleDissociate("contacts/1", "companies/11", ""), ruleDissociate("contacts/1", "companies/10", ""),
		ruleDissociate("contacts/1", "companies/12", ""))
	require.NoError(t, err)
	require.Equal(t, ruleRef("companies/12"), results[1].Promoted)
	w.link("contacts/2", "companies/10", "companies/11", "companies/12", "companies/13")
	w.do(ruleDissociate("contacts/2", "companies/11", ""))
	w.refused(primary.ErrNotCandidate, ruleDissociate("contacts/2", "companies/10", "companies/11")) // although two others are linked
	require.Equal(t, ruleRef("companies/13"), results[2].Promoted)
	w.shows("contacts/1", record.Companies, "13*")
	w.refused(primary.ErrNotCandidate, ruleDissociate("contacts/1", "companies/13", "companies/10"))
}

// In other systems colleagues entered from both cards became two rows.
func testSymmetricEnteredFromBothSidesTwice(t tester, s *Subject) {
	w := s.ruleGraph(t)
	colleague := w.define(label.Single(record.Contacts, record.Contacts, "Colleague"))
	w.do(ruleAssociate("contacts/1", "contacts/2", colleague))
	w.quiet(ruleAssociate("contacts/2", "contacts/1", colleague))
	for of, other := range map[string]string{"contacts/1": "2", "contacts/2": "1"} {
		w.shows(of, record.Contacts, other+" [Colleague]")
		count, err := w.Count(w.ctx, ruleRef(of), record.Contacts)
		require.NoError(t, err)
		require.Equal(t, 1, count)
	}
	w.do(ruleDissociate("contacts/2", "contacts/1", ""))
	w.shows("contacts/1", record.Contacts, "")
}

// In other systems saving a paired label from the other record's card exchanged the two words.
func testEditFromInverseSideSwapsEnds(t tester, s *Subject) {
	w := s.ruleGraph(t)
	manager := w.define(label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	friend := w.define(label.Single(record.Contacts, record.Contacts, "Friend"))
	w.do(ruleAssociate("contacts/ann", "contacts/bob", manager))
	seen, _, err := w.Linked(w.ctx, ruleRef("contacts/bob"), ruleRef("contacts/ann"))
	require.NoError(t, err)
	w.quiet(ruleSetLabels("contacts/bob", "contacts/ann", seen.Labels...)) // saved as shown
	w.do(ruleAddLabels("contacts/bob", "contacts/ann", friend))
	w.shows("contacts/ann", record.Contacts, "bob [Manager Friend]")
	w.shows("contacts/bob", record.Contacts, "ann [Reports to Friend]")
	w.do(ruleRemoveLabels("contacts/bob", "contacts/ann", w.inverse(manager)))
	w.shows("contacts/ann", record.Contacts, "bob [Friend]")
}

// In other systems a clean-up that compared rows by their two records threw labels away.
func testDedupeDropsLinksDifferingInLabels(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	each, err := w.DoEach(w.ctx,
		ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/10"),
		ruleAssociate("companies/10", "contacts/1", guest), ruleAssociate("contacts/1", "companies/10", boss))
	require.NoError(t, err)
	var outcomes []association.Outcome
	for _, e := range each {
		require.NoError(t, e.Err)
		outcomes = append(outcomes, e.Result.Outcome)
	}
	require.Equal(t, []association.Outcome{association.Created, association.Unchanged, association.Changed, association.Unchanged}, outcomes)
	w.shows("contacts/1", record.Companies, "10* [Boss Guest]")
}

// In other systems a contact had a single company field internally, and a second company
// replaced the first in that field.
func testSecondCompanyUnlinksFirst(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.do(ruleMark("contacts/1", "companies/12", primary.MarkReplace))
	w.shows("contacts/1", record.Companies, "10, 11, 12*")
	w.shows("companies/10", record.Contacts, "1")
	for _, e := range w.feed() {
		require.False(t, e.Kinds().Has(history.Removed))
	}
}

// In other systems unsetting the primary company removed the association itself.
func testClearingPrimaryUnlinks(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Deals, record.Companies, "Boss"))
	w.do(ruleAssociate("deals/1", "companies/10", boss), ruleClear("deals/1", "companies/10", ""))
	w.shows("deals/1", record.Companies, "10 [Boss]")
	w.do(ruleSetPrimary("deals/1", "companies/10"), ruleRemoveLabels("deals/1", "companies/10", ruleLinkType(5)))
	w.shows("deals/1", record.Companies, "10 [Boss]")
	w.link("contacts/1", "companies/10", "companies/11")
	w.do(ruleClear("contacts/1", "companies/10", ""))
	w.shows("contacts/1", record.Companies, "10, 11*")
}

// In other systems a batch answered that all was done although rows had been refused.
func testBatchSaysSuccessWritesNothing(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	each, err := w.DoEach(w.ctx,
		ruleAssociate("contacts/1", "companies/10"), ruleAssociate("contacts/1", "companies/11"),
		ruleSetPrimary("contacts/2", "companies/10"), ruleAssociate("cars/1", "companies/10"),
		ruleAssociate("contacts/2", "companies/10", label.Named("Unheard")), ruleAssociate("contacts/2", "companies/10"),
		&association.Associate{From: ruleRef("contacts/3"), To: record.New(record.Companies, "")})
	require.NoError(t, err)
	require.Len(t, each, 7)
	for i, want := range []error{nil, limits.ErrExceeded, record.ErrNotLinked, label.ErrUndefinedType, label.ErrUnknown, nil, record.ErrInvalid} {
		require.ErrorIs(t, each[i].Err, want, "%d", i)
		if want == nil {
			require.Equal(t, association.Created, each[i].Result.Outcome)
			continue
		}
		require.Equal(t, association.Result{}, each[i].Result)
		require.Equal(t, i, ruleAs[*association.OperationError](t, each[i].Err).Index)
	}
	w.shows("contacts/1", record.Companies, "10*")
	w.shows("contacts/2", record.Companies, "10*")
	require.Len(t, w.feed(), 2) // as many as say that they were created
}

// In other systems the token of the next page was ignored, so a caller read the first page for
// ever.
func testPageTokenIgnoredLoops(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Companies, record.Contacts, "Boss"))
	guest := w.define(label.Single(record.Companies, record.Contacts, "Guest"))
	const links = 1100 // more than Links reads at once
	op := ruleAll("companies/10")
	for i := range links {
		target := association.Target{To: record.New(record.Contacts, record.ID(fmt.Sprint(i)))}
		target.Labels = [][]label.Label{nil, {boss}, {guest}, {boss, guest}}[i%4]
		op.Targets = append(op.Targets, target)
	}
	w.do(op)
	for name, c := range map[string]struct {
		scope association.Scope
		want  int
	}{
		"all":        {association.All(), links},
		"primary of": {association.PrimaryOf(), links},
		"one label":  {association.Labeled(boss), links / 2},
		"two labels": {association.Labeled(boss, guest), links * 3 / 4},
	} {
		seen := map[record.Ref]bool{}
		after, pages := association.Cursor{}, 0
		for more := true; more; pages++ {
			require.Less(t, pages, links, name)
			page, err := w.Page(w.ctx, ruleRef("companies/10"), record.Contacts, association.Query{Scope: c.scope, After: after, Max: 97})
			require.NoError(t, err)
			for _, l := range page.Links {
				require.False(t, seen[l.To], "%s: %s came twice", name, l.To)
				seen[l.To] = true
			}
			after = page.Next
			more = !after.IsZero()
		}
		require.Len(t, seen, c.want, name)
		n := 0
		for l, err := range w.Links(w.ctx, ruleRef("companies/10"), record.Contacts, c.scope) {
			require.NoError(t, err)
			require.True(t, seen[l.To])
			n++
			require.LessOrEqual(t, n, links, "%s: Links never ends", name)
		}
		require.Equal(t, c.want, n, name)
	}
}

// In other systems writing a label replaced all labels of the link.
func testLabelWriteWipesOtherLabels(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	host := w.define(label.Single(record.Contacts, record.Companies, "Host"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	for _, op := range []association.Operation{
		ruleAddLabels("contacts/1", "companies/10", guest), ruleAssociate("companies/10", "contacts/1", host),
		ruleAssociate("contacts/1", "companies/10"), ruleMark("contacts/1", "companies/10", primary.MarkReplace),
		ruleAddLabels("contacts/1", "companies/10", ruleLinkType(1)), ruleRemoveLabels("contacts/1", "companies/10", label.Named("Guest")),
	} {
		_, err := w.Do(w.ctx, op)
		require.NoError(t, err)
	}
	w.shows("contacts/1", record.Companies, "10* [Boss Host]")
}

// In other systems a child that got a second parent lost the first without notice.
func testChildKeepsOnlyLastParentSilently(t tester, s *Subject) {
	w := s.ruleGraph(t)
	parent := label.WithID(label.ChildToParent)
	w.do(ruleAssociate("companies/1", "companies/2", parent))
	require.Equal(t, ruleRef("companies/1"), w.exceeded(ruleAssociate("companies/1", "companies/3", parent)).Record)
	w.shows("companies/1", record.Companies, "2 [Parent company]")
	w.shows("companies/3", record.Companies, "")
	each, err := w.DoEach(w.ctx, ruleAssociate("companies/4", "companies/2", parent), ruleAssociate("companies/4", "companies/3", parent))
	require.NoError(t, err)
	require.NoError(t, each[0].Err)
	require.ErrorIs(t, each[1].Err, limits.ErrExceeded)
}

// In other systems only one of two records of the same type was told about a change between
// them.
func testSameTypeEventFiresOneSideOnly(t tester, s *Subject) {
	w := s.ruleGraph(t)
	manager := w.define(label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	w.do(ruleAssociate("contacts/2", "contacts/1", manager), ruleRemoveLabels("contacts/1", "contacts/2", w.inverse(manager)),
		ruleDissociate("contacts/2", "contacts/1", ""))
	want := []history.Kinds{history.Removed, history.LabelsRemoved, history.Created | history.LabelsAdded}
	for _, of := range []string{"contacts/1", "contacts/2"} {
		var got []history.Kinds
		for _, e := range w.past(of, record.Contacts) {
			require.Equal(t, ruleRef(of), e.A)
			got = append(got, e.Kinds())
		}
		require.Equal(t, want, got, of)
		panel, err := w.Panel(w.ctx, ruleRef(of), record.Contacts, nil)
		require.NoError(t, err)
		require.Len(t, panel, 1)
	}
	require.Len(t, w.feed(), 3) // each change is a single event
}

// In other systems ids that differ in case only named the same record in parts of the code.
func testCaseFoldedIdsCollide(t tester, s *Subject) {
	w := s.ruleGraph(t)
	ids := []string{"a1", "A1", "stra\u00dfe", "STRASSE", "\u00e9", "e\u0301", "K", "\u212a", "1", "01", "1 "}
	for _, id := range ids {
		w.link("contacts/"+id, "companies/"+id, "companies/x")
	}
	for _, id := range ids {
		want := id + "*, x"
		if len(id) > 1 { // shorter ids come first
			want = "x, " + id + "*"
		} else if id > "x" {
			want = "x, " + id + "*"
		}
		w.shows("contacts/"+id, record.Companies, want)
		w.shows("companies/"+id, record.Contacts, id+"<")
		require.Len(t, w.past("contacts/"+id, record.Companies), 2)
	}
	count, err := w.Count(w.ctx, ruleRef("companies/x"), record.Contacts)
	require.NoError(t, err)
	require.Equal(t, len(ids), count)
	w.link("contacts/a1", "contacts/A1") // not itself
}
