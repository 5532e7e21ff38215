package laws

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func ruleDelete(of string) *association.DeleteRecord {
	return &association.DeleteRecord{Record: ruleRef(of)}
}

func ruleRestore(of string) *association.RestoreRecord {
	return &association.RestoreRecord{Record: ruleRef(of)}
}

// ruleLost returns losses in words, in the order of the result.
func ruleLost(r association.Result) []string {
	var words []string
	for _, l := range r.Lost {
		words = append(words, l.String())
	}
	return words
}

func testJ4DeleteRemovesTheLinksOnBothSides(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "companies/12", "deals/5")
	w.link("deals/5", "companies/10", "companies/11")
	result := w.do(ruleDelete("companies/10"))
	require.Equal(t, association.Removed, result.Outcome)
	require.Equal(t, 2, result.Links)
	require.Contains(t, ruleRefs("companies/11"), result.Promoted)
	w.shows("companies/10", record.Contacts, "")
	w.shows("contacts/1", record.Companies, "11*, 12") // C7: the oldest, because a primary is required
	w.shows("deals/5", record.Companies, "11*")        // and where none is
	require.Len(t, w.past("companies/10", record.Contacts), 1+1, "the history stays")
	require.Equal(t, association.Unchanged, w.quiet(ruleDelete("companies/10")).Outcome)
	err := w.refused(record.ErrDeleted, ruleAssociate("contacts/1", "companies/10"))
	require.ErrorContains(t, err, "companies/10 is deleted: use another record")
}

// C7: the rule's own choice goes before the oldest.
func testC7DeleteTakesTheRulesChoice(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts, Choice: primary.Newest})
	w.link("deals/1", "contacts/1", "contacts/2", "contacts/3")
	require.Equal(t, ruleRef("contacts/3"), w.do(ruleDelete("contacts/1")).Promoted)
	w.shows("deals/1", record.Contacts, "2, 3*")
}

func testJ4AnIdNeverAssociatedIsDeletedToo(t tester, s *Subject) {
	w := s.ruleGraph(t)
	require.Equal(t, association.Result{Operation: history.Numbered(1), At: w.clock + record.Time(time.Second), Outcome: association.Removed}, w.do(ruleDelete("contacts/9")))
	w.refused(record.ErrDeleted, ruleAssociate("contacts/9", "companies/1"))
	require.Equal(t, association.Restored, w.do(ruleRestore("contacts/9")).Outcome)
	w.link("contacts/9", "companies/1")
	require.Equal(t, association.Unchanged, w.quiet(ruleRestore("contacts/9")).Outcome)
}

func testJ4RestoreBringsLinksLabelsTimesAndMarksBack(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss", "Staff"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/1", "companies/11")
	w.link("companies/10", "contacts/2")
	before := everything(t, w.store).Links
	w.do(ruleDelete("companies/10"))
	w.shows("contacts/1", record.Companies, "11*")
	w.do(ruleDelete("contacts/1"))
	result := w.do(ruleRestore("contacts/1"))
	require.Equal(t, []string{"contacts/1 - companies/10: link lost, the other record is deleted"}, ruleLost(result))
	result = w.do(ruleRestore("companies/10"))
	require.Equal(t, association.Restored, result.Outcome)
	require.Equal(t, 2, result.Links)
	require.Empty(t, result.Lost)
	// Meanwhile 11 was made primary, and remains primary.
	w.shows("contacts/1", record.Companies, "10 [Boss], 11*")
	w.shows("contacts/2", record.Companies, "10*")
	for p, was := range before {
		require.Equal(t, was.Created, everything(t, w.store).Links[p].Created)
		now := everything(t, w.store).Links[p]
		require.Equal(t, was.Near.Labels, now.Near.Labels)
		require.Equal(t, was.Far.Labels, now.Far.Labels)
	}
}

// A link that was removed with either end returns when both ends are alive, whichever came back
// first.
func testJ4BothEndsComeBackInAnyOrder(t tester, s *Subject) {
	for i, order := range [][4]string{
		{"contacts/1", "companies/10", "contacts/1", "companies/10"}, {"contacts/1", "companies/10", "companies/10", "contacts/1"},
		{"companies/10", "contacts/1", "contacts/1", "companies/10"}, {"companies/10", "contacts/1", "companies/10", "contacts/1"},
	} {
		part(t, fmt.Sprint(i), func(t tester) {
			w := s.ruleGraph(t)
			w.link("contacts/1", "companies/10")
			w.do(ruleDelete(order[0]), ruleDelete(order[1]))
			first := w.do(ruleRestore(order[2]))
			require.Equal(t, 0, first.Links)
			require.Equal(t, association.OtherDeleted, first.Lost[0].Reason)
			second := w.do(ruleRestore(order[3]))
			require.Equal(t, 1, second.Links)
			require.Empty(t, second.Lost)
			w.shows("contacts/1", record.Companies, "10*")
		})
	}
}

