package laws

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func testB6ALabelThatLinksCarryIsNotDeleted(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss", "Staff"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/2", "companies/10", boss))
	for _, id := range []label.TypeID{boss.ID, boss.Inverse} {
		err := w.refusedEdit(schema.ErrInUse, &schema.RemoveLabel{ID: id})
		require.Equal(t, 2, ruleAs[*schema.InUseError](t, err).Links)
	}
	w.do(ruleAssociate("contacts/3", "companies/10", boss)) // the label is still active
	for _, who := range []string{"contacts/1", "contacts/2", "contacts/3"} {
		w.do(ruleSetLabels(who, "companies/10"))
	}
	w.edit(&schema.RemoveLabel{ID: boss.Inverse})
	w.refused(label.ErrRemoved, ruleAssociate("contacts/3", "companies/10", boss))
}

func testB6ASingleLabelBetweenRecordsOfOneTypeIsCountedOnce(t tester, s *Subject) {
	w := s.ruleGraph(t)
	colleague := w.define(label.Single(record.Contacts, record.Contacts, "Colleague"))
	w.do(ruleAssociate("contacts/1", "contacts/2", colleague), ruleAssociate("contacts/3", "contacts/1", colleague))
	err := w.refusedEdit(schema.ErrInUse, &schema.RemoveLabel{ID: colleague.ID})
	require.Equal(t, 2, ruleAs[*schema.InUseError](t, err).Links)
}

func testB6ABuiltInLabelIsNeverDeleted(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, number := range []uint32{1, 13, 14, 279} {
		w.refusedEdit(label.ErrBuiltIn, &schema.RemoveLabel{ID: ruleLinkType(number).ID})
	}
	w.do(ruleAssociate("companies/1", "companies/2", label.WithID(label.ParentToChild)))
}

func testB6ADeletedLabelKeepsItsWordsAndItsIds(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleSetLabels("contacts/1", "companies/10"))
	w.edit(&schema.RemoveLabel{ID: boss.ID})
	again := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	require.NotContains(t, []label.TypeID{boss.ID, boss.Inverse}, again.ID)
	require.NotContains(t, []label.TypeID{boss.ID, boss.Inverse}, again.Inverse)
	past := w.past("contacts/1", record.Companies)
	require.True(t, past[0].Was.Near.Labels.Has(boss.ID))
	old, found := w.schema().Labels().Lookup(boss.ID)
	require.True(t, found)
	require.Equal(t, "Boss", old.Text)
	require.Equal(t, label.Removed, old.Status)
}

// Reads of the past show a removed label with its word, from both ends. An undo does not bring
// the label back and names it in its result.
func testB6ADeletedLabelInThePast(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss", "Staff"))
	w.link("contacts/1", "companies/10")
	carried := w.do(ruleAddLabels("contacts/1", "companies/10", boss))
	taken := w.do(ruleRemoveLabels("contacts/1", "companies/10", boss))
	w.edit(&schema.RemoveLabel{ID: boss.ID})
	for of, word := range map[string]string{"contacts/1": "Boss", "companies/10": "Staff"} {
		other := map[string]string{"contacts/1": "companies/10", "companies/10": "contacts/1"}[of]
		links := all(t, w.AsOf(carried.At.Time()).Links(w.ctx, ruleRef(of), ruleRef(other).Type))
		require.Len(t, links, 1)
		require.Equal(t, word, links[0].Labels[0].Text)
		l, found, err := w.AsOf(carried.At.Time()).Linked(w.ctx, ruleRef(of), ruleRef(other))
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, word, l.Labels[0].Text)
	}
	changed, err := w.Difference(w.ctx, ruleRef("contacts/1"), record.Companies, carried.At.Time(), taken.At.Time())
	require.NoError(t, err)
	require.True(t, changed[0].Was.Near.Labels.Has(boss.ID))
	err = w.refused(association.ErrUndoConflict, &association.Undo{Operation: taken.Operation})
	require.ErrorContains(t, err, "companies/10 - contacts/1: label \"Staff\" was removed")
	w.shows("contacts/1", record.Companies, "10*")
}

// No id is given a second time, whatever was removed before, in any category, by any process.
func testB6IdsAreNeverGivenAgain(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.DefineType{Type: "cars"})
	given := map[label.TypeID]bool{}
	for range 3 {
		again, err := association.Open(w.ctx, w.store, nil)
		require.NoError(t, err)
		for _, d := range []label.Definition{
			label.Single(record.Contacts, record.Companies, "Boss"), label.Paired(record.Contacts, record.Contacts, "Mentor", "Mentee"),
			label.Single(record.Contacts, record.Contacts, "Friend"), label.Single(record.Contacts, record.Companies, "App").In(label.IntegratorDefined),
		} {
			l, err := again.Define(w.ctx, d)
			require.NoError(t, err)
			require.False(t, given[l.ID] || given[l.Inverse], "%s was given before", l.ID)
			given[l.ID], given[l.Inverse] = true, true
			w.edit(&schema.RemoveLabel{ID: l.ID})
			err = w.refused(label.ErrRemoved, ruleAssociate("contacts/1", string(d.Forward.To)+"/2", label.WithID(l.ID)))
			require.Equal(t, l.ID, ruleAs[*label.Error](t, err).ID)
		}
	}
	w.edit(&schema.DefinePair{From: "cars", To: record.Companies})
	for _, id := range []func(from, to record.Type) (label.Label, bool){w.schema().Labels().Unlabeled, w.schema().Labels().Primary} {
		l, found := id("cars", record.Companies)
		require.True(t, found)
		require.False(t, given[l.ID] || given[l.Inverse], "%s was given before", l.ID)
	}
}

