package laws

import (
	"errors"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func ruleMerge(survivor, merged string) *association.MergeRecords {
	return &association.MergeRecords{Survivor: ruleRef(survivor), Merged: ruleRef(merged)}
}

func ruleMergeBy(survivor, merged string, policy association.MergePolicy) *association.MergeRecords {
	return &association.MergeRecords{Survivor: ruleRef(survivor), Merged: ruleRef(merged), Policy: policy}
}

func testJ1TheSurvivorHasTheLinksOfBoth(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	peer := w.define(label.Single(record.Contacts, record.Companies, "Peer"))
	w.do(ruleAssociate("contacts/2", "companies/10", boss), ruleAssociate("contacts/1", "companies/10", peer))
	w.link("contacts/1", "contacts/2", "companies/11")
	w.link("contacts/2", "deals/5")
	w.link("contacts/1", "companies/12")
	w.link("contacts/2", "companies/12")
	before := everything(t, w.store)
	plan, err := w.Plan(w.ctx, ruleMerge("contacts/1", "contacts/2"))
	require.NoError(t, err)
	require.Contains(t, plan.String(), "contacts/2: record merged into contacts/1\n")
	result := w.do(ruleMerge("contacts/1", "contacts/2"))
	require.Equal(t, association.Merged, result.Outcome)
	require.Equal(t, 3, result.Links)
	for _, name := range []string{"contacts/1", "contacts/2"} { // both ids resolve
		w.shows(name, record.Companies, "10* [Boss Peer], 11, 12")
		w.shows(name, record.Deals, "5")
		w.shows(name, record.Contacts, "") // the link between the two is gone, and
	}
	require.Equal(t, history.Removed, w.past("contacts/1", record.Contacts)[0].Kinds()) // has an event
	for company, earlier := range map[string]string{"companies/10": "contacts/2", "companies/12": "contacts/1"} {
		want := before.Links[history.PairOf(ruleRef(earlier), ruleRef(company))].Created
		require.Equal(t, want, everything(t, w.store).Links[history.PairOf(ruleRef("contacts/1"), ruleRef(company))].Created)
	}
}

func testJ1ThePrimaryOfTheSurvivor(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "companies/10")
	w.link("deals/2", "companies/11")
	w.do(ruleMerge("deals/1", "deals/2"))
	w.shows("deals/1", record.Companies, "10*, 11") // 10 stays primary

	w.link("deals/3", "companies/10")
	w.link("deals/4", "companies/11")
	w.do(ruleClear("deals/3", "companies/10", ""), ruleMerge("deals/3", "deals/4"))
	w.shows("deals/3", record.Companies, "10, 11*") // cleared: the survivor takes the primary of the other
	why, _, err := w.Why(w.ctx, ruleRef("deals/3"), record.Companies)
	require.NoError(t, err)
	require.Equal(t, primary.MergedInto, why.Cause) // C10

	w.rule(primary.Rule{From: record.Companies, To: record.Companies})
	w.link("companies/1", "companies/2")
	w.link("companies/2", "companies/3")
	w.do(ruleSetPrimary("companies/2", "companies/3"), ruleMerge("companies/1", "companies/2"))
	w.shows("companies/1", record.Companies, "3*<") // the parent was the merged record
}

// A mark that was cleared on purpose stays cleared if the other record has no primary either.
// If the survivor's primary was the merged record itself and that has no primary, C7 decides.
func testJ1WithoutAPrimaryOfEither(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, of := range []string{"deals/1", "deals/2"} {
		w.link(of, "companies/10")
		w.do(ruleClear(of, "companies/10", ""))
	}
	w.link("deals/1", "companies/11")
	w.do(ruleMerge("deals/1", "deals/2"))
	w.shows("deals/1", record.Companies, "10, 11")
}

