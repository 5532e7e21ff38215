package schema

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

func TestDocumentReads(t *testing.T) {
	plan, err := limits.Professional.WithMax(5_000)
	require.NoError(t, err)
	table := technical(t, Limits{}.withSubscription(plan), record.Contacts, record.Deals, 9)
	table = set(t, set(t, table, manager, 4), toCompanies, 10)
	table, err = table.setActivitySum(50, []record.Type{record.Tasks, record.Calls})
	require.NoError(t, err)

	document, err := json.Marshal(table.document())
	require.NoError(t, err)
	require.Equal(t, `{"plan":{"name":"Professional","without":["custom-types"],"max":5000,`+
		`"technical":[{"from":"contacts","to":"deals","max":9}]},`+
		`"activity_sum":{"max":50,"types":["calls","tasks"]},`+
		`"limits":[{"from":"contacts","to":"companies","max":10},`+
		`{"from":"contacts","to":"companies","label":{"category":"USER_DEFINED","number":12},"max":4}]}`, string(document))
	require.Equal(t, table, read(t, document))
}

func TestDefaultsAreAnEmptyDocument(t *testing.T) {
	document, err := json.Marshal(Limits{}.document())
	require.NoError(t, err)
	require.Equal(t, `{}`, string(document))
	require.Equal(t, Limits{}, read(t, document))
}

// A sum over no types is a setting of its own, in one form however it was given.
func TestNoCountedTypesRoundTrip(t *testing.T) {
	for _, types := range [][]record.Type{nil, {}} {
		table, err := Limits{}.setActivitySum(5, types)
		require.NoError(t, err)
		document, err := json.Marshal(table.document())
		require.NoError(t, err)
		require.Equal(t, `{"activity_sum":{"max":5,"types":[]}}`, string(document))
		require.Equal(t, table, read(t, document))
	}
}

// D3: what a smaller plan put out of force is still stored.
func TestD3StoredAboveTechnicalRoundTrips(t *testing.T) {
	table := technical(t, set(t, Limits{}, manager, 400), record.Contacts, record.Companies, 100)
	document, err := json.Marshal(table.document())
	require.NoError(t, err)
	require.Equal(t, table, read(t, document))
}

func TestInvalidDocuments(t *testing.T) {
	rows := map[string]string{
		"not JSON":             `{`,
		"another kind":         `[]`,
		"unknown field":        `{"limit":[]}`,
		"zero limit":           `{"limits":[{"from":"contacts","to":"companies","max":0}]}`,
		"too high":             `{"limits":[{"from":"contacts","to":"companies","max":2147483648}]}`,
		"fraction":             `{"limits":[{"from":"contacts","to":"companies","max":1.5}]}`,
		"bad type":             `{"limits":[{"from":"Contacts","to":"companies","max":5}]}`,
		"no type":              `{"limits":[{"max":5}]}`,
		"twice":                `{"limits":[{"from":"contacts","to":"companies","max":5},{"from":"contacts","to":"companies","max":5}]}`,
		"label above its pair": `{"limits":[{"from":"contacts","to":"companies","label":{"category":"USER_DEFINED","number":1},"max":6},{"from":"contacts","to":"companies","max":5}]}`,
		"unknown category":     `{"limits":[{"from":"contacts","to":"companies","label":{"category":"MINE","number":1},"max":6}]}`,
		"no number":            `{"limits":[{"from":"contacts","to":"companies","label":{"category":"USER_DEFINED"},"max":6}]}`,
		"the fixed limit":      `{"limits":[{"from":"companies","to":"companies","label":{"category":"HUBSPOT_DEFINED","number":14},"max":1}]}`,
		"zero sum":             `{"activity_sum":{"max":0,"types":["calls"]}}`,
		"bad counted type":     `{"activity_sum":{"max":5,"types":["Calls"]}}`,
		"unknown feature":      `{"plan":{"without":["flying"]}}`,
		"negative plan":        `{"plan":{"max":-1}}`,
		"technical with label": `{"plan":{"technical":[{"from":"contacts","to":"companies","label":{"category":"USER_DEFINED","number":1},"max":5}]}}`,
		"technical twice":      `{"plan":{"technical":[{"from":"contacts","to":"companies","max":5},{"from":"contacts","to":"companies","max":6}]}}`,
		"technical of zero":    `{"plan":{"technical":[{"from":"contacts","to":"companies","max":0}]}}`,
	}
	before := set(t, Limits{}, toCompanies, 3)
	for name, document := range rows {
		table := before
		require.Error(t, table.decode([]byte(document)), name)
		require.Equal(t, before, table, name)
	}
	table := before
	require.ErrorContains(t, table.decode([]byte(`{} {}`)), "followed by more")
}

func read(t require.TestingT, document []byte) Limits {
	var table Limits
	require.NoError(t, table.decode(document))
	return table
}

// A document that is read is written in one form, and that form reads back.
func FuzzLimitsDocument(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"plan":{"name":"x","without":["use-labels"],"max":10000},"activity_sum":{"max":10000,"types":["tasks","calls"]}}`))
	f.Add([]byte(`{"limits":[{"from":"b","to":"a","max":5},{"from":"a","to":"a","label":{"category":"WORK","number":1},"max":6}]}`))
	f.Fuzz(func(t *testing.T, document []byte) {
		var table Limits
		if table.decode(document) != nil {
			return
		}
		first, err := json.Marshal(table.document())
		require.NoError(t, err)
		again := read(t, first)
		require.Equal(t, table, again)
		second, err := json.Marshal(again.document())
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
}
