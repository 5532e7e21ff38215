package laws

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func testB5SetAddAndRemoveLabels(t tester, s *Subject) {
	w := s.ruleGraph(t)
	a := w.define(label.Single(record.Contacts, record.Companies, "A"))
	b := w.define(label.Single(record.Contacts, record.Companies, "B"))
	c := w.define(label.Single(record.Contacts, record.Companies, "C"))
	w.do(ruleAssociate("contacts/1", "companies/10", a))
	for _, step := range []struct {
		op   association.Operation
		want string
	}{
		{ruleAddLabels("contacts/1", "companies/10", b, a), "10* [A B]"},
		{ruleSetLabels("contacts/1", "companies/10", c, b), "10* [B C]"},
		{ruleRemoveLabels("contacts/1", "companies/10", b, a), "10* [C]"},
		{ruleRemoveLabels("companies/10", "contacts/1", c), "10*"},
		{ruleSetLabels("companies/10", "contacts/1", a, a), "10* [A]"},
		{ruleSetLabels("contacts/1", "companies/10"), "10*"},
	} {
		require.Equal(t, association.Changed, w.do(step.op).Outcome, step.op.String())
		w.shows("contacts/1", record.Companies, step.want)
	}
}

func testB5APrimaryTypeThatIsNamedSetsTheMark(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	mark := ruleLinkType(1)
	w.link("contacts/1", "companies/10", "companies/11")
	result := w.do(ruleAssociate("contacts/1", "companies/12", boss, mark))
	require.Equal(t, ruleRef("companies/10"), result.Demoted)
	w.shows("contacts/1", record.Companies, "10, 11, 12* [Boss]")
	w.do(ruleAddLabels("contacts/1", "companies/11", mark))
	w.shows("contacts/1", record.Companies, "10, 11*, 12 [Boss]")
	w.do(ruleSetLabels("contacts/1", "companies/10", mark, guest))
	w.shows("contacts/1", record.Companies, "10* [Guest], 11, 12 [Boss]")
	// A primary type alone sets the mark and the empty set.
	w.do(ruleSetLabels("contacts/1", "companies/12", mark))
	w.shows("contacts/1", record.Companies, "10 [Guest], 11, 12*")
	// A label that is left out is not removed.
	w.do(ruleSetLabels("contacts/1", "companies/12", boss))
	w.shows("contacts/1", record.Companies, "10 [Guest], 11, 12* [Boss]")
}

func testB5APrimaryTypeThatIsRemovedClearsTheMark(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Deals, record.Companies, "Boss"))
	w.link("deals/1", "companies/10", "companies/11")
	w.do(ruleAddLabels("deals/1", "companies/10", boss))
	w.do(ruleRemoveLabels("deals/1", "companies/10", ruleLinkType(5), boss))
	w.shows("deals/1", record.Companies, "10, 11")
	require.Equal(t, association.Unchanged, w.quiet(ruleRemoveLabels("deals/1", "companies/10", ruleLinkType(5))).Outcome)

	w.link("contacts/1", "companies/10", "companies/11", "companies/12")
	w.refused(primary.ErrChoose, ruleRemoveLabels("contacts/1", "companies/10", ruleLinkType(1)))
	named := ruleRemoveLabels("contacts/1", "companies/10", ruleLinkType(1))
	named.Successor = ruleRef("companies/12")
	require.Equal(t, ruleRef("companies/12"), w.do(named).Promoted)
	w.shows("contacts/1", record.Companies, "10, 11, 12*")
	alone := ruleRemoveLabels("contacts/1", "companies/12", ruleLinkType(1))
	alone.Unattended = true
	w.do(alone)
	w.shows("contacts/1", record.Companies, "10*, 11, 12")
}

