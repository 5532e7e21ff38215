package laws

import (
	"errors"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// someday calls hold with a random account. The model does not learn what hold changes.
func someday(t tester, s *Subject, hold func(t *rapid.T, m *machine)) {
	Check(t, 2*s.checks(), func(t *rapid.T) {
		store := s.Open()
		defer store.Close()
		m := newMachine(t, store)
		m.pass(t, rapid.IntRange(1, 8).Draw(t, "steps"))
		hold(t, m)
		require.NoError(t, s.Verify(m.ctx, m.store, m.types(), m.model.mirror))
	})
}

// pass makes some random steps.
func (m *machine) pass(t *rapid.T, steps int) {
	for range steps {
		if rapid.IntRange(0, 3).Draw(t, "edit") == 0 {
			m.editStep(t, drawEdit(t, m))
		} else {
			m.step(t, "do each", drawCommands(t, m, 12))
		}
	}
}

// Law 9: the undo of an operation restores the links and records from before it, creation times
// included, or names a conflict and does nothing.
func testUndo(t tester, s *Subject) {
	someday(t, s, func(t *rapid.T, m *machine) {
		op, before := drawOperation(t, m), everything(t, m.store)
		results, err := m.Do(m.ctx, op)
		if err != nil || results[0].At == 0 || results[0].Repeated {
			return
		}
		between := everything(t, m.store)
		undone, err := m.Undo(m.ctx, results[0].Operation)
		after := everything(t, m.store)
		if err != nil {
			var conflicts *association.UndoError
			require.ErrorAs(t, err, &conflicts)
			require.NotEmpty(t, conflicts.Conflicts)
			require.Equal(t, between, after)
			return
		}
		require.Equal(t, before.Links, after.Links, "undo %s", op)
		require.Equal(t, states(before), states(after), "undo %s", op)
		if _, err = m.Undo(m.ctx, undone.Operation); err == nil {
			again := everything(t, m.store)
			require.Equal(t, between.Links, again.Links, "undo the undo of %s", op)
			require.Equal(t, states(between), states(again), "undo the undo of %s", op)
		}
	})
}

// states returns the records that are deleted or merged, with their status.
func states(all rows) map[record.Ref]storage.RecordStatus {
	found := map[record.Ref]storage.RecordStatus{}
	for of, life := range all.States {
		found[of] = life.Status
	}
	return found
}

// of returns the links of a record, as seen from that record.
func (all rows) of(ref record.Ref) map[record.Ref]history.State {
	found := map[record.Ref]history.State{}
	for p, s := range all.Links {
		switch ref {
		case p.A:
			found[p.B] = s
		case p.B:
			found[p.A] = s.Flip()
		}
	}
	return found
}

// Law 10: after a merge each neighbour has a single link, with the labels of both records. No
// record is linked to itself, marks are kept, and both ids name the survivor. The result lists
// every loss.
func testMergeKeeps(t tester, s *Subject) {
	someday(t, s, func(t *rapid.T, m *machine) {
		op := drawMerge(t, m)
		before := everything(t, m.store)
		results, err := m.Do(m.ctx, op)
		if err != nil || results[0].Outcome != association.Merged {
			return
		}
		after := everything(t, m.store)
		two := [2]record.Ref{m.model.survivorOf(op.Survivor), m.model.survivorOf(op.Merged)}
		into := two[0]
		if op.Into != "" {
			into = record.New(two[0].Type, op.Into)
		}
		for _, ref := range two {
			if ref != into {
				require.Equal(t, storage.RecordState{Status: storage.Merged, Into: into.ID, At: results[0].At, Operation: results[0].Operation}, after.States[ref])
				require.Empty(t, after.of(ref))
			}
		}
		require.NotContains(t, after.of(into), into)
		requireUnion(t, [2]map[record.Ref]history.State{before.of(two[0]), before.of(two[1])}, after.of(into), two, results[0].Lost)
	})
}

// requireUnion requires that a record has the links of two records, except for the losses that
// are listed.
func requireUnion(t *rapid.T, had [2]map[record.Ref]history.State, has map[record.Ref]history.State, two [2]record.Ref, lost []association.Loss) {
	marks := map[record.Type]bool{}
	for k := range had {
		for other, was := range had[k] {
			if other == two[1-k] {
				require.NotContains(t, has, other)
				continue
			}
			now := has[other]
			whole, labels := lossesOf(lost, other)
			require.Equal(t, whole, !now.Linked(), "%s", other)
			if whole {
				continue
			}
			if was.Near.Primary {
				marks[other.Type] = true
			}
			require.True(t, was.Near.Labels.Minus(labels).Minus(now.Near.Labels).IsEmpty(), "labels of %s", other)
			require.LessOrEqual(t, now.Created, was.Created)
			require.True(t, now.Far.Primary || !was.Far.Primary, "%s keeps its primary", other)
		}
	}
	for other, now := range has {
		require.True(t, had[0][other].Linked() || had[1][other].Linked(), "%s comes from one of the two", other)
		require.Contains(t, []record.Time{had[0][other].Created, had[1][other].Created}, now.Created)
	}
	for to := range marks {
		n := 0
		for other, now := range has {
			if other.Type == to && now.Near.Primary {
				n++
			}
		}
		require.Equal(t, 1, n, "one primary of %s", to)
	}
}

// lossesOf returns the loss of the link to a record: the whole link, or some labels.
func lossesOf(lost []association.Loss, other record.Ref) (whole bool, labels label.Set) {
	for _, l := range lost {
		if l.To == other {
			whole = whole || len(l.Labels) == 0
			labels = labels.Union(label.SetOf(l.Labels...))
		}
	}
	return whole, labels
}

// Law 10: a restore brings back the links that the delete took, or lists the loss.
func testRestoreBrings(t tester, s *Subject) {
	someday(t, s, func(t *rapid.T, m *machine) {
		one, _ := drawPair(t, m)
		took := m.is.of(one)
		m.run(t, history.Source{}, "do", []command{{op: &association.DeleteRecord{Record: one}}})
		deleted := m.is.States[one]
		m.pass(t, rapid.IntRange(0, 3).Draw(t, "steps"))
		if m.is.States[one] != deleted || deleted.Status != storage.Deleted {
			return // restored
		}
		since := slices.Clone(m.is.Events)
		result, err := m.RestoreRecord(m.ctx, one)
		if deleted.Expires < record.Time(m.clock.Load()) {
			require.ErrorIs(t, err, record.ErrExpired)
			require.Equal(t, since, everything(t, m.store).Events)
			return
		}
		require.NoError(t, err)
		has := everything(t, m.store).of(one)
		for other, was := range took {
			survivor := m.model.survivorOf(other)
			whole, labels := lossesOf(result.Lost, survivor)
			now := has[survivor]
			require.Equal(t, !whole, now.Linked() || survivor == one, "%s", other)
			require.Equal(t, m.model.isDeleted(other), whole && !now.Linked() && m.model.isDeleted(survivor), "%s", other)
			if now.Linked() {
				require.True(t, was.Near.Labels.Minus(labels).Minus(now.Near.Labels).IsEmpty(), "labels of %s", other)
				require.LessOrEqual(t, now.Created, was.Created)
			}
		}
	})
}

// Law 4: a label is removed while a record that carries it is restored and merged. In the end
// the label is on a link or removed, never both.
func testLabelsDefinedWhileRestored(t tester, s *Subject) {
	f := open(t, s.Open())
	for round := range 10 {
		word := string(rune('a' + round))
		l, err := f.Define(f.ctx, label.Single(record.Deals, record.Contacts, word))
		require.NoError(t, err)
		one, other := deal(record.ID(word)), deal(record.ID(word+word))
		_, err = f.Associate(f.ctx, one, contact("1"), l)
		require.NoError(t, err)
		_, err = f.DeleteRecord(f.ctx, one)
		require.NoError(t, err)
		g := f.process(t)
		errs := race(
			func() error { return f.Edit(f.ctx, &schema.RemoveLabel{ID: l.ID}) },
			func() error {
				_, err := g.Do(g.ctx, &association.RestoreRecord{Record: one}, &association.MergeRecords{Survivor: other, Merged: one})
				return err
			},
		)
		require.NoError(t, errs[1])
		if errs[0] != nil {
			require.ErrorIs(t, errs[0], schema.ErrInUse)
			require.Equal(t, 1, f.carrying(t, other, l))
		}
		require.Equal(t, 1, f.count(t, other, record.Contacts))
		f.requireLaws(t, s, record.Deals, record.Contacts)
	}
}

// Law 1: a company is deleted while other records associate with it. In the end there is no
// link.
func testTwoWayWhileDeleted(t tester, s *Subject) {
	f := open(t, s.Open())
	for round := range 10 {
		hub := company(record.ID(rune('a' + round)))
		f.link(t, hub, contact("1"), contact("2"))
		one, two := f.process(t), f.process(t)
		errs := race(
			func() error { _, err := one.DeleteRecord(one.ctx, hub); return err },
			func() error { _, err := two.Associate(two.ctx, contact("3"), hub); return err },
			func() error { _, err := f.Associate(f.ctx, contact("1"), hub); return err },
		)
		require.NoError(t, errs[0])
		for _, err := range errs[1:] {
			if err != nil {
				require.ErrorIs(t, err, record.ErrDeleted)
			}
		}
		require.Zero(t, f.count(t, hub, record.Contacts))
		f.requireLaws(t, s, record.Companies, record.Contacts)
	}
}

// Law 10: two merges at once would make a circle of survivors. One of them finds that the other
// has been done.
func testMergeKeepsRacing(t tester, s *Subject) {
	f := open(t, s.Open())
	for round := range 10 {
		a, b := contact(record.ID(rune('a'+round))), contact(record.ID("x"+string(rune('a'+round))))
		f.link(t, a, company("1"))
		f.link(t, b, company("1"), company("2"))
		one, two := f.process(t), f.process(t)
		for _, err := range race(
			func() error { _, err := one.MergeRecords(one.ctx, a, b); return err },
			func() error { _, err := two.MergeRecords(two.ctx, b, a); return err },
		) {
			require.NoError(t, err)
		}
		for _, of := range []record.Ref{a, b} {
			require.Equal(t, 2, f.count(t, of, record.Companies))
			require.Equal(t, company("1"), f.primary(t, of, record.Companies))
		}
		f.requireLaws(t, s, record.Companies, record.Contacts)
	}
}

// Law 10: both ends of a link are restored or deleted at once.
func testRestoreBringsRacing(t tester, s *Subject) {
	f := open(t, s.Open())
	for round := range 10 {
		a, b := contact(record.ID(rune('a'+round))), company(record.ID(rune('a'+round)))
		f.link(t, a, b)
		one, two := f.process(t), f.process(t)
		require.NoError(t, errors.Join(race(
			func() error { _, err := one.DeleteRecord(one.ctx, a); return err },
			func() error { _, err := two.DeleteRecord(two.ctx, b); return err },
		)...))
		require.NoError(t, errors.Join(race(
			func() error { _, err := one.RestoreRecord(one.ctx, a); return err },
			func() error { _, err := two.RestoreRecord(two.ctx, b); return err },
		)...))
		require.Equal(t, b, f.primary(t, a, record.Companies))
		require.NoError(t, errors.Join(race(
			func() error { _, err := one.DeleteRecord(one.ctx, a); return err },
			func() error { _, err := two.RestoreRecord(two.ctx, a); return err },
		)...))
		f.requireLaws(t, s, record.Companies, record.Contacts)
	}
}
