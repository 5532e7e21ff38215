package laws

import (
	"context"
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func testB1APairedLabelHasAWordForEachSide(t tester, s *Subject) {
	w := s.story(t)
	manager := w.define(label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	w.do(ruleAssociate("contacts/ann", "contacts/bob", manager))
	w.shows("contacts/ann", record.Contacts, "bob [Manager]")
	w.shows("contacts/bob", record.Contacts, "ann [Reports to]")
	// Between records of one type the caller names the side, whichever is first.
	w.do(ruleAssociate("contacts/ann", "contacts/cid", w.inverse(manager)))
	w.shows("contacts/ann", record.Contacts, "bob [Manager], cid [Reports to]")
	w.shows("contacts/cid", record.Contacts, "ann [Manager]")
	w.do(ruleAssociate("contacts/dan", "contacts/ann", label.Named("Manager")))
	w.shows("contacts/dan", record.Contacts, "ann [Manager]")
}

func testB1BothSidesOfACustomPairedLabelMayBeOnOneLink(t tester, s *Subject) {
	w := s.story(t)
	mentor := w.define(label.Paired(record.Contacts, record.Contacts, "Mentor", "Mentee"))
	w.do(ruleAssociate("contacts/1", "contacts/2", mentor), ruleAddLabels("contacts/2", "contacts/1", mentor))
	w.shows("contacts/1", record.Contacts, "2 [Mentor Mentee]")
	w.shows("contacts/2", record.Contacts, "1 [Mentor Mentee]")
	w.do(ruleRemoveLabels("contacts/1", "contacts/2", mentor))
	w.shows("contacts/1", record.Contacts, "2 [Mentee]")
	w.shows("contacts/2", record.Contacts, "1 [Mentor]")
}

func testB1ParentAndChildAreNeverOnOneLink(t tester, s *Subject) {
	w := s.story(t)
	child, parent := label.WithID(label.ParentToChild), label.WithID(label.ChildToParent)
	w.do(ruleAssociate("companies/1", "companies/2", child))
	for _, op := range []association.Operation{
		ruleAssociate("companies/1", "companies/2", parent), ruleAddLabels("companies/1", "companies/2", parent),
		ruleAssociate("companies/2", "companies/1", child), ruleSetLabels("companies/1", "companies/2", parent, child),
		ruleAssociate("companies/3", "companies/4", parent, child),
	} {
		err := w.refused(association.ErrExclusive, op)
		both := ruleAs[*association.ExclusiveError](t, err).Labels
		require.ElementsMatch(t, []label.TypeID{label.ParentToChild, label.ChildToParent}, []label.TypeID{both[0].ID, both[1].ID})
	}
	w.do(ruleSetLabels("companies/1", "companies/2", parent))
	w.shows("companies/1", record.Companies, "2 [Parent company]")
	w.shows("companies/2", record.Companies, "1 [Child company]")
}

// The account's first label and the primary mark of contacts both have the number 1.
func testB2OnlyCategoryAndIdTogetherAreAKey(t tester, s *Subject) {
	w := s.story(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	require.Equal(t, label.TypeID{Category: label.UserDefined, Number: 1}, boss.ID)
	w.link("contacts/1", "companies/10", "companies/11")
	w.do(ruleAddLabels("contacts/1", "companies/11", label.WithID(boss.ID)))
	w.shows("contacts/1", record.Companies, "10*, 11 [Boss]")
	w.do(ruleAddLabels("contacts/1", "companies/11", ruleLinkType(1)))
	w.shows("contacts/1", record.Companies, "10, 11* [Boss]")
}

func testB2DirectionsHaveIdsOfTheirOwn(t tester, s *Subject) {
	w := s.story(t)
	across := w.define(label.Single(record.Contacts, record.Companies, "Across"))
	require.NotEqual(t, across.ID, across.Inverse)
	single := w.define(label.Single(record.Contacts, record.Contacts, "Single"))
	require.Equal(t, single.ID, single.Inverse)
	paired := w.define(label.Paired(record.Contacts, record.Contacts, "A", "B"))
	require.NotEqual(t, paired.ID, paired.Inverse)
	err := w.refused(label.ErrWrongDirection, ruleAssociate("companies/1", "contacts/1", label.WithID(across.ID)))
	require.Equal(t, across.Inverse, ruleAs[*label.Error](t, err).Use)
	w.do(ruleAssociate("companies/1", "contacts/1", label.WithID(across.Inverse)))
	w.shows("contacts/1", record.Companies, "1* [Across]")
	w.refused(label.ErrWrongPair, ruleAssociate("contacts/1", "deals/1", across))
	app := w.define(label.Single(record.Contacts, record.Companies, "App").In(label.IntegratorDefined))
	require.Equal(t, label.IntegratorDefined, app.ID.Category)
}

func testB3TheInternalNameStaysAndTheWordChanges(t tester, s *Subject) {
	w := s.story(t)
	l := w.define(label.Paired(record.Contacts, record.Companies, "2nd Client-Contact", "Client"))
	require.Equal(t, "n_2nd_client_contact", l.Name)
	w.do(ruleAssociate("contacts/1", "companies/10", l))
	w.edit(&association.RenameLabel{ID: l.ID, Text: "  Second client "})
	w.shows("contacts/1", record.Companies, "10* [Second client]")
	w.shows("companies/10", record.Contacts, "1< [Client]")
	w.do(ruleAssociate("contacts/2", "companies/10", label.Named("n_2nd_client_contact")))
	w.do(ruleAssociate("contacts/3", "companies/10", label.Named("second CLIENT")))
	w.shows("companies/10", record.Contacts, "1< [Client], 2< [Client], 3< [Client]")
	w.refused(label.ErrUnknown, ruleAssociate("contacts/4", "companies/10", label.Named("2nd Client-Contact")))
}

func testB3NamesAreUnique(t tester, s *Subject) {
	w := s.story(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	other := w.define(label.Single(record.Contacts, record.Companies, "Other"))
	for _, refused := range []association.Edit{
		&association.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, " bOSS ")},
		&association.DefineLabel{Definition: label.Single(record.Companies, record.Contacts, "BOSS").WithName("else")},
		&association.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "New").WithName(boss.Name)},
		&association.RenameLabel{ID: other.ID, Text: "boss"},
	} {
		w.refusedEdit(label.ErrDuplicate, refused)
	}
	w.define(label.Single(record.Contacts, record.Deals, "Boss")) // another pair
	w.define(label.Paired(record.Contacts, record.Contacts, "Up", "Down"))
	w.refusedEdit(label.ErrDuplicate, &association.DefineLabel{Definition: label.Single(record.Contacts, record.Contacts, "down")})
}

