package limits_test

import (
	"encoding/json"
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
	require.True(t, limits.Ungated.IsZero())
	require.False(t, limits.Enterprise.IsZero(), "it has a name")
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
}

func TestSubscriptionDocument(t *testing.T) {
	plan, err := limits.Subscription{Name: "Small", Without: limits.UseLabels | limits.CustomTypes}.WithMax(5)
	require.NoError(t, err)
	plan, err = plan.WithTechnical(record.Deals, record.Contacts, 9)
	require.NoError(t, err)
	plan, err = plan.WithTechnical(record.Contacts, record.Deals, 8)
	require.NoError(t, err)
	text, err := json.Marshal(plan)
	require.NoError(t, err)
	require.Equal(t, `{"name":"Small","without":["use-labels","custom-types"],"max":5,`+
		`"technical":[{"from":"contacts","to":"deals","max":8},{"from":"deals","to":"contacts","max":9}]}`, string(text))

	var back limits.Subscription
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, plan, back)
	require.ErrorContains(t, json.Unmarshal([]byte(`{"without":["flying"]}`), &back), "flying")
	require.ErrorContains(t, json.Unmarshal([]byte(`{"price":9}`), &back), "price")
	require.Equal(t, plan, back, "a document that is refused changes nothing")
}
