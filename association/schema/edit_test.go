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

// friend is a label between contacts, the first of an account.
var friend = &schema.DefineLabel{Definition: label.Single(record.Contacts, record.Contacts, "Friend")}

var friendLimit = limits.Key{From: record.Contacts, To: record.Contacts, Label: user(1)}

// Edits that are given together are one version, and they see each other.
func TestEditsTogetherAreOneVersion(t *testing.T) {
	before := schema.New()
	after, err := before.Edited(
		&schema.DefineType{Type: "cars"},
		&schema.DefinePair{From: "cars", To: record.Companies},
		&schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Contacts}},
	)
	require.NoError(t, err)
	require.EqualValues(t, 1, after.Version())
	require.NoError(t, after.Pair("cars", record.Companies).Err)

	require.EqualValues(t, 0, before.Version(), "a schema never changes")
	require.ErrorIs(t, before.Pair("cars", record.Companies).Err, label.ErrUndefinedType)
}

// One edit that is refused refuses all.
func TestRefusedEditNamesItself(t *testing.T) {
	after, err := schema.New().Edited(&schema.DefineType{Type: "cars"}, &schema.DefinePair{From: "cars", To: "boats"})
	require.Nil(t, after)
	require.ErrorIs(t, err, label.ErrUndefinedType)
	require.ErrorContains(t, err, "define pair cars and boats: ")
}

func TestNilEdit(t *testing.T) {
	_, err := schema.New().Edited(nil)
	require.ErrorIs(t, err, schema.ErrNoEdit)
}

// An edit that looks at every link is made without others.
func TestBackfillAlone(t *testing.T) {
	s := edited(t, schema.New(), friend)
	_, err := s.Edited(&schema.RemoveLabel{ID: user(1)}, &schema.SetMaxLabels{Max: 3})
	require.ErrorIs(t, err, schema.ErrBackfillAlone)
	require.ErrorContains(t, err, "remove label USER_DEFINED/1: ")
	_, err = s.Edited(&schema.SetMaxLabels{Max: 3}, &schema.RemoveLabel{ID: user(1)})
	require.ErrorIs(t, err, schema.ErrBackfillAlone)
}

func TestBackfillUnderWay(t *testing.T) {
	s, err := edited(t, schema.New(), friend).Edited(&schema.RemoveLabel{ID: user(1)})
	require.NoError(t, err)
	_, err = s.Edited(&schema.SetMaxLabels{Max: 3})
	require.ErrorIs(t, err, schema.ErrBackfillUnderWay)
}

// B7: each edit asks the subscription for the feature that it needs.
func TestB7EditsAreGated(t *testing.T) {
	s := edited(t, schema.New(), &schema.SetSubscription{Subscription: limits.Starter})
	for _, e := range []schema.Edit{
		&schema.DefineType{Type: "cars"}, friend,
		&schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Contacts}},
	} {
		_, err := s.Edited(e)
		require.ErrorIs(t, err, limits.ErrNotInSubscription, e.String())
	}
	_, err := s.Edited(&schema.DefineType{Type: "leads"})
	require.NoError(t, err, "a built-in type")
	_, err = s.Edited(&schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Companies, NoFirst: true}})
	require.NoError(t, err, "a built-in rule")
}

// A limit is about a pair and a label that exist.
func TestLimitsAreCheckedWithTheirLabels(t *testing.T) {
	s := edited(t, schema.New(), friend)
	for name, tt := range map[string]struct {
		key  limits.Key
		want error
	}{
		"no such pair":      {limits.Key{From: record.Notes, To: record.Tasks}, label.ErrUndefinedPair},
		"no such label":     {limits.Key{From: record.Contacts, To: record.Contacts, Label: user(9)}, label.ErrUnknown},
		"of another pair":   {limits.Key{From: record.Contacts, To: record.Deals, Label: user(1)}, label.ErrWrongPair},
		"the unlabeled one": {limits.Key{From: record.Contacts, To: record.Companies, Label: label.TypeID{Category: label.HubSpotDefined, Number: 279}}, label.ErrUnknown},
	} {
		require.ErrorIs(t, s.CheckKey(tt.key), tt.want, name)
		_, err := s.Edited(&schema.SetLimit{Key: tt.key, Max: 5})
		require.ErrorIs(t, err, tt.want, name)
	}
	require.NoError(t, s.CheckKey(friendLimit))
}

// Every edit says in words what it does.
func TestEditsRead(t *testing.T) {
	for want, e := range map[string]schema.Edit{
		"define type cars": &schema.DefineType{Type: "cars"},
		`define label "Friend" from contacts to contacts`:                          friend,
		`rename label USER_DEFINED/1 to "Pal"`:                                     &schema.RenameLabel{ID: user(1), Text: "Pal"},
		"allow 3 labels":                                                           &schema.SetMaxLabels{Max: 3},
		"limit contacts -> contacts with label USER_DEFINED/1 to 2":                &schema.SetLimit{Key: friendLimit, Max: 2},
		"clear the limit of contacts -> contacts with label USER_DEFINED/1":        &schema.ClearLimit{Key: friendLimit},
		"set the technical limit of deals -> contacts to 9":                        &schema.SetTechnicalLimit{From: record.Deals, To: record.Contacts, Max: 9},
		"set the activity sum to 5":                                                &schema.SetActivitySum{Max: 5},
		`change the plan to "Starter"`:                                             &schema.SetSubscription{Subscription: limits.Starter},
		"declare the rule deals -> contacts: required, first becomes primary, ask": &schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts, Required: true}},
		"withdraw the rule deals -> contacts":                                      &schema.WithdrawRule{From: record.Deals, To: record.Contacts},
	} {
		require.Equal(t, want, e.String())
	}
}