// The reverse types say the same from the company's side: 2 for contacts, 6 for deals,
// 25 for tickets.
func testB5TheReversePrimaryTypesMarkFromTheOtherSide(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for from, numbers := range map[string][2]uint32{"contacts/1": {1, 2}, "deals/1": {5, 6}, "tickets/1": {26, 25}} {
		w.link(from, "companies/10", "companies/11")
		w.do(ruleAddLabels("companies/11", from, ruleLinkType(numbers[1])))
		w.shows(from, record.Companies, "10, 11*")
		w.do(ruleAssociate("companies/10", from, ruleLinkType(numbers[1])))
		w.shows(from, record.Companies, "10*, 11")
		w.do(ruleSetLabels(from, "companies/11", ruleLinkType(numbers[0])))
		w.shows(from, record.Companies, "10, 11*")
		w.do(ruleRemoveLabels("companies/11", from, ruleLinkType(numbers[1])))
		if from == "contacts/1" {
			w.shows(from, record.Companies, "10*, 11") // required: the other takes over
		} else {
			w.shows(from, record.Companies, "10, 11")
		}
		w.refused(label.ErrWrongDirection, ruleAddLabels(from, "companies/11", ruleLinkType(numbers[1])))
	}
}

func testB5RemovingTheUnlabeledTypeIsDissociate(t tester, s *Subject) {
	w := s.ruleGraph(t)
	unlabeled := ruleLinkType(279)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/10", "companies/11", "companies/12")
	w.do(ruleAddLabels("contacts/1", "companies/11", boss))
	require.Equal(t, association.Removed, w.do(ruleRemoveLabels("contacts/1", "companies/11", unlabeled)).Outcome)
	w.shows("contacts/1", record.Companies, "10*, 12")
	w.link("contacts/1", "companies/11")
	err := w.refused(primary.ErrChoose, ruleRemoveLabels("contacts/1", "companies/10", unlabeled))
	require.Len(t, ruleAs[*primary.ChooseError](t, err).Candidates, 2)
	named := ruleRemoveLabels("contacts/1", "companies/10", unlabeled)
	named.Successor = ruleRef("companies/11")
	w.do(named)
	w.shows("contacts/1", record.Companies, "11*, 12")
	// The labels named beside the unlabeled type go with the link. The company's side has its
	// own number.
	w.do(ruleRemoveLabels("contacts/1", "companies/11", boss, ruleLinkType(1), unlabeled))
	w.shows("contacts/1", record.Companies, "12*")
	w.do(ruleRemoveLabels("companies/12", "contacts/1", ruleLinkType(280)))
	w.shows("contacts/1", record.Companies, "")
}

func testB5PrimaryTypesAreNoLabels(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	l, _, err := w.Linked(w.ctx, ruleRef("contacts/1"), ruleRef("companies/10"))
	require.NoError(t, err)
	require.True(t, l.Primary)
	require.True(t, l.Set().IsEmpty())
	require.Empty(t, l.Labels)
	w.refusedEdit(label.ErrUnknown, &schema.SetLimit{
		Key: limits.Key{From: record.Contacts, To: record.Companies, Label: label.TypeID{Category: label.HubSpotDefined, Number: 1}}, Max: 1})
}

// Every built-in primary has two numbers: for the record that has the primary, and for the
// other end.
func testB5TheNumbersOfThePrimaryTypes(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, custom := range []record.Type{"leads", "orders", "projects"} {
		w.edit(&schema.DefineType{Type: custom})
	}
	for number, pair := range map[uint32][2]record.Type{
		1: {record.Contacts, record.Companies}, 5: {record.Deals, record.Companies}, 26: {record.Tickets, record.Companies},
		509: {"orders", record.Companies}, 580: {"leads", record.Companies}, 1299: {"projects", record.Companies},
		578: {"leads", record.Contacts}, 582: {"leads", record.Deals}, 583: {record.Deals, "leads"},
	} {
		of, to := fmt.Sprintf("%s/%d", pair[0], number), string(pair[1])+"/"
		w.link(of, to+"a", to+"b")
		w.do(ruleAddLabels(of, to+"b", ruleLinkType(number)))
		require.Equal(t, ruleRef(to+"b"), w.primaryOf(of, pair[1]), number)
		mark, found := w.schema().Labels().Lookup(ruleLinkType(number).ID)
		require.True(t, found, number)
		w.do(ruleSetLabels(to+"a", of, label.WithID(mark.Inverse)))
		require.Equal(t, ruleRef(to+"a"), w.primaryOf(of, pair[1]), number)
		l, _, err := w.Linked(w.ctx, ruleRef(of), ruleRef(to+"a"))
		require.NoError(t, err)
		require.True(t, l.Set().IsEmpty(), "a primary type is no label")
		want := ""
		if number == 1 {
			want = to + "b" // required: the other takes over
		}
		w.do(ruleRemoveLabels(of, to+"a", ruleLinkType(number)))
		is, _, err := w.Primary(w.ctx, ruleRef(of), pair[1])
		require.NoError(t, err)
		require.Equal(t, ruleRef(want), is, number)
	}
}

