package schema_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// edited returns the schema after the edits, each made alone, its backfill finished.
func edited(t require.TestingT, s *schema.Schema, edits ...schema.Edit) *schema.Schema {
	for _, e := range edits {
		next, err := s.Edited(e)
		require.NoError(t, err)
		if s = next; s.Backfill() != nil {
			s, err = s.AfterBackfill()
			require.NoError(t, err)
		}
	}
	return s
}

func user(number uint32) label.TypeID {
	return label.TypeID{Category: label.UserDefined, Number: number}
}

// everything has at least one of each definition.
func everything(t require.TestingT) *schema.Schema {
	plan, err := limits.Professional.WithMax(5_000)
	require.NoError(t, err)
	s := edited(t, schema.New(),
		&schema.DefineType{Type: "cars"}, &schema.DefineType{Type: "leads"},
		&schema.DefinePair{From: "cars", To: record.Companies},
		&schema.DefineLabel{Definition: label.Paired("cars", record.Companies, "Lessor", "Leased <car>")},
		&schema.DefineLabel{Definition: label.Single(record.Contacts, record.Contacts, "Friend").In(label.IntegratorDefined)},
		&schema.DefineLabel{Definition: label.Single(record.Contacts, record.Deals, "Sponsor")},
		&schema.SetMaxLabels{Max: 7},
		&schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Deals}, Max: 40},
		&schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Deals, Label: user(7)}, Max: 4},
		&schema.SetTechnicalLimit{From: record.Deals, To: record.Contacts, Max: 9},
		&schema.SetActivitySum{Max: 50, Types: []record.Type{record.Tasks, record.Calls}},
		&schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts, Required: true, Choice: primary.Oldest}},
		&schema.RemoveLabel{ID: user(5)},
		&schema.SetSubscription{Subscription: plan},
	)
	s, err = s.Edited(&schema.RemoveLabel{ID: user(7)})
	require.NoError(t, err)
	return s
}

// Stored accounts are read by later versions: the form never changes by accident.
func TestStoredForm(t *testing.T) {
	text, err := everything(t).Encode()
	require.NoError(t, err)
	require.Equal(t, `{"labels":{"maxLabels":7,"types":["cars","leads"],`+
		`"pairs":[{"from":"cars","to":"companies","ids":[1,2],"primary":[3,4]}],`+
		`"labels":[{"from":"cars","to":"companies","category":"USER_DEFINED","ids":[5,6],"name":"lessor","text":"Lessor","inverseText":"Leased \u003ccar\u003e","status":"removed"},`+
		`{"from":"contacts","to":"contacts","category":"INTEGRATOR_DEFINED","ids":[1],"name":"friend","text":"Friend"},`+
		`{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[7,8],"name":"sponsor","text":"Sponsor","status":"retiring"}]},`+
		`"limits":{"plan":{"name":"Professional","without":["custom-types"],"max":5000},`+
		`"activity_sum":{"max":50,"types":["calls","tasks"]},`+
		`"limits":[{"from":"contacts","to":"deals","max":40},{"from":"contacts","to":"deals","label":{"category":"USER_DEFINED","number":7},"max":4}]},`+
		`"primary":[{"from":"deals","to":"contacts","required":true,"choice":"oldest"}],`+
		`"counted":[{"From":"contacts","To":"deals","Label":{"Category":2,"Number":7}}],`+
		`"pending":{"retiring":{"Category":2,"Number":7}}}`, string(text))

	text, err = schema.New().Encode()
	require.NoError(t, err)
	require.Equal(t, `{"labels":{},"limits":{},"primary":[]}`, string(text))
}

