package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

func hubspotID(number uint32) label.Label {
	return label.WithID(label.TypeID{Category: label.HubSpotDefined, Number: number})
}

// B5: the primary types and the unlabeled type are taken out of the labels of a write.
func TestB5Given(t *testing.T) {
	s := edited(t, schema.New(),
		&schema.DefineLabel{Definition: label.Paired(record.Contacts, record.Companies, "Owned company", "Owner")},
		&schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "Client")})
	owned, client := user(1), user(3)
	for name, tt := range map[string]struct {
		labels []label.Label
		want   schema.Given
	}{
		"nothing":        {nil, schema.Given{}},
		"labels":         {[]label.Label{label.Named("Client"), label.WithID(owned)}, schema.Given{Set: label.SetOf(owned, client)}},
		"own mark":       {[]label.Label{hubspotID(1)}, schema.Given{NearMark: true}},
		"unlabeled type": {[]label.Label{hubspotID(279)}, schema.Given{Unlabeled: true}},
		"all of them":    {[]label.Label{hubspotID(1), label.WithID(client), hubspotID(279)}, schema.Given{Set: label.SetOf(client), NearMark: true, Unlabeled: true}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := s.Resolve(record.Contacts, record.Companies, tt.labels)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
	got, err := s.Resolve(record.Companies, record.Contacts, []label.Label{hubspotID(2)})
	require.NoError(t, err)
	require.Equal(t, schema.Given{FarMark: true}, got, "what the company sees of the contact's mark")
	_, err = s.Resolve(record.Contacts, record.Companies, []label.Label{label.Named("Stranger")})
	require.ErrorIs(t, err, label.ErrUnknown)
}

func TestWordsOfUnknownLabels(t *testing.T) {
	s := edited(t, schema.New(), &schema.DefineLabel{Definition: label.Paired(record.Contacts, record.Companies, "Owned company", "Owner")})
	require.Equal(t, "Owned company", s.Words(label.SetOf(user(1), user(99))))
}

// The error of a limit says the word of its label.
func TestWithWord(t *testing.T) {
	s := edited(t, schema.New(), friend)
	err := limits.Check(record.New(record.Contacts, "1"), record.Contacts, user(1), 2, 2)
	require.EqualError(t, s.WithWord(err), `contacts/1 has 2 of 2 contacts with label "Friend" (USER_DEFINED/1)`)
	require.NoError(t, s.WithWord(nil))
}

// D6: what has a limit of its own, and what a report can be about.
func TestD6Limited(t *testing.T) {
	s := edited(t, schema.New(), friend, &schema.SetLimit{Key: friendLimit, Max: 2})
	keys := s.Limited()
	require.Contains(t, keys, friendLimit)
	require.Contains(t, keys, limits.Key{From: record.Contacts}, "the sum")
	require.Contains(t, keys, limits.Parent)
	require.IsIncreasing(t, positions(keys))
	for _, k := range keys {
		require.NoError(t, s.CheckUsage(k), k.String())
		_, limited := s.Max(k)
		require.True(t, limited, k.String())
	}
	require.ErrorIs(t, s.CheckUsage(limits.Key{From: record.Calls}), label.ErrUndefinedPair)
	require.Equal(t, []schema.LabelUse{{Types: [2]record.Type{record.Contacts, record.Contacts}, Used: 1, Max: 10}}, s.LabelUse())
}

// positions returns 0, 1, 2 ... as long as keys are in order.
func positions(keys []limits.Key) []int {
	at := make([]int, len(keys))
	for i := range keys[1:] {
		at[i+1] = at[i] - limits.Compare(keys[i], keys[i+1])
	}
	return at
}