// The mark comes back if there is no other mark and none was set or cleared since. C2 never
// gives a mark here.
func testJ4AMarkThatMovedSinceDoesNotComeBack(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "companies/10")
	w.do(ruleDelete("companies/10"), ruleRestore("companies/10"))
	w.shows("deals/1", record.Companies, "10*")
	why, known, err := w.Why(w.ctx, ruleRef("deals/1"), record.Companies)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, primary.BroughtBack, why.Cause) // C10

	w.do(ruleDelete("companies/10"))
	w.link("deals/1", "companies/11") // C2 marks this link
	w.do(ruleClear("deals/1", "companies/11", ""), ruleRestore("companies/10"))
	w.shows("deals/1", record.Companies, "10, 11")

	w.link("deals/2", "companies/12")
	w.do(ruleClear("deals/2", "companies/12", ""), ruleDelete("companies/12"), ruleRestore("companies/12"))
	w.shows("deals/2", record.Companies, "12") // the first and only, and not marked
}

// If a primary is required and no mark came back, C7 decides the primary.
func testJ4AfterARestoreC7HoldsWhereRequired(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts, Required: true, Choice: primary.Newest})
	w.link("deals/1", "contacts/1", "contacts/2", "contacts/3")
	w.do(ruleDelete("deals/1"), ruleDelete("contacts/1"))
	result := w.do(ruleRestore("deals/1"))
	require.Equal(t, ruleRef("contacts/3"), result.Promoted)
	w.shows("deals/1", record.Contacts, "2, 3*")
	w.do(ruleRestore("contacts/1"))
	w.shows("deals/1", record.Contacts, "1, 2, 3*")
}

func testJ4TheTimeToRestore(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.do(ruleDelete("contacts/1"))
	w.clock += record.Time(association.DefaultRestoreWithin - time.Second) // and a second in do
	require.Equal(t, 1, w.do(ruleRestore("contacts/1")).Links, "exactly 90 days count")

	gone := w.do(ruleDelete("contacts/1"))
	deleted := w.clock
	w.clock = deleted + record.Time(association.DefaultRestoreWithin) + 1 - record.Time(time.Second)
	err := w.refused(record.ErrExpired, ruleRestore("contacts/1"))
	expired := ruleAs[*record.ExpiredError](t, err)
	require.Equal(t, ruleRef("contacts/1"), expired.Record)
	require.Equal(t, deleted.Time().Add(association.DefaultRestoreWithin), expired.Until)
	require.ErrorContains(t, err, "contacts/1 could be restored until ")
	w.refused(record.ErrDeleted, ruleAssociate("contacts/1", "companies/10"))
	err = w.refused(association.ErrUndoConflict, &association.Undo{Operation: gone.Operation})
	require.ErrorContains(t, err, "contacts/1: it was deleted too long ago")
}

func testJ4WhatCannotComeBackIsListed(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	peer := w.define(label.Single(record.Contacts, record.Companies, "Peer"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss, peer))
	w.link("contacts/1", "companies/11", "companies/12")
	w.do(ruleDelete("contacts/1"), ruleDelete("companies/12"))
	w.edit(&schema.RemoveLabel{ID: peer.ID})
	w.limit(record.Companies, record.Contacts, boss.Inverse, 1)
	w.do(ruleAssociate("contacts/2", "companies/10", boss))
	w.limit(record.Companies, record.Contacts, label.TypeID{}, 2)
	w.link("companies/11", "contacts/3", "contacts/4")
	require.ElementsMatch(t, []string{
		fmt.Sprintf("contacts/1 - companies/10: %s lost, the label was removed", label.SetOf(peer.ID)),
		fmt.Sprintf("contacts/1 - companies/10: %s lost, a limit is reached", label.SetOf(boss.ID)),
		"contacts/1 - companies/11: link lost, a limit is reached",
		"contacts/1 - companies/12: link lost, the other record is deleted",
	}, ruleLost(w.do(ruleRestore("contacts/1"))))
	w.shows("contacts/1", record.Companies, "10*")
}

