package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// shop is a declaration with a part of every kind.
func shop() schema.Declaration {
	return schema.Declaration{
		Subscription: &limits.Enterprise,
		Types:        []record.Type{"cars", "leads"},
		Pairs:        [][2]record.Type{{"cars", record.Contacts}},
		Labels: []label.Definition{
			label.Single(record.Contacts, record.Companies, "Manager"),
			label.Paired("cars", record.Contacts, "Owner", "Owned car").WithName("owner"),
		},
		ActivitySum: &schema.SetActivitySum{Max: 500, Types: []record.Type{record.Notes, record.Calls}},
		Limits: []schema.Limit{
			{From: "cars", To: record.Contacts, Max: 5},
			{From: "cars", To: record.Contacts, Label: "owner", Max: 1},
		},
		Rules: []primary.Rule{{From: "cars", To: record.Contacts, Required: true}},
	}
}

// ensured returns the schema after the edits that it lacks of d.
func ensured(t *testing.T, s *schema.Schema, d schema.Declaration) *schema.Schema {
	t.Helper()
	missing, _, err := d.Missing(s)
	require.NoError(t, err)
	s = edited(t, s, missing.Together...)
	for _, e := range missing.Alone {
		s = edited(t, s, e)
		s, err = s.AfterBackfill()
		require.NoError(t, err)
	}
	return s
}

func TestB9MissingIsWhatTheSchemaLacks(t *testing.T) {
	missing, labels, err := shop().Missing(schema.New())
	require.NoError(t, err)
	require.Equal(t, `change the plan to "Enterprise"
define type cars
define type leads
define pair cars and contacts
define label "Manager" from contacts to companies
define label "Owner" from cars to contacts
set the activity sum to 500
limit cars -> contacts to 5
limit cars -> contacts with label USER_DEFINED/5 to 1
declare the rule cars -> contacts: required, first becomes primary, ask
`, missing.String())
	require.Len(t, missing.Alone, 2, "a label's limit counts, a required rule elects")
	require.Equal(t, []string{"Manager", "Owner"}, []string{labels[0].Text, labels[1].Text})

	s := ensured(t, schema.New(), shop())
	missing, again, err := shop().Missing(s)
	require.NoError(t, err)
	require.True(t, missing.IsZero(), missing.String())
	require.Equal(t, "nothing is missing\n", missing.String())
	require.Equal(t, labels, again)
}

// Every field that differs is listed, and only those.
func TestB9EveryDifferenceIsListed(t *testing.T) {
	s := ensured(t, schema.New(), shop())
	d := shop()
	d.Subscription = &limits.Professional
	d.Labels[0] = label.Paired(record.Contacts, record.Companies, "Manager", "Managed by").In(label.IntegratorDefined)
	d.Labels[1] = label.Paired("cars", record.Contacts, "Holder", "Car").WithName("owner")
	d.ActivitySum = &schema.SetActivitySum{Max: 5}
	d.Limits[0].Max = 7
	d.Rules[0].Choice = primary.Oldest
	_, _, err := d.Missing(s)
	require.ErrorIs(t, err, schema.ErrMismatch)
	mismatch := err.(*schema.MismatchError)
	var fields []string
	for _, f := range mismatch.Fields {
		fields = append(fields, f.Of+": "+f.Field)
	}
	require.Equal(t, []string{
		"subscription: subscription",
		`label "Manager", contacts -> companies: kind`, `label "Manager", contacts -> companies: category`,
		`label "Manager", contacts -> companies: inverse text`,
		`label "Holder", cars -> contacts: text`, `label "Holder", cars -> contacts: inverse text`,
		"activity sum: max", "activity sum: types",
		"limit of cars -> contacts: max", "primary rule cars -> contacts: rule",
	}, fields)
	require.ErrorContains(t, err, `label "Holder", cars -> contacts: text is "Owner", declared "Holder"`)
}

// Words may be changed where the declaration says so, and the label stays the same one.
func TestB9RenamingIsAllowedByOption(t *testing.T) {
	s := ensured(t, schema.New(), shop())
	d := shop()
	d.Rename = true
	d.Labels[0] = label.Single(record.Contacts, record.Companies, "Team lead").WithName("manager")
	d.Labels[1] = label.Paired("cars", record.Contacts, "Holder", "Owned car").WithName("owner")
	_, before, err := shop().Missing(s)
	require.NoError(t, err)
	missing, after, err := d.Missing(s)
	require.NoError(t, err)
	require.Equal(t, "rename label USER_DEFINED/3 to \"Team lead\"\nrename label USER_DEFINED/5 to \"Holder\"\n", missing.String())
	require.Equal(t, before[0].ID, after[0].ID)
	require.Equal(t, "Team lead", after[0].Text)

	// The old declaration names no internal name for the manager. It is found all the same.
	_, _, err = shop().Missing(ensured(t, s, d))
	require.ErrorContains(t, err, `text is "Team lead", declared "Manager"`)
}

// B8: a built-in label that is declared is that label.
func TestB8DeclaringABuiltInLabelMeansIt(t *testing.T) {
	missing, labels, err := schema.Declaration{Labels: []label.Definition{
		label.Single(record.Contacts, record.Companies, "billing contact"),
		label.Single(record.Companies, record.Contacts, "Billing contact"),
		label.Paired(record.Companies, record.Companies, "Parent company", "Child company"),
	}}.Missing(schema.New())
	require.NoError(t, err)
	require.True(t, missing.IsZero(), missing.String())
	require.Equal(t, label.BillingContactOf, labels[0].ID)
	require.Equal(t, label.BillingContact, labels[1].ID)
	require.Equal(t, label.ChildToParent, labels[2].ID)
}

// A declaration that the schema refuses is the error of its edit.
func TestB9RefusedDeclarations(t *testing.T) {
	for _, tt := range []struct {
		declared schema.Declaration
		want     error
	}{
		{schema.Declaration{Types: []record.Type{"No Type"}}, record.ErrInvalid},
		{schema.Declaration{Pairs: [][2]record.Type{{"cars", "boats"}}}, label.ErrUndefinedType},
		{schema.Declaration{Labels: []label.Definition{label.Single("cars", "boats", "x")}}, label.ErrUndefinedType},
		{schema.Declaration{Labels: []label.Definition{label.Single("contacts", "deals", " ")}}, label.ErrName},
		{schema.Declaration{Limits: []schema.Limit{{From: "contacts", To: "deals", Label: "Nobody", Max: 1}}}, label.ErrUnknown},
		{schema.Declaration{Limits: []schema.Limit{{From: "contacts", To: "deals", Max: 0}}}, limits.ErrConfig},
		{schema.Declaration{ActivitySum: &schema.SetActivitySum{}}, limits.ErrConfig},
		{schema.Declaration{Rules: []primary.Rule{{From: "contacts", To: "companies"}}}, primary.ErrBuiltIn},
	} {
		missing, labels, err := tt.declared.Missing(schema.New())
		require.ErrorIs(t, err, tt.want)
		require.True(t, missing.IsZero())
		require.Empty(t, labels)
	}
}
