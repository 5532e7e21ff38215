package laws

import (
	"context"
	"errors"
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func testE1OneEventForEachLinkAndOperation(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/1", "companies/11")
	result := w.do(ruleSetLabels("contacts/1", "companies/11", boss, ruleLinkType(1)))
	events := w.feed()
	require.Len(t, events, 4) // two links were touched by the last operation
	for _, e := range events[2:] {
		require.Equal(t, result.Operation, e.Operation)
		require.Equal(t, result.At, e.At)
	}
	past := w.past("contacts/1", record.Companies)
	kinds := map[record.ID]history.Kinds{past[0].B.ID: past[0].Kinds(), past[1].B.ID: past[1].Kinds()}
	require.Equal(t, history.LabelsAdded|history.PrimarySet, kinds["11"])
	require.Equal(t, history.PrimaryCleared, kinds["10"])
	require.Equal(t, history.Created|history.LabelsAdded|history.PrimarySet, past[3].Kinds())
	// The states before and after are whole.
	first := past[3]
	require.False(t, first.Was.Linked())
	require.Equal(t, first.At, first.Now.Created)
	require.True(t, first.Now.Near.Primary)
	require.False(t, first.Now.Far.Primary)
	require.True(t, first.Now.Near.Labels.Has(boss.ID))
	require.True(t, first.Now.Far.Labels.Has(boss.Inverse))
}

// An operation of several parts may touch a link more than once. The link still has a single
// event.
func testE1OneEventForALinkThatAnOperationTouchesTwice(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	twice := ruleAll("contacts/1", "companies/10", "companies/10")
	twice.Targets[0].Labels, twice.Targets[1].Labels = []label.Label{boss}, []label.Label{guest}
	w.do(twice)
	require.Len(t, w.feed(), 1)
	w.shows("contacts/1", record.Companies, "10* [Boss Guest]")

	demoted := ruleAll("contacts/1", "companies/10", "companies/2")
	demoted.Targets[1].Mark = primary.MarkReplace
	other := w.define(label.Single(record.Contacts, record.Companies, "Other"))
	demoted.Targets[0].Labels = []label.Label{other}
	w.do(demoted)
	require.Len(t, w.feed(), 3)
	w.shows("contacts/1", record.Companies, "2*, 10 [Boss Guest Other]")
	for e, err := range w.HistoryOf(w.ctx, ruleRef("contacts/1"), ruleRef("companies/10")) {
		require.NoError(t, err)
		require.Equal(t, history.LabelsAdded|history.PrimaryCleared, e.Kinds())
		break
	}
}

// Whatever the verb, an operation has exactly one event for each link that it changes, and the
// event has changed something.
func testE1OneEventWhateverTheVerb(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss", "Staff"))
	w.do(ruleAll("contacts/1", "companies/10", "companies/11", "companies/12", "deals/1"), ruleSetLabels("contacts/1", "companies/11", boss, ruleLinkType(1)))
	w.do(ruleAddLabels("companies/12", "contacts/1", w.inverse(boss)), ruleMark("contacts/1", "companies/13", primary.MarkReplace))
	moved := w.do(ruleSetPrimary("contacts/1", "companies/10"))
	w.do(ruleClear("contacts/1", "companies/10", "companies/12"), ruleRemoveLabels("contacts/1", "companies/12", boss))
	w.do(ruleDissociate("contacts/1", "companies/13", ""), ruleActivity("calls/1", "contacts/1"))
	w.link("contacts/2", "companies/10", "companies/11", "contacts/1")
	merged := w.do(ruleMerge("contacts/1", "contacts/2"))
	w.do(&association.Undo{Operation: merged.Operation}, ruleMerge("companies/11", "companies/10"), ruleDelete("companies/11"), ruleRestore("companies/11"))
	w.imported("1,14,Boss,1\n1,14,,2\n1,14,Primary;Boss,1\n", &importer.Options{MovePrimary: true, ID: operation(t, "import")})
	w.do(&association.Undo{Operation: operation(t, "import"), Group: true})
	w.refused(association.ErrUndoConflict, &association.Undo{Operation: moved.Operation})
	w.rule(primary.Rule{From: record.Contacts, To: record.Deals, Required: true})
	w.edit(&schema.WithdrawRule{From: record.Contacts, To: record.Deals})

	seen := map[string]bool{}
	for _, e := range w.feed() {
		once := fmt.Sprint(e.Operation, e.Subject, e.A, e.B)
		require.False(t, seen[once], "%s has another event of %s", e.Operation, e)
		seen[once] = true
		require.NotZero(t, e.Kinds(), e.String())
		require.False(t, e.Operation.IsZero())
		require.Positive(t, e.At)
	}
}

func testE1AnEventIsToldFromBothEnds(t tester, s *Subject) {
	w := s.ruleGraph(t)
	manager := w.define(label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	w.do(ruleAssociate("contacts/2", "contacts/1", manager))
	for of, id := range map[string]label.TypeID{"contacts/2": manager.ID, "contacts/1": manager.Inverse} {
		past := w.past(of, record.Contacts)
		require.Len(t, past, 1)
		require.Equal(t, ruleRef(of), past[0].A)
		require.True(t, past[0].Now.Near.Labels.Has(id))
	}
}

func testE1OperationsOfADoAreAGroupWithOneTime(t tester, s *Subject) {
	w := s.ruleGraph(t)
	group, err := history.NamedOperation("import 7")
	require.NoError(t, err)
	results, err := w.Grouped(group).Do(w.ctx, ruleAssociate("contacts/1", "companies/10"), ruleAssociate("contacts/1", "companies/11"))
	require.NoError(t, err)
	require.NotEqual(t, results[0].Operation, results[1].Operation)
	events := w.feed()
	require.Len(t, events, 2)
	for i, e := range events {
		require.Equal(t, group, e.Group)
		require.Equal(t, results[i].Operation, e.Operation)
		require.Equal(t, events[0].At, e.At)
	}
}

func testE1ADoWithoutAGroupIsOneNamedLikeItsFirstOperation(t tester, s *Subject) {
	w := s.ruleGraph(t)
	results, err := w.Do(w.ctx, ruleAssociate("contacts/1", "companies/10"), ruleAssociate("contacts/1", "companies/11"))
	require.NoError(t, err)
	for _, e := range w.feed() {
		require.Equal(t, results[0].Operation, e.Group)
	}
}

// A record's events have growing times even when the clock runs backwards.
func testE1TimesGrowForEveryRecord(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.clock -= 1 << 50
	w.link("contacts/1", "companies/11")
	w.link("contacts/2", "companies/11")
	past := w.past("companies/11", record.Contacts)
	require.Greater(t, past[0].At, past[1].At)
	newest := w.past("contacts/1", record.Companies)
	require.Equal(t, newest[1].At+1, newest[0].At)
}

func testE2EverySourceIsKept(t tester, s *Subject) {
	w := s.ruleGraph(t)
	sources := []history.Source{history.ByUser("7", "Ann"), history.ByUser("8", "")}
	for kind := history.API; kind <= history.Unknown; kind++ {
		if kind != history.User {
			sources = append(sources, history.By(kind))
		}
	}
	require.Len(t, sources, 11)
	for i, source := range sources {
		_, err := w.As(source).Associate(w.ctx, ruleRef("contacts/1"), record.New(record.Companies, record.ID(rune('a'+i))))
		require.NoError(t, err, source.String())
	}
	past := w.past("contacts/1", record.Companies)
	for i, source := range sources {
		require.Equal(t, source, past[len(past)-1-i].Source)
	}
	_, err := w.Associate(w.ctx, ruleRef("contacts/2"), ruleRef("companies/z"))
	require.NoError(t, err)
	require.Equal(t, history.By(history.API), w.past("contacts/2", record.Companies)[0].Source)
}

func testE2DomainAssociationIsForContactsAndCompaniesOnly(t tester, s *Subject) {
	w := s.ruleGraph(t)
	domain := w.As(history.By(history.DomainAssociation))
	_, err := domain.Associate(w.ctx, ruleRef("companies/10"), ruleRef("contacts/1"))
	require.NoError(t, err)
	for _, pair := range [][2]string{{"deals/1", "companies/10"}, {"contacts/1", "contacts/2"}, {"contacts/1", "calls/1"}} {
		_, err = domain.Associate(w.ctx, ruleRef(pair[0]), ruleRef(pair[1]))
		require.Error(t, err)
		require.ErrorIs(t, err, history.ErrSource)
	}
	_, err = domain.Dissociate(w.ctx, ruleRef("contacts/2"), ruleRef("contacts/1"))
	require.ErrorIs(t, err, history.ErrSource)
	require.Len(t, w.feed(), 1)
}

// Operations that come to links which they do not name are no match of a contact with a
// company, so that no event between others ever has that source.
func testE2AMatchByDomainChangesNoOtherLinks(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	linked := w.do(ruleAssociate("deals/1", "companies/10"))
	w.do(ruleDelete("contacts/2"))
	before := w.feed()
	for _, op := range []association.Operation{
		&association.Undo{Operation: linked.Operation}, ruleDelete("contacts/1"), ruleRestore("contacts/2"), ruleMerge("companies/10", "companies/11"),
		ruleActivity("companies/20", "contacts/1"), association.Once(operation(t, "undo"), &association.Undo{Operation: linked.Operation}),
	} {
		_, err := w.As(history.By(history.DomainAssociation)).Do(w.ctx, op)
		require.ErrorIs(t, err, history.ErrSource, op.String())
	}
	require.Equal(t, before, w.feed())
	for _, op := range []association.Operation{
		ruleAssociate("contacts/1", "companies/11"), ruleAll("contacts/3", "companies/10"),
		&association.SetPrimary{From: ruleRef("contacts/1"), To: ruleRef("companies/11")}, ruleDissociate("contacts/1", "companies/10", ""),
	} {
		_, err := w.As(history.By(history.DomainAssociation)).Do(w.ctx, op)
		require.NoError(t, err, op.String())
	}
}

func testE3ThePanelHasARowForEveryRecordEverAssociated(t tester, s *Subject) {
	w := s.ruleGraph(t)
	ann := w.As(history.ByUser("7", "Ann"))
	first, err := ann.Associate(w.ctx, ruleRef("contacts/1"), ruleRef("companies/10"))
	require.NoError(t, err)
	w.link("contacts/1", "companies/9", "deals/1")
	w.do(ruleDissociate("contacts/1", "companies/10", ""))
	asked := 0
	panel, err := w.Panel(w.ctx, ruleRef("contacts/1"), record.Companies, func(_ context.Context, refs []record.Ref) ([]string, error) {
		asked++
		require.Equal(t, ruleRefs("companies/9", "companies/10"), refs)
		return []string{"", "Acme"}, nil
	})
	require.NoError(t, err)
	require.Equal(t, 1, asked)
	require.Len(t, panel, 2)
	require.Equal(t, "", panel[0].Name)
	require.True(t, panel[0].Linked)
	require.Equal(t, history.PrimarySet, panel[0].Last.Kinds) // 9 succeeded 10
	require.Equal(t, "Acme", panel[1].Name)
	require.False(t, panel[1].Linked)
	require.Equal(t, first.At, panel[1].First.At)
	require.Equal(t, "Ann", panel[1].First.Source.String())
	require.True(t, panel[1].Last.Kinds.Has(history.Removed))
	require.Equal(t, history.By(history.API), panel[1].Last.Source)

	_, err = w.Panel(w.ctx, ruleRef("contacts/1"), record.Companies, func(context.Context, []record.Ref) ([]string, error) {
		return nil, context.DeadlineExceeded
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func testE3APanelRowKeepsTheFirstAssociationOfALinkThatCameAgain(t tester, s *Subject) {
	w := s.ruleGraph(t)
	first := w.do(ruleAssociate("contacts/1", "companies/10"))
	w.do(ruleDissociate("contacts/1", "companies/10", ""))
	again := w.do(ruleAssociate("contacts/1", "companies/10"))
	panel, err := w.Panel(w.ctx, ruleRef("companies/10"), record.Contacts, nil)
	require.NoError(t, err)
	require.Len(t, panel, 1)
	require.Equal(t, first.At, panel[0].First.At)
	require.Equal(t, again.At, panel[0].Last.At)
	require.True(t, panel[0].Linked)
}

func testE3EveryEventOfAnAssociationNewestFirst(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/11")
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleSetPrimary("contacts/1", "companies/10"),
		ruleSetLabels("contacts/1", "companies/10"), ruleDissociate("companies/10", "contacts/1", ""))
	for _, pair := range [][2]string{{"contacts/1", "companies/10"}, {"companies/10", "contacts/1"}} {
		var kinds []string
		for e, err := range w.HistoryOf(w.ctx, ruleRef(pair[0]), ruleRef(pair[1])) {
			require.NoError(t, err)
			kinds = append(kinds, e.From(ruleRef("contacts/1")).Kinds().String())
		}
		require.Equal(t, []string{"removed, primary cleared", "labels removed", "primary set", "created, labels added"}, kinds)
	}
}

func testE4EveryTypeHasAHistory(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.DefineType{Type: "cars"}, &schema.DefinePair{From: "cars", To: record.Notes})
	for _, pair := range [][2]string{
		{"contacts/1", "deals/1"}, {"tickets/1", "companies/1"}, {"calls/1", "contacts/1"}, {"postal_mail/1", "deals/1"}, {"cars/1", "notes/1"},
	} {
		w.link(pair[0], pair[1])
		require.Len(t, w.past(pair[0], ruleRef(pair[1]).Type), 1)
		require.Len(t, w.past(pair[1], ruleRef(pair[0]).Type), 1)
	}
}

func testK3TheCardOfARecord(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/1", "companies/9", "companies/11", "deals/1", "contacts/2")
	w.rule(primary.Rule{From: record.Contacts, To: record.Deals})
	w.limit(record.Contacts, record.Companies, boss.ID, 5) // the count of a label is no group of the card
	card, err := w.Card(w.ctx, ruleRef("contacts/1"), 2)
	require.NoError(t, err)
	require.Equal(t, ruleRef("contacts/1"), card.Record)
	require.Len(t, card.Groups, 3)
	companies := card.Group(record.Companies)
	require.Equal(t, 3, companies.Count)
	require.Equal(t, ruleRef("companies/10"), companies.Primary)
	require.False(t, companies.Page.Next.IsZero())
	require.Equal(t, "9", ruleLinkWords(companies.Page.Links[0]))
	require.Equal(t, "10* [Boss]", ruleLinkWords(companies.Page.Links[1]))
	require.Equal(t, 1, card.Group(record.Deals).Count)
	require.True(t, card.Group(record.Deals).Primary.IsZero())
	require.Equal(t, 1, card.Group(record.Contacts).Count)
	require.Zero(t, card.Group(record.Tickets).Count)

	cards, err := w.CardMany(w.ctx, ruleRefs("companies/10", "contacts/9", "contacts/1"), 0)
	require.NoError(t, err)
	require.Equal(t, "1< [Boss]", ruleLinkWords(cards[0].Group(record.Contacts).Page.Links[0]))
	require.Empty(t, cards[1].Groups)
	require.Len(t, cards[2].Groups, 3)
}

// Reading is not gated: a card shows labels under any plan.
func testK3ACardUnderASmallPlan(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.edit(&schema.SetSubscription{Subscription: limits.Starter})
	card, err := w.Card(w.ctx, ruleRef("contacts/1"), 0)
	require.NoError(t, err)
	require.Equal(t, "10* [Boss]", ruleLinkWords(card.Group(record.Companies).Page.Links[0]))
}

// An operation that leaves every link as before has written nothing. So the next operation of
// the same transaction need not have a later time.
func testE1WhatCancelsItselfLeavesNoTime(t tester, s *Subject) {
	f := open(t, s.Open())
	boss, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "Boss"))
	require.NoError(t, err)
	of, to := contact("1"), company("1")
	f.link(t, of, to)
	done, err := f.Do(f.ctx, &association.AddLabels{From: of, To: to, Labels: []label.Label{boss}}, &association.SetLabels{From: of, To: to})
	require.NoError(t, err)
	each, err := f.DoEach(f.ctx, &association.Undo{Operation: done[0].Operation, Group: true},
		&association.AddLabels{From: of, To: to, Labels: []label.Label{boss}})
	require.NoError(t, err)
	require.NoError(t, errors.Join(each[0].Err, each[1].Err))
	require.Zero(t, each[0].Result.At)
	require.Equal(t, done[1].At+1, each[1].Result.At)
}

// E1, law 6: the clock runs back. A Do still has a single time, after all events of its
// records, however many records there are.
func testE1ClockThatRanBack(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	const many = 300
	var ops []association.Operation
	for i := range many {
		id := record.ID(rune(0x4e00 + i))
		f.link(t, contact(id), company("1"))
		ops = append(ops, &association.Associate{From: contact(id), To: deal("1")})
	}
	newest := f.clock.Load()
	f.clock.Store(firstTime)
	results, err := f.Do(f.ctx, ops...)
	require.NoError(t, err)
	for _, r := range results {
		require.EqualValues(t, newest+1, r.At)
	}
}

// The time of a refused operation of several parts does not change the time of the next.
func testE1RefusedOperationsLeaveTheTimeAlone(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.link(t, contact("1"), deal("1"))
	f.clock.Store(firstTime)
	each, err := f.DoEach(f.ctx,
		&association.AssociateAll{From: contact("2"), Targets: []association.Target{
			{To: deal("5")}, {To: contact("1")}, {To: company("1"), Mark: primary.MarkNever},
		}},
		&association.Associate{From: contact("2"), To: deal("5")},
	)
	require.NoError(t, err)
	require.ErrorIs(t, each[0].Err, primary.ErrRequired)
	require.EqualValues(t, firstTime, each[1].Result.At)
}
