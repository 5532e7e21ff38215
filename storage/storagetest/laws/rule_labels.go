package laws

import (
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func testB1APairedLabelHasAWordForEachSide(t tester, s *Subject) {
	w := s.ruleGraph(t)
	manager := w.define(label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	w.do(ruleAssociate("contacts/ann", "contacts/bob", manager))
	w.shows("contacts/ann", record.Contacts, "bob [Manager]")
	w.shows("contacts/bob", record.Contacts, "ann [Reports to]")
	// Between records of the same type the caller names the side, whichever record is first.
	w.do(ruleAssociate("contacts/ann", "contacts/cid", w.inverse(manager)))
	w.shows("contacts/ann", record.Contacts, "bob [Manager], cid [Reports to]")
	w.shows("contacts/cid", record.Contacts, "ann [Manager]")
	w.do(ruleAssociate("contacts/dan", "contacts/ann", label.Named("Manager")))
	w.shows("contacts/dan", record.Contacts, "ann [Manager]")
}

func testB1BothSidesOfACustomPairedLabelMayBeOnOneLink(t tester, s *Subject) {
	w := s.ruleGraph(t)
	mentor := w.define(label.Paired(record.Contacts, record.Contacts, "Mentor", "Mentee"))
	w.do(ruleAssociate("contacts/1", "contacts/2", mentor), ruleAddLabels("contacts/2", "contacts/1", mentor))
	w.shows("contacts/1", record.Contacts, "2 [Mentor Mentee]")
	w.shows("contacts/2", record.Contacts, "1 [Mentor Mentee]")
	w.do(ruleRemoveLabels("contacts/1", "contacts/2", mentor))
	w.shows("contacts/1", record.Contacts, "2 [Mentee]")
	w.shows("contacts/2", record.Contacts, "1 [Mentor]")
}

func testB1ParentAndChildAreNeverOnOneLink(t tester, s *Subject) {
	w := s.ruleGraph(t)
	child, parent := label.WithID(label.ParentToChild), label.WithID(label.ChildToParent)
	w.do(ruleAssociate("companies/1", "companies/2", child))
	for _, op := range []association.Operation{
		ruleAssociate("companies/1", "companies/2", parent), ruleAddLabels("companies/1", "companies/2", parent),
		ruleAssociate("companies/2", "companies/1", child), ruleSetLabels("companies/1", "companies/2", parent, child),
		ruleAssociate("companies/3", "companies/4", parent, child),
	} {
		err := w.refused(schema.ErrExclusive, op)
		both := ruleAs[*schema.ExclusiveError](t, err).Labels
		require.ElementsMatch(t, []label.TypeID{label.ParentToChild, label.ChildToParent}, []label.TypeID{both[0].ID, both[1].ID})
	}
	w.do(ruleSetLabels("companies/1", "companies/2", parent))
	w.shows("companies/1", record.Companies, "2 [Parent company]")
	w.shows("companies/2", record.Companies, "1 [Child company]")
}

// The account's first label and the primary mark of contacts both have the number 1.
func testB2OnlyCategoryAndIdTogetherAreAKey(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	require.Equal(t, label.TypeID{Category: label.UserDefined, Number: 1}, boss.ID)
	w.link("contacts/1", "companies/10", "companies/11")
	w.do(ruleAddLabels("contacts/1", "companies/11", label.WithID(boss.ID)))
	w.shows("contacts/1", record.Companies, "10*, 11 [Boss]")
	w.do(ruleAddLabels("contacts/1", "companies/11", ruleLinkType(1)))
	w.shows("contacts/1", record.Companies, "10, 11* [Boss]")
}

func testB2DirectionsHaveIdsOfTheirOwn(t tester, s *Subject) {
	w := s.ruleGraph(t)
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
	w := s.ruleGraph(t)
	l := w.define(label.Paired(record.Contacts, record.Companies, "2nd Client-Contact", "Client"))
	require.Equal(t, "n_2nd_client_contact", l.Name)
	w.do(ruleAssociate("contacts/1", "companies/10", l))
	w.edit(&schema.RenameLabel{ID: l.ID, Text: "  Second client "})
	w.shows("contacts/1", record.Companies, "10* [Second client]")
	w.shows("companies/10", record.Contacts, "1< [Client]")
	w.do(ruleAssociate("contacts/2", "companies/10", label.Named("n_2nd_client_contact")))
	w.do(ruleAssociate("contacts/3", "companies/10", label.Named("second CLIENT")))
	w.shows("companies/10", record.Contacts, "1< [Client], 2< [Client], 3< [Client]")
	w.refused(label.ErrUnknown, ruleAssociate("contacts/4", "companies/10", label.Named("2nd Client-Contact")))
}

func testB3NamesAreUnique(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	other := w.define(label.Single(record.Contacts, record.Companies, "Other"))
	for _, refused := range []schema.Edit{
		&schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, " bOSS ")},
		&schema.DefineLabel{Definition: label.Single(record.Companies, record.Contacts, "BOSS").WithName("else")},
		&schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "New").WithName(boss.Name)},
		&schema.RenameLabel{ID: other.ID, Text: "boss"},
	} {
		w.refusedEdit(label.ErrDuplicate, refused)
	}
	w.define(label.Single(record.Contacts, record.Deals, "Boss")) // another pair
	w.define(label.Paired(record.Contacts, record.Contacts, "Up", "Down"))
	w.refusedEdit(label.ErrDuplicate, &schema.DefineLabel{Definition: label.Single(record.Contacts, record.Contacts, "down")})
}