// A ruleHook calls during once, in the first Read that asks for the carriers of a label.
type ruleHook struct {
	storage.Storage
	during func()
}

func (h *ruleHook) Read(ctx context.Context, b *storage.Batch) error {
	if hook := h.during; hook != nil && len(b.NeighborPages) > 0 && !b.NeighborPages[0].Label.IsZero() {
		h.during = nil
		hook()
	}
	return h.Storage.Read(ctx, b)
}

// While a removal is under way no link gets the label. Links that carry the label keep it, also
// if a write sends it again.
func testB6WhileARemovalIsUnderWay(t tester, s *Subject) {
	hook := &ruleHook{Storage: s.Open()}
	w := s.ruleGraphOn(t, hook)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/2", "companies/10")
	called := false
	hook.during = func() {
		called = true
		for _, op := range []association.Operation{
			ruleAddLabels("contacts/2", "companies/10", boss), ruleAssociate("contacts/3", "companies/10", boss),
			ruleSetLabels("companies/10", "contacts/2", boss),
		} {
			w.refused(schema.ErrRetired, op)
		}
		for _, op := range []association.Operation{
			ruleAddLabels("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/10", boss),
			ruleSetLabels("contacts/1", "companies/10", boss),
		} {
			w.quiet(op)
		}
	}
	w.refusedEdit(schema.ErrInUse, &schema.RemoveLabel{ID: boss.ID})
	require.True(t, called)
	w.do(ruleAddLabels("contacts/2", "companies/10", boss))
	w.shows("companies/10", record.Contacts, "1< [Boss], 2< [Boss]")
}

// Moving a label is no new use of it: a merge, a restore and an undo keep the label while a
// removal is under way.
func testB6AMergeRestoreOrUndoMovesALabelThatIsBeingRemoved(t tester, s *Subject) {
	hook := &ruleHook{Storage: s.Open()}
	w := s.ruleGraphOn(t, hook)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/2", "companies/10", boss), ruleAssociate("contacts/3", "companies/10", boss))
	w.do(&association.DeleteRecord{Record: ruleRef("contacts/2")})
	gone := w.do(ruleSetLabels("contacts/3", "companies/10"))
	called := false
	hook.during = func() {
		called = true
		w.do(&association.RestoreRecord{Record: ruleRef("contacts/2")}, &association.Undo{Operation: gone.Operation},
			&association.MergeRecords{Survivor: ruleRef("companies/11"), Merged: ruleRef("companies/10")})
	}
	w.refusedEdit(schema.ErrInUse, &schema.RemoveLabel{ID: boss.ID})
	require.True(t, called)
	w.shows("companies/11", record.Contacts, "1< [Boss], 2< [Boss], 3< [Boss]")
}

// A lateHook calls during once, after the first Read that asked for the carriers of a label.
type lateHook struct {
	storage.Storage
	during func()
}

func (h *lateHook) Read(ctx context.Context, b *storage.Batch) error {
	err := h.Storage.Read(ctx, b)
	if hook := h.during; hook != nil && len(b.NeighborPages) > 0 && !b.NeighborPages[0].Label.IsZero() {
		h.during = nil
		hook()
	}
	return err
}

// Restore, merge and undo bring along a label that is being removed. The removal then finds the
// label, even on a link before the place that it has reached.
func testB6ALabelThatComesBackDuringItsRemoval(t tester, s *Subject) {
	for _, how := range []string{"restore", "undo", "merge"} {
		part(t, how, func(t tester) {
			hook := &lateHook{Storage: s.Open()}
			w := s.ruleGraphOn(t, hook)
			boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss", "Staff"))
			w.do(ruleAssociate("contacts/1", "companies/10", boss))
			deleted := w.do(ruleDelete("contacts/1"))
			called := false
			hook.during = func() {
				called = true
				switch how {
				case "restore":
					w.do(ruleRestore("contacts/1"))
				case "undo":
					w.do(&association.Undo{Operation: deleted.Operation})
				default:
					w.do(ruleRestore("contacts/1"), ruleMerge("contacts/0", "contacts/1"))
				}
			}
			w.refusedEdit(schema.ErrInUse, &schema.RemoveLabel{ID: boss.ID})
			require.True(t, called)
			w.shows("companies/10", record.Contacts, map[bool]string{false: "1< [Staff]", true: "0< [Staff]"}[how == "merge"])
			w.do(ruleAssociate("contacts/2", "companies/10", boss)) // the label is active again
		})
	}
}
