package primary

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestJSONForm(t *testing.T) {
	text, err := json.Marshal(New())
	require.NoError(t, err)
	require.Equal(t, `[]`, string(text))

	rules := declare(t, New(),
		Rule{From: "deals", To: "contacts", NoFirst: true, Choice: Newest},
		Rule{From: "contacts", To: "companies", Required: true, Choice: Oldest},
		Rule{From: "calls", To: "contacts"})
	text, err = json.Marshal(rules)
	require.NoError(t, err)
	require.Equal(t, `[{"from":"calls","to":"contacts"},`+
		`{"from":"contacts","to":"companies","required":true,"choice":"oldest"},`+
		`{"from":"deals","to":"contacts","noFirst":true,"choice":"newest"}]`, string(text))
}

// Whatever was declared, in whatever order, what is written is read back the same,
// and equal tables are written in equal bytes.
func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		declared := rapid.SliceOfDistinct(anyRule(), func(r Rule) string { return string(r.From + " " + r.To) }).Draw(t, "rules")
		shuffled := rapid.Permutation(declared).Draw(t, "shuffled")
		var tables [2]Rules
		for i, list := range [][]Rule{declared, shuffled} {
			for _, rule := range list {
				var err error
				tables[i], err = tables[i].Declare(rule)
				require.NoError(t, err)
			}
		}
		text, err := json.Marshal(tables[0])
		require.NoError(t, err)
		other, err := json.Marshal(tables[1])
		require.NoError(t, err)
		require.Equal(t, string(text), string(other))

		var back Rules
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, slices.Collect(tables[0].All()), slices.Collect(back.All()))
		for _, rule := range declared {
			got, found := back.Rule(rule.From, rule.To)
			require.True(t, found)
			require.Equal(t, rule, got)
		}
	})
}

func TestJSONRefuses(t *testing.T) {
	before := declare(t, New(), Rule{From: "tickets", To: "contacts"})
	for text, want := range map[string]error{
		``:                                       ErrRule,
		`{}`:                                     ErrRule,
		`[1]`:                                    ErrRule,
		`[] []`:                                  ErrRule,
		`[{}]`:                                   ErrRule,
		`[{"from":"deals"}]`:                     ErrRule,
		`[{"from":"deals","to":"No Type"}]`:      ErrRule,
		`[{"from":"contacts","to":"companies"}]`: ErrBuiltIn,
		`[{"from":"deals","to":"contacts","choice":"best"}]`:                    ErrRule,
		`[{"from":"deals","to":"contacts","choice":1}]`:                         ErrRule,
		`[{"from":"deals","to":"contacts","unique":true}]`:                      ErrRule,
		`[{"from":"deals","to":"contacts","required":true,"noFirst":true}]`:     ErrRule,
		`[{"from":"deals","to":"contacts"},{"from":"deals","to":"contacts"}]`:   ErrRule,
		`[{"from":"deals","to":"companies"},{"from":"deals","to":"companies"}]`: ErrRule,
		`[{"from":"tickets","to":"deals"},{"from":"deals","to":1}]`:             ErrRule,
	} {
		rules := before
		require.ErrorIs(t, rules.UnmarshalJSON([]byte(text)), want, text)
		require.Equal(t, before, rules, text)
	}
	rules := before
	require.NoError(t, json.Unmarshal([]byte(`null`), &rules))
	require.Equal(t, before, rules)
}

// Whatever the bytes, reading gives an error or a table that is written and read
// back the same.
func FuzzUnmarshalRules(f *testing.F) {
	f.Add([]byte(`[{"from":"deals","to":"contacts","required":true,"choice":"oldest"}]`))
	f.Add([]byte(`[{"from":"contacts","to":"companies","required":true}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var rules, back Rules
		if rules.UnmarshalJSON(data) != nil {
			return
		}
		text, err := json.Marshal(rules)
		require.NoError(t, err)
		require.NoError(t, back.UnmarshalJSON(text))
		require.Equal(t, slices.Collect(rules.All()), slices.Collect(back.All()))
	})
}

func TestChoiceText(t *testing.T) {
	require.Equal(t, "Choice(9)", Choice(9).String())
	_, err := Choice(9).MarshalText()
	require.ErrorIs(t, err, ErrRule)
}