// Records that were merged while the record was deleted are linked once, with the labels of
// both.
func testJ4LinksToRecordsThatWereMergedMeanwhile(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/10")
	w.do(ruleAssociate("contacts/1", "companies/11", boss))
	w.do(ruleDelete("contacts/1"), ruleMerge("companies/11", "companies/10"), ruleRestore("contacts/1"))
	w.shows("contacts/1", record.Companies, "11* [Boss]")

	// A record gets back the links that were lost by a record merged into it.
	w.link("contacts/2", "companies/20")
	w.do(ruleDelete("companies/20"), ruleMerge("contacts/3", "contacts/2"), ruleDelete("contacts/3"), ruleRestore("companies/20"))
	require.Equal(t, 1, w.do(ruleRestore("contacts/3")).Links)
	w.shows("contacts/3", record.Companies, "20*")
}

func testJ4AHubIsDeletedAndRestored(t tester, s *Subject) {
	w := s.ruleGraph(t)
	n := s.hub()
	ops := make([]association.Operation, n)
	for i := range ops {
		ops[i] = ruleAssociate(fmt.Sprint("contacts/", i+1), "companies/1")
	}
	each, err := w.DoEach(w.ctx, ops...)
	require.NoError(t, err)
	require.NoError(t, each[n-1].Err)
	w.link("contacts/7", "companies/2")
	for _, op := range []association.Operation{ruleDelete("companies/1"), ruleRestore("companies/1"), ruleMerge("companies/2", "companies/1")} {
		result := w.do(op)
		require.Equal(t, n, result.Links, "%s", op)
		require.Empty(t, result.Lost)
	}
	count, err := w.Count(w.ctx, ruleRef("companies/1"), record.Contacts)
	require.NoError(t, err)
	require.Equal(t, n, count)
	w.shows("contacts/7", record.Companies, "2*")
	w.shows("contacts/8", record.Companies, "2*")
}

// E2, E3: links that go and come with a record say so, with the user and the request of the
// caller; the record's own event has the caller's source.
func testE2SourcesOfDeleteMergeAndRestore(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.link("contacts/2", "companies/10")
	user := history.ByUser("7", "Ada").WithRequest("r1")
	for _, c := range []struct {
		op     association.Operation
		source history.SourceKind
	}{{ruleDelete("contacts/1"), history.ObjectDeletion}, {ruleRestore("contacts/1"), history.ObjectRestore}, {ruleMerge("contacts/2", "contacts/1"), history.ObjectMerge}} {
		before := len(w.feed())
		w.tick()
		_, err := w.As(user).Do(w.ctx, c.op)
		require.NoError(t, err)
		for _, e := range w.feed()[before:] {
			want := user
			if e.Subject == history.Link {
				want = history.By(c.source).WithUser("7", "Ada").WithRequest("r1")
			}
			require.Equal(t, want, e.Source, "%s: %s", c.op, e)
		}
		require.Greater(t, len(w.feed()), before+1)
	}
}

// C2 applies to no undo: the first link comes back without a mark, because it had none.
func testJ4AnUndoMarksNobodyAnew(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "companies/10")
	w.do(ruleClear("deals/1", "companies/10", ""))
	gone := w.do(ruleDissociate("deals/1", "companies/10", ""))
	w.do(&association.Undo{Operation: gone.Operation})
	w.shows("deals/1", record.Companies, "10")
	deleted := w.do(ruleDelete("deals/1"))
	w.do(&association.Undo{Operation: deleted.Operation})
	w.shows("deals/1", record.Companies, "10")
}

// The time to restore is a setting, and its last moment is included. The same time counts for
// an id that never had an association. After that time the id takes no writes.
func testJ4TheTimeToRestoreIsASetting(t tester, s *Subject) {
	f := openWith(t, s.Open(), time.Hour)
	for _, linked := range []bool{true, false} {
		of := contact("1")
		if !linked {
			of = contact("2")
		} else {
			f.link(t, of, company("10"))
		}
		for _, past := range []int64{0, 1} {
			deleted, err := f.DeleteRecord(f.ctx, of)
			require.NoError(t, err)
			f.clock.Store(int64(deleted.At + record.Time(time.Hour) + record.Time(past)))
			if past == 0 {
				undone, err := f.Undo(f.ctx, deleted.Operation) // which is a restore, too
				require.NoError(t, err)
				_, err = f.Undo(f.ctx, undone.Operation)
				require.NoError(t, err)
				f.clock.Add(int64(time.Hour))
				_, err = f.RestoreRecord(f.ctx, of)
				require.NoError(t, err)
				continue
			}
			_, err = f.Undo(f.ctx, deleted.Operation)
			require.ErrorIs(t, err, association.ErrUndoConflict)
			_, err = f.RestoreRecord(f.ctx, of)
			require.ErrorIs(t, err, record.ErrExpired)
			_, err = f.Associate(f.ctx, of, company("10"))
			require.ErrorIs(t, err, record.ErrDeleted)
		}
	}
}