func testB3EmptyAndIllegalNamesAreRefused(t tester, s *Subject) {
	w := s.story(t)
	long := ""
	for len(long) <= label.MaxText {
		long += "long "
	}
	for _, text := range []string{"", "   ", "a\nb", "a\x00b", long} {
		w.refusedEdit(label.ErrName, &association.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, text)})
	}
	for _, name := range []string{"with-hyphen", "1st", "a b"} {
		w.refusedEdit(label.ErrName, &association.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "Fine").WithName(name)})
	}
	require.Empty(t, w.schema().Labels().Used(record.Contacts, record.Companies))
}

func testB4AtMostTenLabelsForAPair(t tester, s *Subject) {
	w := s.story(t)
	for i := range 9 {
		w.define(label.Single(record.Deals, record.Contacts, "Single "+strconv.Itoa(i)))
	}
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts}) // is no label
	w.define(label.Paired(record.Contacts, record.Deals, "Pair", "Other way"))
	for _, d := range []label.Definition{
		label.Single(record.Deals, record.Contacts, "Eleven"), label.Single(record.Contacts, record.Deals, "Eleven"),
	} {
		w.refusedEdit(label.ErrTooMany, &association.DefineLabel{Definition: d})
	}
	w.define(label.Single(record.Deals, record.Companies, "Another pair"))
	w.edit(&association.SetMaxLabels{Max: 11})
	w.define(label.Single(record.Contacts, record.Deals, "Eleven"))
	w.edit(&association.SetMaxLabels{Max: 1})
	require.Equal(t, 11, w.schema().Labels().Used(record.Deals, record.Contacts))
	w.refusedEdit(label.ErrTooMany, &association.DefineLabel{Definition: label.Single(record.Deals, record.Contacts, "More")})
}

func testB5SetAddAndRemoveLabels(t tester, s *Subject) {
	w := s.story(t)
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
	w := s.story(t)
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
	// Leaving it out means nothing.
	w.do(ruleSetLabels("contacts/1", "companies/12", boss))
	w.shows("contacts/1", record.Companies, "10 [Guest], 11, 12* [Boss]")
}

