package laws

import (
	"math"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// pastLines returns a record's history in a few words each, newest first.
func (w *ruleGraph) pastLines(of string, to record.Type) []string {
	var lines []string
	for _, e := range w.past(of, to) {
		lines = append(lines, string(e.A.ID)+"-"+string(e.B.ID)+" "+e.Kinds().String())
	}
	return lines
}

func testE3ASurvivorsHistoryHasWhatTheMergedHad(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/3", "companies/30")
	w.link("contacts/2", "companies/20")
	w.link("contacts/1", "companies/10")
	own := w.pastLines("contacts/1", record.Companies)
	w.do(ruleMerge("contacts/2", "contacts/3"))
	last := w.do(ruleMerge("contacts/1", "contacts/2"))
	want := []string{
		"1-30 created", "2-30 removed", "1-20 created", "2-20 removed, primary cleared",
		"2-30 created", "3-30 removed, primary cleared",
		"1-10 created, primary set", "2-20 created, primary set", "3-30 created, primary set",
	}
	for _, id := range []string{"contacts/1", "contacts/2", "contacts/3"} {
		require.ElementsMatch(t, want, w.pastLines(id, record.Companies), "each id is answered as the survivor")
	}
	require.Equal(t, want[6:], w.pastLines("contacts/1", record.Companies)[6:])

	panel, err := w.Panel(w.ctx, ruleRef("contacts/1"), record.Companies, nil)
	require.NoError(t, err)
	require.Len(t, panel, 3)
	require.Equal(t, ruleRef("contacts/3"), panel[2].First.As, "the id that it was then")
	require.Zero(t, panel[2].Last.As)
	for _, row := range panel {
		require.True(t, row.Linked)
	}
	// A merge that was undone counts no more.
	w.do(&association.Undo{Operation: last.Operation})
	require.Contains(t, w.pastLines("contacts/1", record.Companies), own[0])
	require.NotContains(t, w.pastLines("contacts/1", record.Companies), "2-20 created, primary set")
	require.Contains(t, w.pastLines("contacts/2", record.Companies), "3-30 created, primary set")
}

func testE3AnAssociationTellsWhatMergedIdsHadOnBothSides(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/2", "companies/20")
	w.do(ruleMerge("contacts/1", "contacts/2"), ruleMerge("companies/10", "companies/20"))
	var lines []string
	for e, err := range w.HistoryOf(w.ctx, ruleRef("contacts/1"), ruleRef("companies/10")) {
		require.NoError(t, err)
		lines = append(lines, string(e.A.ID)+"-"+string(e.B.ID))
	}
	require.ElementsMatch(t, []string{"1-10", "1-20", "1-20", "2-20", "2-20"}, lines)
	panel, err := w.Panel(w.ctx, ruleRef("contacts/1"), record.Companies, nil)
	require.NoError(t, err)
	require.Len(t, panel, 2)
	require.Equal(t, ruleRef("companies/10"), panel[1].Into)
	require.False(t, panel[1].Linked)
	require.Zero(t, panel[0].Into)
	w.do(&association.DeleteRecord{Record: ruleRef("companies/10")})
	panel, err = w.Panel(w.ctx, ruleRef("contacts/2"), record.Companies, nil)
	require.NoError(t, err)
	require.True(t, panel[0].Deleted)
}

// C10 of a survivor: the merge, or the clearing of an id that was merged in.
func testE3WhyOfASurvivor(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/2", "companies/20")
	merged := w.do(ruleMerge("contacts/1", "contacts/2"))
	why, known, err := w.Why(w.ctx, ruleRef("contacts/2"), record.Companies)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, primary.MergedInto, why.Cause)
	require.Equal(t, merged.Operation, why.Event.Operation)

	w.link("deals/2", "companies/20")
	cleared := w.do(ruleClear("deals/2", "companies/20", ""))
	w.do(ruleMerge("deals/1", "deals/2"))
	why, known, err = w.Why(w.ctx, ruleRef("deals/1"), record.Companies)
	require.NoError(t, err)
	require.True(t, known)
	require.Zero(t, why.Primary)
	require.Equal(t, cleared.Operation, why.Event.Operation)
}

