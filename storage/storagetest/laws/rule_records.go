package laws

import (
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/presets"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var (
	ruleStandard   = []record.Type{record.Contacts, record.Companies, record.Deals, record.Tickets}
	ruleActivities = []record.Type{
		record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks, record.Communications, record.PostalMail,
	}
)

func testA1EveryPairOfStandardTypesIsThere(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, from := range ruleStandard {
		for _, to := range append(ruleStandard, ruleActivities...) {
			w.link(string(from)+"/a", string(to)+"/b-"+string(from))
			w.link(string(to)+"/c", string(from)+"/d-"+string(to))
		}
	}
}

func testA1BuiltInTypesBecomeActiveWhenNamed(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.refused(label.ErrUndefinedType, ruleAssociate("leads/1", "contacts/1"))
	w.edit(&schema.DefineType{Type: "leads"})
	w.link("leads/1", "contacts/1", "companies/1", "calls/1")
	w.refused(label.ErrUndefinedType, ruleAssociate("leads/1", "orders/1"))
	w.refusedEdit(label.ErrDuplicate, &schema.DefineType{Type: "leads"})
}

// If HubSpot publishes only one direction of a pair, the other has a reserved id. So a
// company's orders, for example, are visible from both sides.
func testA1ReservedIdsForTheDirectionThatIsNotPublished(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.DefineType{Type: "leads"})
	mark, found := w.schema().Labels().Primary("leads", "deals")
	require.True(t, found)
	require.EqualValues(t, 582, mark.ID.Number)
	require.EqualValues(t, 582+label.ReservedFrom, mark.Inverse.Number)
}

func testA2ARecordNeverAssociatedHasNothing(t tester, s *Subject) {
	w := s.ruleGraph(t)
	of := ruleRef("contacts/unknown")
	w.shows("contacts/unknown", record.Companies, "")
	_, found, err := w.Primary(w.ctx, of, record.Companies)
	require.NoError(t, err)
	require.False(t, found)
	count, err := w.Count(w.ctx, of, record.Companies)
	require.NoError(t, err)
	require.Zero(t, count)
	_, found, err = w.Linked(w.ctx, of, ruleRef("companies/unknown"))
	require.NoError(t, err)
	require.False(t, found)
	card, err := w.Card(w.ctx, of, 0)
	require.NoError(t, err)
	require.Empty(t, card.Groups)
	require.Empty(t, w.past("contacts/unknown", record.Companies))
	panel, err := w.Panel(w.ctx, of, record.Companies, nil)
	require.NoError(t, err)
	require.Empty(t, panel)
	_, found, err = w.Why(w.ctx, of, record.Companies)
	require.NoError(t, err)
	require.False(t, found)
	w.link("contacts/other", "companies/10") // makes no difference
	require.Equal(t, w.answers("contacts/unknown"), w.answers("contacts/stranger"))
}

// answers returns all answers about a contact, without the contact's own name.
func (w *ruleGraph) answers(of string) []any {
	w.t.Helper()
	ref, to, ten := ruleRef(of), record.Companies, ruleRef("companies/10")
	one := []record.Ref{ref}
	var told []any
	take := func(answer any, err error) {
		w.t.Helper()
		require.NoError(w.t, err)
		told = append(told, answer)
	}
	found := func(answer any, is bool, err error) {
		w.t.Helper()
		take(answer, err)
		told = append(told, is)
	}
	found(w.Primary(w.ctx, ref, to))
	found(w.Linked(w.ctx, ref, ten))
	found(w.Why(w.ctx, ref, to))
	found(presets.LifecycleSync(w.ctx, w, ref))
	take(w.Count(w.ctx, ref, to))
	take(w.Page(w.ctx, ref, to, association.Query{}))
	take(w.PrimaryMany(w.ctx, one, to))
	take(w.CountMany(w.ctx, one, to))
	take(w.PageMany(w.ctx, one, to, association.Query{}))
	take(w.LinkedMany(w.ctx, [][2]record.Ref{{ref, ten}}))
	take(w.Columns(w.ctx, one, association.Column{To: to, First: 2}))
	take(w.Panel(w.ctx, ref, to, nil))
	take(w.Recommend(w.ctx, ref, to, nil))
	card, err := w.Card(w.ctx, ref, 2)
	take(card.Groups, err)
	told = append(told, all(w.t, w.Links(w.ctx, ref, to)), all(w.t, w.Targets(w.ctx, one, to, association.All())))
	return append(told, all(w.t, w.History(w.ctx, ref, to)), all(w.t, w.HistoryOf(w.ctx, ref, ten)))
}