// J2, for rules of any types: if either of the two was a record's primary, the survivor is its
// primary. That holds under a new id too, and if the link to the survivor had no mark.
func testJ2WhoeverIsPrimaryStaysSo(t tester, s *Subject) {
	for _, into := range []record.ID{"", "9"} {
		part(t, "into "+string(into), func(t tester) {
			w := s.ruleGraph(t)
			w.rule(primary.Rule{From: record.Deals, To: record.Contacts})
			w.link("deals/1", "contacts/2", "contacts/1", "contacts/3") // the merged record is primary
			w.link("deals/2", "contacts/1", "contacts/2")               // the survivor is
			w.link("deals/3", "contacts/3", "contacts/2")               // neither is
			w.link("deals/4", "contacts/2")                             // the survivor was not linked
			op := ruleMerge("contacts/1", "contacts/2")
			op.Into = into
			w.do(op)
			is := "1"
			if into != "" {
				is = string(into)
			}
			for of, want := range map[string][]string{"deals/1": {is + "*", "3"}, "deals/2": {is + "*"}, "deals/3": {is, "3*"}, "deals/4": {is + "*"}} {
				require.ElementsMatch(t, want, strings.Split(w.list(of, record.Contacts), ", "), of)
			}
		})
	}
}

// C2 applies to no merge: the link that comes first is not marked by being the first.
func testJ4AMergeMarksNobodyAnew(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/2", "companies/10")
	w.do(ruleClear("deals/2", "companies/10", ""), ruleMerge("deals/1", "deals/2"))
	w.shows("deals/1", record.Companies, "10")
}

func testJ1TheResultMayHaveANewId(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.link("contacts/2", "companies/11")
	w.link("contacts/3", "companies/12")
	op := ruleMerge("contacts/1", "contacts/2")
	op.Into = "3"
	err := w.refused(record.ErrTaken, op)
	require.ErrorContains(t, err, "merge contacts/2 into contacts/1 as contacts/3: contacts/3 is no new id")
	require.Equal(t, ruleRef("contacts/3"), ruleAs[*record.TakenError](t, err).Record)
	op.Into = "4"
	merged := w.do(op)
	for _, name := range []string{"contacts/1", "contacts/2", "contacts/4"} {
		w.shows(name, record.Companies, "10*, 11")
	}
	w.do(&association.Undo{Operation: merged.Operation})
	w.shows("contacts/1", record.Companies, "10*")
	w.shows("contacts/2", record.Companies, "11*")
	w.shows("contacts/4", record.Companies, "")
}

func testJ1WhatIsNoMerge(t tester, s *Subject) {
	w := s.ruleGraph(t)
	err := w.refused(record.ErrTypeMismatch, ruleMerge("contacts/1", "companies/1"))
	require.ErrorContains(t, err, "contacts/1 and companies/1 have different types and cannot be merged")
	w.refused(record.ErrSelf, ruleMerge("contacts/1", "contacts/1"))
	w.do(ruleDelete("contacts/3"))
	w.refused(record.ErrDeleted, ruleMerge("contacts/1", "contacts/3"))
	w.refused(record.ErrDeleted, ruleMerge("contacts/3", "contacts/1"))
	w.do(ruleMerge("contacts/1", "contacts/2"))
	require.Equal(t, association.Unchanged, w.quiet(ruleMerge("contacts/1", "contacts/2")).Outcome)
	err = w.refused(record.ErrMerged, ruleRestore("contacts/2"))
	require.ErrorContains(t, err, "contacts/2 was merged into contacts/1: undo the merge")
	w.link("contacts/1", "companies/10")
	w.do(ruleDelete("contacts/2"), ruleRestore("contacts/2")) // as contacts/1
	w.shows("contacts/1", record.Companies, "10*")
}