func testE5AsOfATime(t tester, s *Subject) {
	w := s.ruleGraph(t)
	first := w.do(ruleAssociate("contacts/2", "companies/20"))
	merged := w.do(ruleMerge("contacts/1", "contacts/2"))
	gone := w.do(&association.DeleteRecord{Record: ruleRef("contacts/1")})
	asOf := func(of string, at record.Time) []association.Link {
		return all(t, w.AsOf(at.Time()).Links(w.ctx, ruleRef(of), record.Companies))
	}
	require.Empty(t, asOf("contacts/2", first.At-1))
	require.Equal(t, ruleRef("contacts/2"), asOf("contacts/2", first.At)[0].From, "a later merge is not known then")
	require.Empty(t, asOf("contacts/1", first.At))
	require.Equal(t, ruleRef("contacts/1"), asOf("contacts/2", merged.At)[0].From)
	require.True(t, asOf("contacts/1", merged.At)[0].Primary)
	require.Empty(t, asOf("contacts/2", gone.At))
	require.Empty(t, asOf("contacts/2", math.MaxInt64))

	life := func(of string, at record.Time) association.RecordState {
		life, err := w.AsOf(at.Time()).State(w.ctx, ruleRef(of))
		require.NoError(t, err)
		return life
	}
	require.Zero(t, life("contacts/2", merged.At-1))
	require.Equal(t, association.RecordState{Status: storage.Merged, Into: ruleRef("contacts/1")}, life("contacts/2", merged.At))
	require.Zero(t, life("contacts/1", gone.At-1))
	require.Equal(t, association.RecordState{Status: storage.Deleted}, life("contacts/1", gone.At))

	link, linked, err := w.AsOf(merged.At.Time()).Linked(w.ctx, ruleRef("companies/20"), ruleRef("contacts/2"))
	require.NoError(t, err)
	require.True(t, linked && link.PrimaryOf)
	require.Equal(t, ruleRef("contacts/1"), link.To)
	_, linked, err = w.AsOf(gone.At.Time()).Linked(w.ctx, ruleRef("companies/20"), ruleRef("contacts/2"))
	require.NoError(t, err)
	require.False(t, linked)
}

func testE5TheDifferenceBetweenTwoTimes(t tester, s *Subject) {
	w := s.ruleGraph(t)
	one := w.do(ruleAssociate("contacts/1", "companies/10"))
	w.link("contacts/1", "companies/11", "companies/12")
	w.do(ruleDissociate("contacts/1", "companies/12", ""))
	last := w.do(ruleSetPrimary("contacts/1", "companies/11"))
	changed, err := w.Difference(w.ctx, ruleRef("contacts/1"), record.Companies, one.At.Time(), last.At.Time())
	require.NoError(t, err)
	require.Len(t, changed, 2, "what came and went is not in it")
	require.Equal(t, history.PrimaryCleared, changed[0].Kinds())
	require.Equal(t, history.Created|history.PrimarySet, changed[1].Kinds())
	require.Equal(t, last.Operation, changed[1].Operation)
	all, err := w.DifferenceOfAll(w.ctx, feed.Token{}, one.At.Time(), last.At.Time())
	require.NoError(t, err)
	require.Len(t, all, 2)
	_, err = w.Difference(w.ctx, ruleRef("contacts/1"), record.Companies, last.At.Time(), one.At.Time())
	require.ErrorIs(t, err, storage.ErrInvalid)
}