// The primary company of a custom type has its own type ids, and they are no labels.
func testB5ThePrimaryTypesOfACustomType(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.DefineType{Type: "cars"}, &schema.DefinePair{From: "cars", To: record.Companies})
	mark, found := w.schema().Labels().Primary("cars", record.Companies)
	require.True(t, found)
	w.link("cars/1", "companies/10", "companies/11")
	w.do(ruleAddLabels("cars/1", "companies/11", label.WithID(mark.ID)))
	w.shows("cars/1", record.Companies, "10, 11*")
	w.do(ruleSetLabels("companies/10", "cars/1", label.WithID(mark.Inverse)))
	w.shows("cars/1", record.Companies, "10*, 11")
	w.do(ruleRemoveLabels("cars/1", "companies/10", label.WithID(mark.ID)))
	w.shows("cars/1", record.Companies, "10, 11")
	w.refusedEdit(label.ErrBuiltIn, &schema.RemoveLabel{ID: mark.ID})
	require.Zero(t, w.schema().Labels().Used("cars", record.Companies))
}

// Every write with labels takes the primary types out of the labels first, including those that
// the other end sees.
func testB5APrimaryTypeInEveryWrite(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/10")
	forward, reverse := ruleLinkType(1), ruleLinkType(2)
	all := ruleAll("companies/11", "contacts/1", "contacts/2")
	all.Targets[0].Labels = []label.Label{reverse, boss}
	result := w.do(all)
	require.Equal(t, ruleRef("companies/10"), result.Demoted)
	w.shows("contacts/1", record.Companies, "10, 11* [Boss]")
	all = ruleAll("contacts/1", "companies/12", "companies/13")
	all.Targets[1].Labels = []label.Label{forward}
	w.do(all)
	for _, step := range []struct {
		op   association.Operation
		want string
	}{
		{ruleAssociate("companies/14", "contacts/1", reverse), "10, 11 [Boss], 12, 13, 14*"},
		{ruleAssociate("contacts/1", "companies/10", forward, boss), "10* [Boss], 11 [Boss], 12, 13, 14"},
		{ruleSetLabels("companies/11", "contacts/1", reverse), "10 [Boss], 11*, 12, 13, 14"},
		{ruleAddLabels("companies/12", "contacts/1", boss, reverse), "10 [Boss], 11, 12* [Boss], 13, 14"},
	} {
		require.False(t, w.do(step.op).Demoted.IsZero(), step.op.String())
		w.shows("contacts/1", record.Companies, step.want)
	}
	// Removing the primary type is ClearPrimary: the named record becomes primary, or is
	// reported if no mark was removed.
	going := ruleRemoveLabels("companies/12", "contacts/1", reverse, boss)
	going.Successor = ruleRef("companies/13")
	w.do(going)
	w.shows("contacts/1", record.Companies, "10 [Boss], 11, 12, 13*, 14")
	require.Equal(t, ruleRef("companies/13"), w.quiet(going).Ignored)
	// Marked and declined at once is no wish.
	both := ruleMark("contacts/1", "companies/11", primary.MarkNever)
	both.Labels = []label.Label{forward}
	w.refused(primary.ErrMarks, both)
}

// primaryOf returns the primary of a record, which must have one.
func (w *ruleGraph) primaryOf(of string, to record.Type) record.Ref {
	w.t.Helper()
	is, found, err := w.Primary(w.ctx, ruleRef(of), to)
	require.NoError(w.t, err)
	require.True(w.t, found)
	return is
}