// Merges of merged records resolve to the last, and no order of merges and undos makes
// them a circle.
func testJ1AChainOfMergesHasAnEnd(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.do(ruleMerge("contacts/2", "contacts/1"), ruleMerge("contacts/3", "contacts/2"), ruleMerge("contacts/4", "contacts/1"))
	for _, name := range []string{"contacts/1", "contacts/2", "contacts/3", "contacts/4"} {
		w.shows(name, record.Companies, "10*")
	}
	require.Equal(t, association.Unchanged, w.quiet(ruleMerge("contacts/3", "contacts/1")).Outcome)
	undone := w.do(&association.Undo{Operation: w.do(ruleMerge("deals/1", "deals/2")).Operation})
	w.do(ruleMerge("deals/2", "deals/1"))
	err := w.refused(association.ErrUndoConflict, &association.Undo{Operation: undone.Operation})
	require.ErrorContains(t, err, "deals/1 does not exist any more")
	w.link("deals/1", "contacts/9")
	w.shows("deals/2", record.Contacts, "9")
}

// A2: every verb and every read takes the id of a merged record for its survivor.
func testJ1AMergedAwayIdInEveryVerb(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleMerge("contacts/1", "contacts/2"), ruleMerge("companies/10", "companies/20"))
	w.do(ruleAssociate("contacts/2", "companies/20"), ruleAddLabels("companies/20", "contacts/2", w.inverse(boss)))
	w.do(ruleAll("contacts/2", "companies/11", "companies/12"), ruleSetPrimary("contacts/2", "companies/11"))
	w.shows("contacts/1", record.Companies, "10 [Boss], 11*, 12")
	w.do(ruleSetLabels("contacts/2", "companies/20"), ruleDissociate("contacts/2", "companies/11", "companies/20"))
	w.shows("contacts/2", record.Companies, "10*, 12")
	w.do(ruleClear("contacts/2", "companies/20", "companies/12"), ruleRemoveLabels("contacts/2", "companies/20", boss))
	w.shows("contacts/1", record.Companies, "10, 12*")
	w.refused(record.ErrSelf, ruleAssociate("contacts/1", "contacts/2"))
	w.do(ruleDelete("contacts/2"))
	w.refused(record.ErrDeleted, ruleAssociate("contacts/1", "companies/10"))
	w.refused(record.ErrDeleted, ruleAssociate("contacts/2", "companies/10"))
}

func testJ3OverALimit(t tester, s *Subject) {
	account := func(t tester) *ruleGraph {
		w := s.ruleGraph(t)
		w.link("contacts/2", "companies/12")
		w.link("contacts/1", "companies/10")
		w.link("contacts/2", "companies/11")
		w.limit(record.Contacts, record.Companies, label.TypeID{}, 2)
		return w
	}
	part(t, "refuse", func(t tester) {
		w := account(t)
		err := w.refused(association.ErrOverLimit, ruleMerge("contacts/1", "contacts/2"))
		over := ruleAs[*association.OverLimitError](t, err)
		require.Equal(t, []association.Loss{{From: ruleRef("contacts/1"), To: ruleRef("companies/11"), Reason: association.OverLimit}}, over.Over)
		require.ErrorContains(t, err, "contacts/1 cannot take over 1 links or labels of contacts/2, the first is contacts/1 - companies/11: link lost, a limit is reached: choose a policy")
	})
	part(t, "the survivor's and the oldest", func(t tester) {
		w := account(t)
		result := w.do(ruleMergeBy("contacts/1", "contacts/2", association.MergePolicy{Limits: association.KeepSurvivors}))
		require.Equal(t, []string{"contacts/1 - companies/11: link lost, a limit is reached"}, ruleLost(result))
		w.shows("contacts/1", record.Companies, "10*, 12")
	})
	part(t, "the newest", func(t tester) {
		w := account(t)
		result := w.do(ruleMergeBy("contacts/1", "contacts/2", association.MergePolicy{Limits: association.KeepNewest}))
		require.Equal(t, []string{"contacts/1 - companies/12: link lost, a limit is reached"}, ruleLost(result))
		w.shows("contacts/1", record.Companies, "10*, 11")
	})
}