func testE5TheFeedGoesOnFromAToken(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "companies/12")
	page, err := w.Feed(w.ctx, feed.Token{}, 2)
	require.NoError(t, err)
	require.True(t, page.More)
	require.Len(t, page.Events, 2)
	token, err := feed.ParseToken(page.Token.String())
	require.NoError(t, err)
	page, err = w.Feed(w.ctx, token, 2)
	require.NoError(t, err)
	require.Len(t, page.Events, 1)
	require.False(t, page.More)
	end := page.Token
	page, err = w.Feed(w.ctx, end, 0)
	require.NoError(t, err)
	require.Equal(t, feed.Page{Events: []history.Event{}, Token: end}, page)
	for _, bad := range []string{"x", "1.2", "1.2.3-", "-2", "1.2.3-0", " 1.2.3", "01.2.3"} {
		_, err := feed.ParseToken(bad)
		require.ErrorIs(t, err, feed.ErrToken, bad)
	}
	ahead, err := feed.ParseToken("9999.9.9")
	require.NoError(t, err)
	_, err = w.Feed(w.ctx, ahead, 0)
	require.ErrorIs(t, err, feed.ErrToken)
	_, err = w.Feed(w.ctx, end, storage.MaxPage+1)
	require.ErrorIs(t, err, storage.ErrInvalid)
}

func testE5ForgettingKeepsWhatIsNeeded(t tester, s *Subject) {
	w := s.ruleGraph(t)
	manager := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/10", "companies/11")
	w.do(ruleAddLabels("contacts/1", "companies/11", manager), ruleRemoveLabels("contacts/1", "companies/11", manager),
		ruleAddLabels("contacts/1", "companies/11", manager))
	w.link("contacts/1", "companies/12")
	w.do(ruleDissociate("contacts/1", "companies/12", ""))
	w.link("deals/1", "companies/10")
	w.do(ruleClear("deals/1", "companies/10", ""))
	w.link("contacts/5", "companies/10")
	w.do(ruleMerge("contacts/4", "contacts/5"))
	w.do(&association.DeleteRecord{Record: ruleRef("contacts/9")})
	whole := w.pastLines("contacts/1", record.Companies)
	w.link("contacts/6", "companies/10", "companies/11")
	moved := w.do(ruleSetPrimary("contacts/6", "companies/11"))
	w.do(ruleAddLabels("contacts/6", "companies/11", manager))
	why, _, err := w.Why(w.ctx, ruleRef("deals/1"), record.Companies)
	require.NoError(t, err)
	panel, err := w.Panel(w.ctx, ruleRef("contacts/4"), record.Companies, nil)
	require.NoError(t, err)

	w.tick()
	n, err := w.TrimHistory(w.ctx, record.MaxTime.Time())
	require.NoError(t, err)
	require.Positive(t, n)
	since, err := w.RetainedSince(w.ctx)
	require.NoError(t, err)
	require.Equal(t, w.clock.Time(), since, "a time to come is taken as now")
	// Of existing links the first and the newest event are kept, of a removed link nothing.
	require.Equal(t, []string{"1-11 labels added", "1-11 created", "1-10 created, primary set"}, w.pastLines("contacts/1", record.Companies))
	require.Len(t, whole, 7)
	kept, known, err := w.Why(w.ctx, ruleRef("deals/1"), record.Companies)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, why, kept)
	kept, known, err = w.Why(w.ctx, ruleRef("contacts/6"), record.Companies)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, moved.Operation, kept.Event.Operation)
	after, err := w.Panel(w.ctx, ruleRef("contacts/4"), record.Companies, nil)
	require.NoError(t, err)
	require.Equal(t, panel, after, "the first event of an id that was merged in, and the merge")
	n, err = w.TrimHistory(w.ctx, since)
	require.NoError(t, err)
	require.Zero(t, n, "there is nothing more to forget")
	var subjects []history.Subject
	for _, e := range w.feed() {
		if e.Subject != history.Link {
			subjects = append(subjects, e.Subject)
		}
	}
	require.Equal(t, []history.Subject{history.Merged, history.Deleted}, subjects)
}

