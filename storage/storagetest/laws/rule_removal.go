package laws

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func testB6ALabelThatLinksCarryIsNotDeleted(t tester, s *Subject) {
	w := s.story(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss", "Staff"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleAssociate("contacts/2", "companies/10", boss))
	for _, id := range []label.TypeID{boss.ID, boss.Inverse} {
		err := w.refusedEdit(association.ErrInUse, &association.RemoveLabel{ID: id})
		require.Equal(t, 2, ruleAs[*association.InUseError](t, err).Links)
	}
	w.do(ruleAssociate("contacts/3", "companies/10", boss)) // it is still active
	for _, who := range []string{"contacts/1", "contacts/2", "contacts/3"} {
		w.do(ruleSetLabels(who, "companies/10"))
	}
	w.edit(&association.RemoveLabel{ID: boss.Inverse})
	w.refused(label.ErrRemoved, ruleAssociate("contacts/3", "companies/10", boss))
}

func testB6ASingleLabelBetweenRecordsOfOneTypeIsCountedOnce(t tester, s *Subject) {
	w := s.story(t)
	colleague := w.define(label.Single(record.Contacts, record.Contacts, "Colleague"))
	w.do(ruleAssociate("contacts/1", "contacts/2", colleague), ruleAssociate("contacts/3", "contacts/1", colleague))
	err := w.refusedEdit(association.ErrInUse, &association.RemoveLabel{ID: colleague.ID})
	require.Equal(t, 2, ruleAs[*association.InUseError](t, err).Links)
}

func testB6ABuiltInLabelIsNeverDeleted(t tester, s *Subject) {
	w := s.story(t)
	for _, number := range []uint32{1, 13, 14, 279} {
		w.refusedEdit(label.ErrBuiltIn, &association.RemoveLabel{ID: ruleLinkType(number).ID})
	}
	w.do(ruleAssociate("companies/1", "companies/2", label.WithID(label.ParentToChild)))
}

func testB6ADeletedLabelKeepsItsWordsAndItsIds(t tester, s *Subject) {
	w := s.story(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss), ruleSetLabels("contacts/1", "companies/10"))
	w.edit(&association.RemoveLabel{ID: boss.ID})
	again := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	require.NotContains(t, []label.TypeID{boss.ID, boss.Inverse}, again.ID)
	require.NotContains(t, []label.TypeID{boss.ID, boss.Inverse}, again.Inverse)
	past := w.past("contacts/1", record.Companies)
	require.True(t, past[0].Was.Labels[0].Has(boss.ID))
	old, found := w.schema().Labels().Lookup(boss.ID)
	require.True(t, found)
	require.Equal(t, "Boss", old.Text)
	require.Equal(t, label.Removed, old.Status)
}

// A ruleHook calls during once, in the first Read that asks for the carriers of a label.
type ruleHook struct {
	storage.Storage
	during func()
}

func (h *ruleHook) Read(ctx context.Context, b *storage.Batch) error {
	if hook := h.during; hook != nil && len(b.Pages) > 0 && !b.Pages[0].Label.IsZero() {
		h.during = nil
		hook()
	}
	return h.Storage.Read(ctx, b)
}

// While a removal is under way no link gets the label, and the links that carry it keep
// it, also when it is sent again.
func testB6WhileARemovalIsUnderWay(t tester, s *Subject) {
	hook := &ruleHook{Storage: s.Open()}
	w := s.storyOn(t, hook)
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
			w.refused(association.ErrRetired, op)
		}
		for _, op := range []association.Operation{
			ruleAddLabels("contacts/1", "companies/10", boss), ruleAssociate("contacts/1", "companies/10", boss),
			ruleSetLabels("contacts/1", "companies/10", boss),
		} {
			w.quiet(op)
		}
	}
	w.refusedEdit(association.ErrInUse, &association.RemoveLabel{ID: boss.ID})
	require.True(t, called)
	w.do(ruleAddLabels("contacts/2", "companies/10", boss))
	w.shows("companies/10", record.Contacts, "1< [Boss], 2< [Boss]")
}

// Moving a label is no new use of it: a merge, a restore and an undo keep it while a
// removal is under way.
func testB6AMergeRestoreOrUndoMovesALabelThatIsBeingRemoved(t tester, s *Subject) {
	hook := &ruleHook{Storage: s.Open()}
	w := s.storyOn(t, hook)
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
	w.refusedEdit(association.ErrInUse, &association.RemoveLabel{ID: boss.ID})
	require.True(t, called)
	w.shows("companies/11", record.Contacts, "1< [Boss], 2< [Boss], 3< [Boss]")
}

// A lateHook calls during once, behind the first Read that asked for the carriers of a
// label.
type lateHook struct {
	storage.Storage
	during func()
}

func (h *lateHook) Read(ctx context.Context, b *storage.Batch) error {
	err := h.Storage.Read(ctx, b)
	if hook := h.during; hook != nil && len(b.Pages) > 0 && !b.Pages[0].Label.IsZero() {
		h.during = nil
		hook()
	}
	return err
}

// Restore, merge and undo bring a label along that is being removed; the removal then
// finds it, also behind the place that it has looked at.
func testB6ALabelThatComesBackDuringItsRemoval(t tester, s *Subject) {
	for _, how := range []string{"restore", "undo", "merge"} {
		part(t, how, func(t tester) {
			hook := &lateHook{Storage: s.Open()}
			w := s.storyOn(t, hook)
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
			w.refusedEdit(association.ErrInUse, &association.RemoveLabel{ID: boss.ID})
			require.True(t, called)
			w.shows("companies/10", record.Contacts, map[bool]string{false: "1< [Staff]", true: "0< [Staff]"}[how == "merge"])
			w.do(ruleAssociate("contacts/2", "companies/10", boss)) // it is active again
		})
	}
}