func testJ3ASecondParentAndTheActivitySum(t tester, s *Subject) {
	w := s.ruleGraph(t)
	parent := label.WithID(label.ParentToChild)
	w.do(ruleAssociate("companies/1", "companies/3", parent), ruleAssociate("companies/2", "companies/4", parent))
	w.refused(association.ErrOverLimit, ruleMerge("companies/3", "companies/4"))
	w.do(ruleMergeBy("companies/3", "companies/4", association.MergePolicy{Limits: association.KeepSurvivors}))
	w.shows("companies/3", record.Companies, "1 [Parent company], 2")

	w.edit(&schema.SetActivitySum{Max: 2, Types: []record.Type{record.Notes, record.Tasks}})
	w.link("contacts/1", "notes/1", "tasks/1")
	w.link("contacts/2", "notes/2", "calls/1")
	w.refused(association.ErrOverLimit, ruleMerge("contacts/1", "contacts/2"))
	result := w.do(ruleMergeBy("contacts/1", "contacts/2", association.MergePolicy{Limits: association.KeepNewest}))
	require.Equal(t, []string{"contacts/1 - notes/1: link lost, a limit is reached"}, ruleLost(result))
	w.shows("contacts/1", record.Notes, "2")
	w.shows("contacts/1", record.Calls, "1")
}

// Each policy at each kind of limit. The survivor's own is always newer than the first of
// the others and older than the second.
func testJ3EachPolicyAtEachKindOfLimit(t tester, s *Subject) {
	parent := label.WithID(label.ChildToParent)
	for name, c := range map[string]struct {
		limit           func(w *ruleGraph, boss label.Label)
		own             string // the survivor's
		older, newer    string // the other's
		survivor, other string
		labeled         int // 1: with Boss, 2: as parents
		to              record.Type
		keep, newest    string
	}{
		"pair": {func(w *ruleGraph, _ label.Label) { w.limit(record.Contacts, record.Companies, label.TypeID{}, 1) },
			"companies/11", "companies/10", "companies/12", "contacts/1", "contacts/2", 0, record.Companies, "11*", "12*"},
		"label": {func(w *ruleGraph, boss label.Label) { w.limit(record.Contacts, record.Companies, boss.ID, 1) },
			"companies/11", "companies/10", "companies/12", "contacts/1", "contacts/2", 1, record.Companies, "10, 11* [Boss], 12", "10, 11*, 12 [Boss]"},
		"activity sum": {func(w *ruleGraph, _ label.Label) {
			w.edit(&schema.SetActivitySum{Max: 1, Types: []record.Type{record.Notes, record.Calls}})
		}, "notes/1", "calls/1", "notes/2", "contacts/1", "contacts/2", 0, record.Notes, "1", "2"},
		"second parent": {func(*ruleGraph, label.Label) {},
			"companies/11", "", "companies/12", "companies/1", "companies/2", 2, record.Companies, "11 [Parent company], 12", "11, 12 [Parent company]"},
	} {
		part(t, name, func(t tester) {
			for policy, want := range map[association.LimitPolicy]string{association.RefuseOverLimit: "", association.KeepSurvivors: c.keep, association.KeepNewest: c.newest} {
				w := s.ruleGraph(t)
				boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
				labels := [][]label.Label{nil, {boss}, {parent}}[c.labeled]
				for _, link := range [][2]string{{c.other, c.older}, {c.survivor, c.own}, {c.other, c.newer}} {
					if link[1] != "" {
						w.do(ruleAssociate(link[0], link[1], labels...))
					}
				}
				c.limit(w, boss)
				op := ruleMergeBy(c.survivor, c.other, association.MergePolicy{Limits: policy})
				if want == "" {
					over := ruleAs[*association.OverLimitError](t, w.refused(association.ErrOverLimit, op))
					require.Equal(t, ruleRef(c.newer), over.Over[len(over.Over)-1].To)
					continue
				}
				lost := w.do(op).Lost
				require.NotEmpty(t, lost)
				for _, l := range lost {
					require.Equal(t, association.OverLimit, l.Reason)
					require.Equal(t, c.labeled > 0, len(l.Labels) > 0, "the link or its label: %s", l)
				}
				w.shows(c.survivor, c.to, want)
			}
		})
	}
}