func testE5WhatWasForgottenIsTooOld(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	early, err := w.Feed(w.ctx, feed.Token{}, 1)
	require.NoError(t, err)
	removed := w.do(ruleDissociate("contacts/1", "companies/11", ""))
	late, err := w.Feed(w.ctx, feed.Token{}, 0)
	require.NoError(t, err)
	w.tick()
	horizon := w.clock
	_, err = w.TrimHistory(w.ctx, horizon.Time())
	require.NoError(t, err)
	moved := w.do(ruleAssociate("contacts/1", "companies/12"))

	one := ruleRef("contacts/1")
	err = fails(t, w.AsOf((horizon-1).Time()).Links(w.ctx, one, record.Companies))
	tooOld := ruleAs[*retention.TooOldError](t, err)
	require.ErrorIs(t, err, retention.ErrTooOld)
	require.Equal(t, horizon, tooOld.Since)
	require.Equal(t, horizon-1, tooOld.At)
	_, _, err = w.AsOf((horizon - 1).Time()).Linked(w.ctx, one, ruleRef("companies/10"))
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, err = w.AsOf((horizon - 1).Time()).State(w.ctx, one)
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, err = w.Difference(w.ctx, one, record.Companies, (horizon - 1).Time(), moved.At.Time())
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, err = w.DifferenceOfAll(w.ctx, feed.Token{}, (horizon - 1).Time(), moved.At.Time())
	require.ErrorIs(t, err, retention.ErrTooOld)
	require.Len(t, all(t, w.AsOf(horizon.Time()).Links(w.ctx, one, record.Companies)), 1)

	_, err = w.Feed(w.ctx, early.Token, 0)
	require.ErrorIs(t, err, retention.ErrTooOld, "later events were trimmed")
	page, err := w.Feed(w.ctx, late.Token, 0)
	require.NoError(t, err)
	require.Len(t, page.Events, 1)
	page, err = w.Feed(w.ctx, feed.Token{}, 1)
	require.NoError(t, err)
	page, err = w.Feed(w.ctx, page.Token, 0)
	require.NoError(t, err)
	require.Len(t, page.Events, 1, "who begins anew gets what is kept")
	_, err = w.Undo(w.ctx, removed.Operation)
	require.ErrorIs(t, err, history.ErrNotFound)
}

// An operation of which a part is kept is not undone by that part.
func testE5AnOperationOlderThanTheHorizonIsNotUndone(t tester, s *Subject) {
	w := s.ruleGraph(t)
	both := w.do(ruleAll("contacts/1", "companies/10", "companies/11"))
	w.do(ruleDissociate("contacts/1", "companies/11", ""))
	w.tick()
	_, err := w.TrimHistory(w.ctx, w.clock.Time())
	require.NoError(t, err)
	w.tick()
	_, err = w.Undo(w.ctx, both.Operation)
	require.ErrorIs(t, err, retention.ErrTooOld)
	w.shows("contacts/1", record.Companies, "10*")
}

// A deleted record comes back as before although history was trimmed.
func testE5ARestoreAfterAMergeNeedsWhatIsKept(t tester, s *Subject) {
	for _, forgets := range []bool{false, true} {
		w := s.ruleGraph(t)
		w.link("contacts/2", "companies/9", "companies/10")
		w.do(ruleDelete("companies/10"), ruleMerge("contacts/1", "contacts/2"), ruleDelete("contacts/1"), ruleRestore("companies/10"))
		if w.tick(); forgets {
			_, err := w.TrimHistory(w.ctx, w.clock.Time())
			require.NoError(t, err)
		}
		w.do(ruleRestore("contacts/1"))
		w.shows("contacts/1", record.Companies, "9*, 10")
	}
}

func testE5ARestoreNeedsWhatIsKept(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.do(ruleDissociate("contacts/1", "companies/11", ""), &association.DeleteRecord{Record: ruleRef("companies/10")},
		&association.DeleteRecord{Record: ruleRef("contacts/1")})
	w.tick()
	_, err := w.TrimHistory(w.ctx, w.clock.Time())
	require.NoError(t, err)
	w.do(&association.RestoreRecord{Record: ruleRef("contacts/1")}, &association.RestoreRecord{Record: ruleRef("companies/10")})
	w.shows("contacts/1", record.Companies, "10*")
	require.Equal(t, "1-10 created, primary set", w.pastLines("contacts/1", record.Companies)[len(w.pastLines("contacts/1", record.Companies))-1])
}