// If a mark was set or cleared after the deletion, the old mark does not return. This is so
// even if the cleared mark is that of the successor that the deletion chose.
func testJ4AMarkThatWasSetSinceKeepsTheOldOneAway(t tester, s *Subject) {
	for i, c := range []struct {
		before, since association.Operation
		want          string
	}{
		{nil, ruleMark("deals/1", "companies/11", primary.MarkNever), "10*, 11"},
		{nil, ruleMark("deals/1", "companies/11", primary.MarkAsPrimary), "10, 11*"},
		{nil, ruleAssociate("deals/1", "companies/11"), "10, 11*"},
		{ruleAssociate("deals/1", "companies/11"), ruleClear("deals/1", "companies/11", ""), "10, 11"},
		{ruleAssociate("deals/1", "companies/11"), ruleDissociate("deals/1", "companies/11", ""), "10"}, // the mark was removed with its link
		{ruleAssociate("deals/1", "companies/11"), ruleAssociate("deals/1", "companies/12"), "10, 11*, 12"},
	} {
		part(t, fmt.Sprint(i), func(t tester) {
			w := s.ruleGraph(t)
			w.link("deals/1", "companies/10")
			if c.before != nil {
				w.do(c.before)
			}
			w.do(ruleDelete("companies/10"), c.since, ruleRestore("companies/10"))
			w.shows("deals/1", record.Companies, c.want)
		})
	}
}

// A link that waits for its other end waits through all deletions of its first end, even if
// history is trimmed meanwhile.
func testJ4ALinkWaitsForBothEnds(t tester, s *Subject) {
	const within = 90
	f := openWith(t, s.Open(), within)
	a, b := contact("1"), company("10")
	f.link(t, a, b)
	begin := f.clock.Load()
	at := func(after int64, op association.Operation) association.Result {
		return f.at(t, record.Time(begin+after), op)
	}
	at(1, &association.DeleteRecord{Record: a})
	at(80, &association.DeleteRecord{Record: b})
	require.Equal(t, association.OtherDeleted, at(81, &association.RestoreRecord{Record: a}).Lost[0].Reason)
	at(2+within, &association.DeleteRecord{Record: a})
	require.Equal(t, association.OtherDeleted, at(80+within, &association.RestoreRecord{Record: b}).Lost[0].Reason)
	at(81+within, &association.DeleteRecord{Record: b})
	require.Equal(t, association.OtherDeleted, at(2+2*within, &association.RestoreRecord{Record: a}).Lost[0].Reason)
	_, err := f.TrimHistory(f.ctx, record.Time(begin+2+2*within).Time())
	require.NoError(t, err)
	at(3+2*within, &association.DeleteRecord{Record: a})
	at(80+2*within, &association.RestoreRecord{Record: b})
	require.Equal(t, 1, at(3+3*within, &association.RestoreRecord{Record: a}).Links)
	require.Equal(t, b, f.primary(t, a, record.Companies))
}

// A record that was deleted when the setting gave more time keeps that time, and so do the
// links that wait for the record. Trimming changes nothing in that.
func testJ4ALinkWaitsThroughASettingThatWasLowered(t tester, s *Subject) {
	for _, forgets := range []bool{false, true} {
		store := s.Open()
		f := openWith(t, store, 90)
		a, b := contact("1"), company("10")
		f.link(t, a, b)
		begin := f.clock.Load()
		at := func(after int64, op association.Operation) association.Result {
			return f.at(t, record.Time(begin+after), op)
		}
		at(1, &association.DeleteRecord{Record: a})
		at(80, &association.DeleteRecord{Record: b})
		at(81, &association.RestoreRecord{Record: a})
		at(92, &association.DeleteRecord{Record: a})
		at(160, &association.RestoreRecord{Record: b})
		f = openWith(t, store, 30)
		if f.clock.Store(begin + 165); forgets {
			_, err := f.TrimHistory(f.ctx, record.Time(begin+165).Time())
			require.NoError(t, err)
		}
		require.Equal(t, 1, at(170, &association.RestoreRecord{Record: a}).Links)
	}
}