// The survivor's own links are never too many, as a lowered limit removes nothing. Of the
// carriers of a label, the survivor's own are the links on which the survivor had that label.
func testJ3TheSurvivorsOwnIsNeverTooMuch(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/11", boss), ruleAssociate("contacts/2", "companies/11", boss))
	w.limit(record.Contacts, record.Companies, boss.ID, 1)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	require.Empty(t, w.do(ruleMerge("contacts/1", "contacts/2")).Lost)
	w.shows("contacts/1", record.Companies, "10* [Boss], 11 [Boss]")

	w.edit(&schema.SetLimit{Key: limitsKey(record.Contacts, record.Companies, label.TypeID{}), Max: 9})
	w.link("contacts/3", "companies/10")
	w.do(ruleAssociate("contacts/4", "companies/10", boss), ruleAssociate("contacts/3", "companies/11", boss))
	w.do(ruleMergeBy("contacts/3", "contacts/4", association.MergePolicy{Limits: association.KeepSurvivors}))
	w.shows("contacts/3", record.Companies, "10*, 11 [Boss]")
}

// A record is the parent of the neighbour and the other is its child, so the merged link would
// have both words. The merge is refused, or the policy keeps one of the words.
func testJ3ParentOfOneAndChildOfTheOther(t tester, s *Subject) {
	for policy, want := range map[association.LimitPolicy]string{
		association.RefuseOverLimit: "", association.KeepSurvivors: "3 [Parent company]", association.KeepNewest: "3 [Child company]",
	} {
		w := s.ruleGraph(t)
		w.do(ruleAssociate("companies/1", "companies/3", label.WithID(label.ChildToParent)),
			ruleAssociate("companies/2", "companies/3", label.WithID(label.ParentToChild)))
		op := ruleMergeBy("companies/1", "companies/2", association.MergePolicy{Limits: policy})
		if want == "" {
			err := w.refused(association.ErrOverLimit, op)
			require.Equal(t, association.LabelExcluded, ruleAs[*association.OverLimitError](t, err).Over[0].Reason)
			continue
		}
		require.Equal(t, association.LabelExcluded, w.do(op).Lost[0].Reason)
		w.shows("companies/1", record.Companies, want)
	}
}

func testJ3LabelsAndPrimaryByPolicy(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/11", "companies/10")
	w.do(ruleAssociate("contacts/2", "companies/10", boss), ruleAssociate("contacts/2", "companies/12", boss))
	result := w.do(ruleMergeBy("contacts/1", "contacts/2", association.MergePolicy{Labels: association.SurvivorsLabels, Primary: association.MergedsPrimary}))
	require.Len(t, result.Lost, 1)
	require.Equal(t, association.LabelNotKept, result.Lost[0].Reason)
	w.shows("contacts/1", record.Companies, "10*, 11, 12 [Boss]")
}

// To unmerge is to undo.
func testJ3UnmergeIsUndo(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "contacts/2")
	w.link("contacts/2", "companies/10", "companies/11")
	before := everything(t, w.store)
	merged := w.do(ruleMerge("contacts/1", "contacts/2"))
	undone := w.do(&association.Undo{Operation: merged.Operation})
	require.Equal(t, association.Undone, undone.Outcome)
	require.Equal(t, before.Links, everything(t, w.store).Links)
	w.shows("contacts/2", record.Companies, "10*, 11")

	w.do(&association.Undo{Operation: undone.Operation}) // an undo can be undone
	w.shows("contacts/2", record.Companies, "10*, 11")
	w.do(ruleDissociate("contacts/1", "companies/11", ""))
	err := w.refused(association.ErrUndoConflict, &association.Undo{Operation: merged.Operation})
	require.NotEmpty(t, ruleAs[*association.UndoError](t, err).Conflicts)
	require.ErrorContains(t, err, "cannot be undone")
	w.refused(history.ErrNotFound, &association.Undo{Operation: operation(t, "never")})
}