func testA2WritingToADeletedRecordIsRefused(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/11", "companies/12")
	w.life("companies/10", storage.RecordState{Status: storage.Deleted})
	for _, op := range []association.Operation{
		ruleAssociate("contacts/1", "companies/10"), ruleAssociate("companies/10", "contacts/1"),
		ruleDissociate("contacts/1", "companies/10", ""), ruleDissociate("contacts/1", "companies/11", "companies/10"),
		ruleSetLabels("contacts/1", "companies/10"), ruleSetPrimary("contacts/1", "companies/10"),
		ruleAddLabels("contacts/1", "companies/10"), ruleRemoveLabels("companies/10", "contacts/1"),
		ruleClear("contacts/1", "companies/10", ""), ruleClear("contacts/1", "companies/11", "companies/10"),
		ruleAll("contacts/1", "companies/13", "companies/10"), ruleAll("companies/10", "contacts/1"),
		&association.AssociateActivity{Activity: ruleRef("calls/1"), On: ruleRef("companies/10")},
		ruleMerge("companies/13", "companies/10"), ruleMerge("companies/10", "companies/13"),
	} {
		err := w.refused(record.ErrDeleted, op)
		require.Equal(t, ruleRef("companies/10"), ruleAs[*record.DeletedError](t, err).Record, op.String())
	}
	w.shows("companies/10", record.Contacts, "")
}

func testA2AMergedAwayIdReadsAndWritesAsItsSurvivor(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.life("contacts/1", storage.RecordState{Status: storage.Merged, Into: "2"})
	w.life("contacts/2", storage.RecordState{Status: storage.Merged, Into: "3"})
	w.link("contacts/1", "companies/10")
	w.link("contacts/2", "companies/11")
	for _, name := range []string{"contacts/1", "contacts/2", "contacts/3"} {
		w.shows(name, record.Companies, "10*, 11")
		require.Len(t, w.past(name, record.Companies), 2)
		l, found, err := w.Linked(w.ctx, ruleRef(name), ruleRef("companies/10"))
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, ruleRef("contacts/3"), l.From)
		require.Equal(t, w.answers("contacts/3"), w.answers(name))
	}
	require.NotEqual(t, w.answers("contacts/unknown"), w.answers("contacts/1"))
	w.shows("companies/10", record.Contacts, "3<")
	w.refused(record.ErrSelf, ruleAssociate("contacts/1", "contacts/3"))
}

func testA3ACustomTypesPairsAreDefinedFirst(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.refused(label.ErrUndefinedType, ruleAssociate("cars/1", "contacts/1"))
	w.refusedEdit(label.ErrUndefinedType, &schema.DefinePair{From: "cars", To: record.Contacts})
	w.edit(&schema.DefineType{Type: "cars"})
	err := w.refused(label.ErrUndefinedPair, ruleAssociate("cars/1", "contacts/1"))
	require.ErrorContains(t, err, "cars")
	w.edit(&schema.DefinePair{From: "cars", To: record.Contacts})
	w.link("cars/1", "contacts/1")
	w.link("contacts/2", "cars/1")
	w.refused(label.ErrUndefinedPair, ruleAssociate("cars/1", "companies/1"))
	w.refusedEdit(label.ErrDuplicate, &schema.DefinePair{From: record.Contacts, To: "cars"})
	_, err = w.Count(w.ctx, ruleRef("cars/1"), record.Deals)
	require.ErrorIs(t, err, label.ErrUndefinedPair)
}

func testA3ActivitiesHaveNoPairsAmongThemselvesUnlessDefined(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.refused(label.ErrUndefinedPair, ruleAssociate("calls/1", "notes/1"))
	w.edit(&schema.DefinePair{From: record.Calls, To: record.Notes})
	w.link("calls/1", "notes/1")
}

func testA4RecordsOfOneTypeAreAssociated(t tester, s *Subject) {
	w := s.ruleGraph(t)
	colleague := w.define(label.Single(record.Contacts, record.Contacts, "Colleague"))
	w.do(ruleAssociate("contacts/1", "contacts/2", colleague))
	w.shows("contacts/1", record.Contacts, "2 [Colleague]")
	w.shows("contacts/2", record.Contacts, "1 [Colleague]")

	w.do(ruleAssociate("companies/1", "companies/2", label.WithID(label.ParentToChild)))
	w.shows("companies/1", record.Companies, "2 [Child company]")
	w.shows("companies/2", record.Companies, "1 [Parent company]")
}