func testB3EmptyAndIllegalNamesAreRefused(t tester, s *Subject) {
	w := s.ruleGraph(t)
	long := ""
	for len(long) <= label.MaxText {
		long += "long "
	}
	for _, text := range []string{"", "   ", "a\nb", "a\x00b", long} {
		w.refusedEdit(label.ErrName, &schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, text)})
	}
	for _, name := range []string{"with-hyphen", "1st", "a b"} {
		w.refusedEdit(label.ErrName, &schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "Fine").WithName(name)})
	}
	require.Empty(t, w.schema().Labels().Used(record.Contacts, record.Companies))
}

func testB4AtMostTenLabelsForAPair(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for i := range 9 {
		w.define(label.Single(record.Deals, record.Contacts, "Single "+strconv.Itoa(i)))
	}
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts}) // is no label
	w.define(label.Paired(record.Contacts, record.Deals, "Pair", "Other way"))
	for _, d := range []label.Definition{
		label.Single(record.Deals, record.Contacts, "Eleven"), label.Single(record.Contacts, record.Deals, "Eleven"),
	} {
		w.refusedEdit(label.ErrTooMany, &schema.DefineLabel{Definition: d})
	}
	w.define(label.Single(record.Deals, record.Companies, "Another pair"))
	w.edit(&schema.SetMaxLabels{Max: 11})
	w.define(label.Single(record.Contacts, record.Deals, "Eleven"))
	w.edit(&schema.SetMaxLabels{Max: 1})
	require.Equal(t, 11, w.schema().Labels().Used(record.Deals, record.Contacts))
	w.refusedEdit(label.ErrTooMany, &schema.DefineLabel{Definition: label.Single(record.Deals, record.Contacts, "More")})
}

// Between records of the same type the unlabeled type has a single id for both directions.
// Every category numbers its labels from 1.
func testB2CategoriesAndTheUnlabeledType(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, c := range []label.Category{label.HubSpotDefined, label.Work} { // are not the account's
		w.refusedEdit(label.ErrBuiltIn, &schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "Mine").In(c)})
	}
	for _, c := range []label.Category{label.UserDefined, label.IntegratorDefined} {
		l := w.define(label.Single(record.Contacts, record.Companies, "Of "+c.String()).In(c))
		require.Equal(t, c, l.ID.Category)
		require.EqualValues(t, 1, l.ID.Number)
	}
	unlabeled := func(from, to record.Type) label.TypeID {
		l, found := w.schema().Labels().Unlabeled(from, to)
		require.True(t, found)
		require.Equal(t, label.HubSpotDefined, l.ID.Category)
		return l.ID
	}
	require.Equal(t, unlabeled(record.Contacts, record.Contacts), w.inverse(label.Label{Inverse: unlabeled(record.Contacts, record.Contacts)}).ID)
	require.NotEqual(t, unlabeled(record.Contacts, record.Companies), unlabeled(record.Companies, record.Contacts))
}

// A word names the label of its direction, in upper or lower case of any script.
func testB3WordsAreComparedInTheirDirection(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.define(label.Paired(record.Contacts, record.Companies, "Ärztin", "Praxis"))
	for _, text := range []string{"äRZTIN", " ÄRZTIN "} {
		w.refusedEdit(label.ErrDuplicate, &schema.DefineLabel{Definition: label.Paired(record.Contacts, record.Companies, text, "Other").WithName("other")})
	}
	w.refusedEdit(label.ErrDuplicate, &schema.DefineLabel{Definition: label.Paired(record.Contacts, record.Companies, "Other", "praxis")})
	turned := w.define(label.Paired(record.Contacts, record.Companies, "Praxis", "Ärztin").WithName("turned"))
	w.do(ruleAssociate("contacts/1", "companies/10", label.Named("ärztin")), ruleAssociate("companies/10", "contacts/2", label.Named("ÄRZTIN")))
	w.shows("contacts/1", record.Companies, "10* [Ärztin]")
	w.shows("contacts/2", record.Companies, "10* [Praxis]")
	l, _, err := w.Linked(w.ctx, ruleRef("contacts/2"), ruleRef("companies/10"))
	require.NoError(t, err)
	require.True(t, l.Set().Has(turned.ID))
}

// Built-in labels do not count among an account's labels.
func testB4BuiltInLabelsDoNotCount(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.do(ruleAssociate("contacts/1", "companies/10", label.Named("Billing contact")))
	require.Zero(t, w.schema().Labels().Used(record.Contacts, record.Companies))
	w.edit(&schema.SetMaxLabels{Max: 1})
	w.define(label.Single(record.Contacts, record.Companies, "One"))
	w.refusedEdit(label.ErrTooMany, &schema.DefineLabel{Definition: label.Single(record.Companies, record.Contacts, "Two")})
}
