package laws

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// grouped executes operations as steps of a group, and returns the undo of that group.
func (w *ruleGraph) grouped(name string, ops ...association.Operation) *association.Undo {
	w.t.Helper()
	id := operation(w.t, name)
	for _, op := range ops {
		w.tick()
		_, err := w.Grouped(id).Do(w.ctx, op)
		require.NoError(w.t, err)
	}
	return &association.Undo{Operation: id, Group: true}
}

// A group is undone as a single change: changes of its steps that cancel each other are not
// done again. So a state that existed only between the steps need not be possible any more.
func testE5AGroupIsUndoneAsOneChange(t tester, s *Subject) {
	w := s.ruleGraph(t)
	undo := w.grouped("to and fro", ruleAssociate("deals/1", "companies/1"), ruleDissociate("deals/1", "companies/1", ""))
	w.link("deals/1", "companies/2")
	events := len(w.feed())
	result := w.do(undo)
	require.Equal(t, association.Undone, result.Outcome)
	require.Zero(t, result.Links)
	require.Len(t, w.feed(), events)
	w.shows("deals/1", record.Companies, "2*")

	// Two links exchange labels. By the time of the undo a record may carry only one such
	// label.
	one := w.define(label.Single(record.Deals, record.Contacts, "Signs"))
	two := w.define(label.Single(record.Deals, record.Contacts, "Pays"))
	w.do(ruleAssociate("deals/1", "contacts/1", one), ruleAssociate("deals/1", "contacts/2", two))
	undo = w.grouped("exchange",
		&association.SetLabels{From: ruleRef("deals/1"), To: ruleRef("contacts/1")},
		&association.SetLabels{From: ruleRef("deals/1"), To: ruleRef("contacts/2"), Labels: []label.Label{one}},
		&association.SetLabels{From: ruleRef("deals/1"), To: ruleRef("contacts/1"), Labels: []label.Label{two}},
	)
	w.limit(record.Deals, record.Contacts, one.ID, 1)
	w.limit(record.Deals, record.Contacts, two.ID, 1)
	w.shows("deals/1", record.Contacts, "1 [Pays], 2 [Signs]")
	w.do(undo)
	w.shows("deals/1", record.Contacts, "1 [Signs], 2 [Pays]")
}

// A change by another operation between two steps of a group is not undone with the group.
func testE5AGroupIsNotUndoneOverWhatCameBetween(t tester, s *Subject) {
	w := s.ruleGraph(t)
	one := w.define(label.Single(record.Deals, record.Contacts, "Signs"))
	undo := w.grouped("day", ruleAssociate("deals/1", "contacts/1"))
	w.do(&association.AddLabels{From: ruleRef("deals/1"), To: ruleRef("contacts/1"), Labels: []label.Label{one}})
	w.grouped("day", ruleDissociate("deals/1", "contacts/1", ""), ruleAssociate("deals/2", "contacts/1"))
	before := everything(t, w.store)
	require.ErrorContains(t, w.refused(association.ErrUndoConflict, undo), "contacts/1 - deals/1: it was changed since")
	require.Equal(t, before, everything(t, w.store))
}

// Links that an undo brings back need room under the present limits, after all is undone.
func testE5AnUndoNeedsRoom(t tester, s *Subject) {
	w := s.ruleGraph(t)
	one := w.define(label.Single(record.Deals, record.Contacts, "Signs"))
	w.do(ruleAssociate("deals/1", "contacts/1", one), ruleAssociate("deals/1", "contacts/2"))
	for _, op := range []association.Operation{
		ruleDissociate("deals/1", "contacts/1", ""), // a link, and a label
		&association.SetLabels{From: ruleRef("deals/1"), To: ruleRef("contacts/1")},
	} {
		undo := &association.Undo{Operation: w.do(op).Operation}
		w.do(ruleAssociate("deals/1", "contacts/3", one))
		w.limit(record.Deals, record.Contacts, one.ID, 1)
		w.limit(record.Deals, record.Contacts, label.TypeID{}, 2)
		require.ErrorContains(t, w.refused(association.ErrUndoConflict, undo), "reached")
		w.do(ruleDissociate("deals/1", "contacts/3", ""))
		w.do(undo)
		w.shows("deals/1", record.Contacts, "1 [Signs], 2")
		w.edit(&schema.ClearLimit{Key: limitsKey(record.Deals, record.Contacts, one.ID)},
			&schema.ClearLimit{Key: limitsKey(record.Deals, record.Contacts, label.TypeID{})})
	}
}

// Records that were deleted and restored within a group are taken back with the group, in
// either order. Each reason against an undo is named once.
func testE5AGroupThatEndedARecordAndBroughtItBack(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	before := everything(t, w.store)
	merge := ruleMerge("companies/10", "companies/11")
	for _, ops := range [][]association.Operation{
		{ruleDelete("contacts/1"), ruleRestore("contacts/1")},
		{ruleDelete("contacts/1"), ruleRestore("contacts/1"), ruleDelete("contacts/1")},
		{merge, ruleDelete("companies/10")},
	} {
		results, err := w.Do(w.ctx, ops...)
		require.NoError(t, err)
		w.do(&association.Undo{Operation: results[0].Operation, Group: true})
		after := everything(t, w.store)
		require.Equal(t, before.Links, after.Links)
		require.Equal(t, before.States, after.States)
	}

	undo := w.grouped("day", ruleDelete("contacts/1"), ruleRestore("contacts/1"), ruleDelete("contacts/1"))
	w.do(ruleRestore("contacts/1"), ruleDelete("contacts/1"))
	require.ErrorContains(t, w.refused(association.ErrUndoConflict, undo), "contacts/1: it was restored since")
	w.do(ruleRestore("contacts/1"))

	undo = w.grouped("steps", ruleDissociate("contacts/1", "companies/11", ""))
	w.link("contacts/1", "companies/11")
	w.grouped("steps", ruleDissociate("contacts/1", "companies/11", ""))
	w.link("contacts/1", "companies/11")
	var stuck *association.UndoError
	require.ErrorAs(t, w.refused(association.ErrUndoConflict, undo), &stuck)
	require.Len(t, stuck.Conflicts, 1)
}
