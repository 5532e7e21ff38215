package laws

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func testB7ThePlanGatesFeatures(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.do(ruleAssociate("contacts/1", "companies/10", boss))
	w.link("contacts/2", "companies/10")
	w.rule(primary.Rule{From: record.Deals, To: record.Contacts})
	w.edit(&schema.SetSubscription{Subscription: limits.Starter})

	gated := func(err error, feature limits.Feature) {
		refused := ruleAs[*limits.SubscriptionError](t, err)
		require.Equal(t, feature, refused.Feature)
		require.ErrorContains(t, err, feature.String())
		require.ErrorContains(t, err, "Starter")
	}
	define := &schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "New")}
	gated(w.refusedEdit(limits.ErrNotInSubscription, define), limits.DefineLabels)
	gated(w.refusedEdit(limits.ErrNotInSubscription, &schema.DefineType{Type: "cars"}), limits.CustomTypes)
	rule := &schema.DeclareRule{Rule: primary.Rule{From: record.Tickets, To: record.Contacts}}
	gated(w.refusedEdit(limits.ErrNotInSubscription, rule), limits.CustomPrimaryRules)
	gated(w.refused(limits.ErrNotInSubscription, ruleAddLabels("contacts/2", "companies/10", boss)), limits.UseLabels)
	gated(w.refused(limits.ErrNotInSubscription, ruleAssociate("contacts/3", "companies/10", boss)), limits.UseLabels)
	for _, err := range w.Links(w.ctx, ruleRef("companies/10"), record.Contacts, association.Labeled(boss)) {
		gated(err, limits.LabelScopes)
	}

	// Reading, removing and the built-in primary are never gated.
	w.shows("contacts/1", record.Companies, "10* [Boss]")
	w.link("contacts/2", "companies/11")
	w.do(ruleSetPrimary("contacts/2", "companies/11"))
	w.do(ruleAddLabels("contacts/2", "companies/10", ruleLinkType(1)))
	w.rule(primary.Rule{From: record.Deals, To: record.Companies, Choice: primary.Newest})
	w.edit(&schema.DefineType{Type: "leads"}) // built in, as these labels are
	w.do(ruleAssociate("companies/10", "companies/11", label.WithID(label.ParentToChild)), ruleAddLabels("contacts/2", "companies/10", label.Named("Billing contact")))
	w.quiet(ruleAddLabels("contacts/1", "companies/10", boss))
	w.do(ruleRemoveLabels("contacts/1", "companies/10", boss))
	w.edit(&schema.RemoveLabel{ID: boss.ID})
	w.edit(&schema.WithdrawRule{From: record.Deals, To: record.Contacts})
	w.edit(&schema.SetSubscription{Subscription: limits.Professional})
	w.edit(define)
	w.refusedEdit(limits.ErrNotInSubscription, &schema.DefineType{Type: "cars"})
	w.edit(&schema.SetSubscription{Subscription: limits.Enterprise})
	w.edit(&schema.DefineType{Type: "cars"})
}

func testB7ASmallerPlanRemovesNothing(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.DefineType{Type: "cars"})
	w.edit(&schema.DefinePair{From: "cars", To: record.Contacts})
	owner := w.define(label.Single("cars", record.Contacts, "Owner"))
	w.rule(primary.Rule{From: "cars", To: record.Contacts})
	w.do(ruleAssociate("cars/1", "contacts/1", owner))
	w.edit(&schema.SetSubscription{Subscription: limits.Starter})
	w.shows("cars/1", record.Contacts, "1* [Owner]")
	w.link("cars/1", "contacts/2")
	w.do(ruleSetPrimary("cars/1", "contacts/2"))
	w.shows("cars/1", record.Contacts, "1 [Owner], 2*")
	// A smaller subscription does not keep labels from moving with their links either.
	w.do(ruleMerge("contacts/3", "contacts/1"), ruleDelete("cars/1"), ruleRestore("cars/1"))
	w.shows("cars/1", record.Contacts, "2*, 3 [Owner]")
	gone := w.do(ruleDissociate("cars/1", "contacts/3", ""))
	w.do(&association.Undo{Operation: gone.Operation})
	w.shows("cars/1", record.Contacts, "2*, 3 [Owner]")
}

// A subscription has a table of technical limits too. Without a subscription every feature is
// allowed.
func testB7APlanBringsItsTable(t tester, s *Subject) {
	w := s.ruleGraph(t)
	require.NoError(t, w.schema().Limits().Subscription().Check(limits.DefineLabels|limits.CustomTypes|limits.CustomPrimaryRules))
	small, err := limits.Starter.WithTechnical(record.Contacts, record.Companies, 1)
	require.NoError(t, err)
	w.link("contacts/1", "companies/10")
	w.edit(&schema.SetSubscription{Subscription: small})
	w.refused(limits.ErrExceeded, ruleAssociate("contacts/1", "companies/11"))
	w.link("contacts/1", "deals/1", "deals/2")
	w.edit(&schema.SetSubscription{Subscription: limits.Subscription{}})
	w.link("contacts/1", "companies/11")
}