// requireSame holds that b is a after it was stored and read.
func requireSame(t require.TestingT, a, b *schema.Schema) {
	require.Equal(t, a.Version(), b.Version())
	require.Equal(t, a.Labels().MaxLabels(), b.Labels().MaxLabels())
	require.Equal(t, a.Labels().Types(), b.Labels().Types())
	for _, from := range a.Labels().Types() {
		for _, to := range a.Labels().Types() {
			require.Equal(t, a.Labels().All(from, to), b.Labels().All(from, to))
		}
	}
	require.Equal(t, a.Limits(), b.Limits())
	require.Equal(t, slices.Collect(a.Primary().All()), slices.Collect(b.Primary().All()))
	require.Equal(t, a.Backfill(), b.Backfill())
	require.Equal(t, a.Limited(), b.Limited())
	require.Equal(t, a.LabelUse(), b.LabelUse())
}

// Whatever was edited, what is stored is read back the same and stored in the same bytes.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := schema.New()
		for range rapid.IntRange(1, 12).Draw(t, "edits") {
			next, err := s.Edited(anyEdit(t))
			if err != nil {
				continue
			}
			text, err := next.Encode()
			require.NoError(t, err)
			read, err := schema.Decode(next.Version(), text)
			require.NoError(t, err)
			requireSame(t, next, read)
			again, err := read.Encode()
			require.NoError(t, err)
			require.Equal(t, string(text), string(again))
			if s = read; s.Backfill() == nil {
				continue
			}
			end := rapid.SampledFrom([]func(*schema.Schema) (*schema.Schema, error){
				(*schema.Schema).AfterBackfill, (*schema.Schema).AfterRefusal}).Draw(t, "end")
			s, err = end(s)
			require.NoError(t, err)
			require.Nil(t, s.Backfill())
		}
	})
}

func anyEdit(t *rapid.T) schema.Edit {
	types := rapid.SampledFrom([]record.Type{record.Contacts, record.Companies, record.Calls, "leads", "cars"})
	from, to, max := types.Draw(t, "from"), types.Draw(t, "to"), rapid.IntRange(0, 9).Draw(t, "max")
	id := user(rapid.Uint32Range(1, 6).Draw(t, "number"))
	word := rapid.SampledFrom([]string{"Boss", "Friend", "Owner", "2nd"}).Draw(t, "word")
	key := limits.Key{From: from, To: to}
	if rapid.Bool().Draw(t, "of a label") {
		key.Label = id
	}
	return rapid.SampledFrom([]schema.Edit{
		&schema.DefineType{Type: to},
		&schema.DefinePair{From: from, To: to},
		&schema.DefineLabel{Definition: label.Single(from, to, word)},
		&schema.DefineLabel{Definition: label.Paired(from, to, word, word+" of")},
		&schema.RenameLabel{ID: id, Text: word},
		&schema.RemoveLabel{ID: id},
		&schema.SetMaxLabels{Max: max},
		&schema.SetLimit{Key: key, Max: max},
		&schema.ClearLimit{Key: key},
		&schema.SetTechnicalLimit{From: from, To: to, Max: max},
		&schema.SetActivitySum{Max: max, Types: []record.Type{to}},
		&schema.DeclareRule{Rule: primary.Rule{From: from, To: to, Required: max > 4}},
		&schema.WithdrawRule{From: from, To: to},
	}).Draw(t, "edit")
}

func TestDecodeRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":               `{`,
		"labels of a later day": `{"labels":{"colours":["red"]}}`,
		"limits of a later day": `{"limits":{"colours":["red"]}}`,
		"rules of a later day":  `{"primary":[{"from":"deals","to":"contacts","colour":"red"}]}`,
		"no labels":             `{"labels":null}`,
	} {
		_, err := schema.Decode(3, []byte(text))
		require.ErrorContains(t, err, "schema version 3", name)
	}
	for _, text := range []string{`{}`, `{"labels":{},"limits":{},"primary":null}`} {
		s, err := schema.Decode(3, []byte(text))
		require.NoError(t, err)
		require.EqualValues(t, 3, s.Version())
		require.Equal(t, schema.New().Labels().Types(), s.Labels().Types())
	}
}

// Version 0 is an account without a document.
func TestDecodeOfNothing(t *testing.T) {
	s, err := schema.Decode(0, nil)
	require.NoError(t, err)
	requireSame(t, schema.New(), s)
}