func testB5APrimaryTypeThatIsRemovedClearsTheMark(t tester, s *Subject) {
	w := s.story(t)
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
	alone.Alone = true
	w.do(alone)
	w.shows("contacts/1", record.Companies, "10*, 11, 12")
}

// The reverse types say the same from the company's side: 2 for contacts, 6 for deals,
// 25 for tickets.
func testB5TheReversePrimaryTypesMarkFromTheOtherSide(t tester, s *Subject) {
	w := s.story(t)
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
	w := s.story(t)
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
}

func testB5PrimaryTypesAreNoLabels(t tester, s *Subject) {
	w := s.story(t)
	w.link("contacts/1", "companies/10")
	l, _, err := w.Linked(w.ctx, ruleRef("contacts/1"), ruleRef("companies/10"))
	require.NoError(t, err)
	require.True(t, l.Primary)
	require.True(t, l.Set.IsEmpty())
	require.Empty(t, l.Labels())
	w.refusedEdit(label.ErrUnknown, &association.SetLimit{
		Key: limits.Key{From: record.Contacts, To: record.Companies, Label: label.TypeID{Category: label.HubSpotDefined, Number: 1}}, Max: 1})
}

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

func testB7ThePlanGatesFeatures(t tester, s *Subject) {
	w := s.story(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/2", "companies/10")
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts})
	w.edit(&association.SetPlan{Plan: limits.Starter})

	gated := func(err error, feature limits.Feature) {
		refused := ruleAs[*limits.PlanError](t, err)
		require.Equal(t, feature, refused.Feature)
		require.ErrorContains(t, err, feature.String())
		require.ErrorContains(t, err, "Starter")
	}
	define := &association.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "New")}
	gated(w.refusedEdit(limits.ErrNotInPlan, define), limits.DefineLabels)
	gated(w.refusedEdit(limits.ErrNotInPlan, &association.DefineType{Type: "cars"}), limits.CustomTypes)
	rule := &association.DeclareRule{Rule: primary.Rule{From: record.Tickets, To: record.Contacts}}
	gated(w.refusedEdit(limits.ErrNotInPlan, rule), limits.CustomPrimaryRules)
	gated(w.refused(limits.ErrNotInPlan, ruleAddLabels("contacts/2", "companies/10", boss)), limits.UseLabels)
	gated(w.refused(limits.ErrNotInPlan, ruleAssociate("contacts/3", "companies/10", boss)), limits.UseLabels)
	for _, err := range w.Links(w.ctx, ruleRef("companies/10"), record.Contacts, association.Labeled(boss)) {
		gated(err, limits.LabelScopes)
	}

	// Reading, removing and the built-in primary are never gated.
	w.shows("contacts/1", record.Companies, "10* [Boss]")
	w.link("contacts/2", "companies/11")
	w.do(ruleSetPrimary("contacts/2", "companies/11"))
	w.do(ruleAddLabels("contacts/2", "companies/10", ruleLinkType(1)))
	w.edit(&association.DefineType{Type: "leads"}) // built in
	w.quiet(ruleAddLabels("contacts/1", "companies/10", boss))
	w.do(ruleRemoveLabels("contacts/1", "companies/10", boss))
	w.edit(&association.RemoveLabel{ID: boss.ID})
	w.edit(&association.WithdrawRule{From: record.Deals, To: record.Contacts})
	w.edit(&association.SetPlan{Plan: limits.Professional})
	w.edit(define)
	w.refusedEdit(limits.ErrNotInPlan, &association.DefineType{Type: "cars"})
	w.edit(&association.SetPlan{Plan: limits.Enterprise})
	w.edit(&association.DefineType{Type: "cars"})
}

func testB7ASmallerPlanRemovesNothing(t tester, s *Subject) {
	w := s.story(t)
	w.edit(&association.DefineType{Type: "cars"})
	w.edit(&association.DefinePair{From: "cars", To: record.Contacts})
	owner := w.define(label.Single("cars", record.Contacts, "Owner"))
	w.rule(primary.Rule{From: "cars", To: record.Contacts})
	w.do(ruleAssociate("cars/1", "contacts/1", owner))
	w.edit(&association.SetPlan{Plan: limits.Starter})
	w.shows("cars/1", record.Contacts, "1* [Owner]")
	w.link("cars/1", "contacts/2")
	w.do(ruleSetPrimary("cars/1", "contacts/2"))
	w.shows("cars/1", record.Contacts, "1 [Owner], 2*")
}