// A merge of two hubs happens as a whole or, where the store fails at any call, not at all.
func testJ1AHubMergeIsAllOrNothing(t tester, s *Subject) {
	inner := &hooked{Storage: s.Open()}
	w := s.ruleGraphOn(t, inner)
	n := s.hub()
	require.NoError(t, w.Edit(w.ctx, &schema.SetTechnicalLimit{From: record.Companies, To: record.Contacts, Max: 2 * n}))
	for i, of := range []string{"companies/1", "companies/2"} {
		ops := make([]association.Operation, n)
		for k := range ops {
			ops[k] = ruleAssociate(fmt.Sprint("contacts/", 1+i*n+k), of)
		}
		_, err := w.Do(w.ctx, ops...)
		require.NoError(t, err)
	}
	state := func() (counts [2]int, events int) {
		var err error
		for i, of := range []string{"companies/1", "companies/2"} {
			counts[i], err = w.Count(w.ctx, ruleRef(of), record.Contacts)
			require.NoError(t, err)
		}
		return counts, len(w.feed())
	}
	before, events := state()
	require.Equal(t, [2]int{n, n}, before)
	for call, broken := 1, true; broken; call++ {
		require.Less(t, call, 50, "a merge makes few calls, however many links move")
		inner.before = failAt(call, errBroken)
		result, err := w.Do(w.ctx, ruleMerge("companies/1", "companies/2"))
		inner.before = nil
		counts, now := state()
		if broken = errors.Is(err, errBroken); broken {
			require.Equal(t, before, counts, "call %d", call)
			require.Equal(t, events, now, "call %d", call)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, n, result[0].Links)
		require.Equal(t, [2]int{2 * n, 2 * n}, counts, "both ids stand for the survivor")
		require.Equal(t, events+2*n+1, now, "each link goes and comes, and one record ends")
	}
	w.shows(fmt.Sprint("contacts/", n+1), record.Companies, "1*")
}

// J5: a limit of 1 gives each contact a single company. The move to associations has the source
// Migration, and that company becomes primary.
func testJ5FromOneCompanyToAssociations(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	moving := w.As(history.By(history.Migration))
	result, err := moving.Associate(w.ctx, ruleRef("contacts/1"), ruleRef("companies/10"))
	require.NoError(t, err)
	require.Equal(t, ruleRef("companies/10"), result.Promoted)
	require.Equal(t, history.By(history.Migration), w.past("contacts/1", record.Companies)[0].Source)
	_, err = moving.Associate(w.ctx, ruleRef("contacts/1"), ruleRef("companies/11"))
	require.Error(t, err)
	w.edit(&schema.ClearLimit{Key: limitsKey(record.Contacts, record.Companies, label.TypeID{})})
	w.link("contacts/1", "companies/11")
	w.shows("contacts/1", record.Companies, "10*, 11")
}

// In other systems, after a merge of companies, contacts still had the vanished company as
// their primary.
func testMergedCompanyLeavesPrimaryAtLoser(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.link("contacts/2", "companies/10")
	w.link("deals/1", "companies/10", "companies/11")
	w.do(ruleMerge("companies/11", "companies/10"))
	w.shows("contacts/1", record.Companies, "11*")
	w.shows("contacts/2", record.Companies, "11*")
	w.shows("deals/1", record.Companies, "11*")
	is, found, err := w.Primary(w.ctx, ruleRef("contacts/2"), record.Companies)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, ruleRef("companies/11"), is)
}

// In other systems two contacts with the same primary company had no primary after their merge.
func testMergeWithSamePrimaryClearsIt(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/11", "companies/10")
	w.link("contacts/2", "companies/10")
	w.do(ruleSetPrimary("contacts/1", "companies/10"), ruleMerge("contacts/1", "contacts/2"))
	w.shows("contacts/1", record.Companies, "10*, 11")
}