func testA4ARecordIsNeverAssociatedWithItself(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, op := range []association.Operation{
		ruleAssociate("contacts/1", "contacts/1"), ruleDissociate("contacts/1", "contacts/1", ""),
		ruleSetLabels("contacts/1", "contacts/1"), ruleAll("contacts/1", "contacts/2", "contacts/1"),
	} {
		err := w.refused(record.ErrSelf, op)
		require.Equal(t, ruleRef("contacts/1"), ruleAs[*record.SelfError](t, err).Record)
	}
	w.shows("contacts/1", record.Contacts, "")
}

func testA5AssociationsAreTwoWayAndOneLinkForAPair(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Paired(record.Contacts, record.Companies, "Boss's company", "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	require.Equal(t, association.Changed, w.do(ruleAssociate("companies/10", "contacts/1", guest)).Outcome)
	w.shows("contacts/1", record.Companies, "10* [Boss's company Guest]")
	w.shows("companies/10", record.Contacts, "1< [Boss Guest]")
	for of, to := range map[string]record.Type{"contacts/1": record.Companies, "companies/10": record.Contacts} {
		count, err := w.Count(w.ctx, ruleRef(of), to)
		require.NoError(t, err)
		require.Equal(t, 1, count)
	}
	w.do(ruleDissociate("companies/10", "contacts/1", ""))
	w.shows("contacts/1", record.Companies, "")
	w.shows("companies/10", record.Contacts, "")
}

func testA5TheUnlabeledTypeIsAlwaysInTheSet(t tester, s *Subject) {
	w := s.ruleGraph(t)
	unlabeled := ruleLinkType(279)
	w.do(ruleAssociate("contacts/1", "companies/10", unlabeled))
	w.shows("contacts/1", record.Companies, "10*")
	for _, op := range []association.Operation{
		ruleAssociate("contacts/1", "companies/10", unlabeled), ruleSetLabels("contacts/1", "companies/10", unlabeled),
		ruleAddLabels("contacts/1", "companies/10", unlabeled), ruleSetLabels("contacts/1", "companies/10"),
	} {
		require.Equal(t, association.Unchanged, w.quiet(op).Outcome)
	}
}

func testA6AssociateAddsLabelsToTheExistingLink(t tester, s *Subject) {
	w := s.ruleGraph(t)
	one := w.define(label.Single(record.Contacts, record.Companies, "One"))
	two := w.define(label.Single(record.Contacts, record.Companies, "Two"))
	require.Equal(t, association.Created, w.do(ruleAssociate("contacts/1", "companies/10", one)).Outcome)
	require.Equal(t, association.Changed, w.do(ruleAssociate("contacts/1", "companies/10", two)).Outcome)
	w.shows("contacts/1", record.Companies, "10* [One Two]")
	require.Equal(t, association.Unchanged, w.quiet(ruleAssociate("contacts/1", "companies/10", one)).Outcome)
	require.Equal(t, association.Unchanged, w.quiet(ruleAssociate("contacts/1", "companies/10")).Outcome)
}

func testA6WritesToAMissingLinkFailAndNameBothRecords(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/10")
	for _, op := range []association.Operation{
		ruleSetLabels("contacts/1", "companies/11", boss), ruleSetLabels("contacts/1", "companies/11"),
		ruleAddLabels("contacts/1", "companies/11", boss), ruleRemoveLabels("contacts/1", "companies/11", boss),
		ruleRemoveLabels("contacts/1", "companies/11", ruleLinkType(279)),
		ruleSetPrimary("contacts/1", "companies/11"), ruleClear("contacts/1", "companies/11", ""),
	} {
		err := w.refused(record.ErrNotLinked, op)
		missing := ruleAs[*record.NotLinkedError](t, err)
		require.Equal(t, ruleRefs("contacts/1", "companies/11"), []record.Ref{missing.From, missing.To})
		require.ErrorContains(t, err, "contacts/1 is not associated with companies/11")
	}
}

func testA6DissociateOfAMissingLinkChangesNothingAndSaysSo(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	require.Equal(t, association.Unchanged, w.quiet(ruleDissociate("contacts/1", "companies/11", "")).Outcome)
	require.Equal(t, association.Unchanged, w.quiet(ruleDissociate("contacts/never", "companies/11", "")).Outcome)
	w.shows("contacts/1", record.Companies, "10*")
}

func testA6OperationsOfOneDoTakeEffectInOrder(t tester, s *Subject) {
	w := s.ruleGraph(t)
	results, err := w.Do(w.ctx,
		ruleAssociate("contacts/1", "companies/10"), ruleAssociate("contacts/1", "companies/11"),
		ruleSetPrimary("contacts/1", "companies/11"), ruleDissociate("contacts/1", "companies/10", ""),
		ruleAssociate("contacts/1", "companies/12"), ruleDissociate("contacts/1", "companies/11", ""))
	require.NoError(t, err)
	require.Len(t, results, 6)
	require.Equal(t, ruleRef("companies/10"), results[2].Demoted)
	require.Equal(t, ruleRef("companies/12"), results[5].Promoted)
	w.shows("contacts/1", record.Companies, "12*")
}

// Every rule holds after each operation. An order of operations that passes through a forbidden
// state is refused, even if the last state would be allowed.
func testA6EveryRuleHoldsAfterEachOperation(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	err := w.refused(limits.ErrExceeded, ruleAssociate("contacts/1", "companies/11"), ruleDissociate("contacts/1", "companies/10", ""))
	require.Equal(t, 0, ruleAs[*association.OperationError](t, err).Index)
	results, err := w.Do(w.ctx, ruleDissociate("contacts/1", "companies/10", ""), ruleAssociate("contacts/1", "companies/11"))
	require.NoError(t, err)
	require.Equal(t, association.Created, results[1].Outcome)
	w.shows("contacts/1", record.Companies, "11*")
}

func testA6ARefusedOperationTakesTheWholeDoWithIt(t tester, s *Subject) {
	w := s.ruleGraph(t)
	err := w.refused(record.ErrNotLinked,
		ruleAssociate("contacts/1", "companies/10"), ruleAssociate("contacts/1", "companies/11"),
		ruleSetPrimary("contacts/1", "companies/12"), ruleAssociate("contacts/1", "companies/13"))
	require.Equal(t, 2, ruleAs[*association.OperationError](t, err).Index)
	w.shows("contacts/1", record.Companies, "")
}

func testA6AWriteThatChangesNothingWritesNoEvent(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/1", "companies/11")
	for _, op := range []association.Operation{
		ruleSetPrimary("contacts/1", "companies/10"), ruleMark("contacts/1", "companies/10", primary.MarkAsPrimary),
		ruleMark("contacts/1", "companies/10", primary.MarkReplace), ruleSetLabels("contacts/1", "companies/10", boss),
		ruleAddLabels("contacts/1", "companies/10", boss), ruleRemoveLabels("contacts/1", "companies/11", boss),
		ruleClear("contacts/1", "companies/11", ""), ruleAll("contacts/1", "companies/10", "companies/11"),
	} {
		require.Equal(t, association.Unchanged, w.quiet(op).Outcome, op.String())
	}
	require.Len(t, w.past("contacts/1", record.Companies), 2)
	require.Equal(t, history.Created, w.past("contacts/1", record.Companies)[0].Kinds())
}

// Reads refuse names that no record can have, and answer empty about unknown records.
func testA2BadQuestions(t tester, s *Subject) {
	f := refusingAccount(t, s.Open())
	for _, b := range []struct {
		of     record.Ref
		to     record.Type
		reason error
	}{
		{contact(""), record.Companies, record.ErrInvalid},
		{contact("\x00"), record.Companies, record.ErrInvalid},
		{contact(record.ID(strings.Repeat("x", 256))), record.Companies, record.ErrInvalid},
		{contact("1"), "boats", label.ErrUndefinedType},
		{note("1"), record.Tasks, label.ErrUndefinedPair},
	} {
		_, _, err := f.Primary(f.ctx, b.of, b.to)
		require.ErrorIs(t, err, b.reason)
		_, err = f.Count(f.ctx, b.of, b.to)
		require.ErrorIs(t, err, b.reason)
		_, err = f.Page(f.ctx, b.of, b.to, association.Query{})
		require.ErrorIs(t, err, b.reason)
		_, err = f.PageMany(f.ctx, []record.Ref{contact("1"), b.of}, b.to, association.Query{})
		require.ErrorIs(t, err, b.reason)
		_, _, err = f.Why(f.ctx, b.of, b.to)
		require.ErrorIs(t, err, b.reason)
		for _, err := range f.History(f.ctx, b.of, b.to) {
			require.ErrorIs(t, err, b.reason)
		}
	}
	for _, most := range []int{-1, storage.MaxPage + 1} {
		_, err := f.Page(f.ctx, contact("1"), record.Companies, association.Query{Max: most})
		requireSays(t, err, storage.ErrInvalid, "ask for 1 to 20000")
	}
	_, err := f.Page(f.ctx, contact("1"), record.Companies, association.Query{Scope: association.Labeled(label.Named("Nobody"))})
	requireSays(t, err, label.ErrUnknown, "Nobody")
	_, found, err := f.Primary(f.ctx, contact("stranger"), record.Companies)
	require.NoError(t, err)
	require.False(t, found)
}
