package limits_test

import (
	"testing"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/stretchr/testify/require"
)

var features = []limits.Feature{
	limits.DefineLabels, limits.UseLabels, limits.LabelScopes, limits.CustomTypes, limits.CustomPrimaryRules,
}

// B7: labels need Professional or Enterprise, custom types Enterprise; gating is
// off by default.
func TestB7PlansGateFeatures(t *testing.T) {
	rows := []struct {
		plan limits.Subscription
		has  [5]bool // in the order of features
	}{
		{limits.Subscription{}, [5]bool{true, true, true, true, true}},
		{limits.Ungated, [5]bool{true, true, true, true, true}},
		{limits.Starter, [5]bool{}},
		{limits.Professional, [5]bool{true, true, true, false, true}},
		{limits.Enterprise, [5]bool{true, true, true, true, true}},
	}
	for _, row := range rows {
		for i, f := range features {
			err := row.plan.Check(f)
			if row.has[i] {
				require.NoError(t, err, "%s: %s", row.plan.Name, f)
				continue
			}
			var lacks *limits.SubscriptionError
			require.ErrorAs(t, err, &lacks, "%s: %s", row.plan.Name, f)
			require.ErrorIs(t, err, limits.ErrNotInSubscription)
			require.Equal(t, limits.SubscriptionError{Subscription: row.plan.Name, Feature: f}, *lacks)
		}
	}
	require.Equal(t, limits.Subscription{}, limits.New().Subscription())
}

func TestB7ErrorNamesFeatureAndPlan(t *testing.T) {
	err := limits.Starter.Check(limits.UseLabels)
	require.EqualError(t, err, `use-labels is not in the subscription "Starter": a larger one is needed`)
	err = limits.Professional.Check(limits.UseLabels | limits.CustomTypes)
	require.EqualError(t, err, `custom-types is not in the subscription "Professional": a larger one is needed`)
	err = limits.Subscription{Without: limits.UseLabels}.Check(limits.UseLabels)
	require.EqualError(t, err, `use-labels is not in the subscription "": a larger one is needed`)
}

func TestFeatureNames(t *testing.T) {
	want := []string{"define-labels", "use-labels", "label-scopes", "custom-types", "custom-primary-rules"}
	for i, f := range features {
		require.Equal(t, want[i], f.String())
	}
	require.Equal(t, "use-labels, custom-types", (limits.UseLabels | limits.CustomTypes).String())
	require.Equal(t, "Feature(128)", limits.Feature(128).String())
}

// Bits that name no feature are not kept: they would be lost in a document.
func TestPlanKeepsKnownFeaturesOnly(t *testing.T) {
	table := limits.New().WithSubscription(limits.Subscription{Without: limits.UseLabels | 128})
	require.Equal(t, limits.Subscription{Without: limits.UseLabels}, table.Subscription())
}

// A plan is a value: what is derived from it leaves it alone.
func TestPlanIsImmutable(t *testing.T) {
	base, err := limits.Enterprise.WithTechnical(record.Contacts, record.Companies, 50_000)
	require.NoError(t, err)
	more, err := base.WithTechnical(record.Contacts, record.Companies, 60_000)
	require.NoError(t, err)
	less, err := more.WithMax(5)
	require.NoError(t, err)
	require.Equal(t, 10_000, limits.Enterprise.Technical(record.Contacts, record.Companies))
	require.Equal(t, 50_000, base.Technical(record.Contacts, record.Companies))
	require.Equal(t, 60_000, less.Technical(record.Contacts, record.Companies), "its own value stays")
	require.Equal(t, 5, less.Technical(record.Companies, record.Contacts))
	require.Equal(t, 10_000, more.Technical(record.Companies, record.Contacts))

	table := limits.New().WithSubscription(base)
	technical(t, table, record.Contacts, record.Companies, 3)
	require.Equal(t, 50_000, table.Subscription().Technical(record.Contacts, record.Companies))
}
