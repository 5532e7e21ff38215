package schema

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func TestJSONForm(t *testing.T) {
	text, err := json.Marshal(Rules{}.document())
	require.NoError(t, err)
	require.Equal(t, `[]`, string(text))

	rules := declare(t, Rules{},
		primary.Rule{From: "deals", To: "contacts", NoFirst: true, Choice: primary.Newest},
		primary.Rule{From: "contacts", To: "companies", Required: true, Choice: primary.Oldest},
		primary.Rule{From: "calls", To: "contacts"})
	text, err = json.Marshal(rules.document())
	require.NoError(t, err)
	require.Equal(t, `[{"from":"calls","to":"contacts"},`+
		`{"from":"contacts","to":"companies","required":true,"choice":"oldest"},`+
		`{"from":"deals","to":"contacts","noFirst":true,"choice":"newest"}]`, string(text))
}

// Whatever was declared, in whatever order, what is written is read back the same,
// and equal tables are written in equal bytes.
func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		declared := rapid.SliceOfDistinct(anyRule(), func(r primary.Rule) string { return string(r.From + " " + r.To) }).Draw(t, "rules")
		shuffled := rapid.Permutation(declared).Draw(t, "shuffled")
		var tables [2]Rules
		for i, list := range [][]primary.Rule{declared, shuffled} {
			for _, rule := range list {
				var err error
				tables[i], err = tables[i].declare(rule)
				require.NoError(t, err)
			}
		}
		text, err := json.Marshal(tables[0].document())
		require.NoError(t, err)
		other, err := json.Marshal(tables[1].document())
		require.NoError(t, err)
		require.Equal(t, string(text), string(other))

		var back Rules
		require.NoError(t, back.decode(text))
		require.Equal(t, slices.Collect(tables[0].All()), slices.Collect(back.All()))
		for _, rule := range declared {
			got, found := back.Rule(rule.From, rule.To)
			require.True(t, found)
			require.Equal(t, rule, got)
		}
	})
}

func TestJSONRefuses(t *testing.T) {
	before := declare(t, Rules{}, primary.Rule{From: "tickets", To: "contacts"})
	for text, want := range map[string]error{
		``:                                       primary.ErrRule,
		`{}`:                                     primary.ErrRule,
		`[1]`:                                    primary.ErrRule,
		`[] []`:                                  primary.ErrRule,
		`[{}]`:                                   primary.ErrRule,
		`[{"from":"deals"}]`:                     primary.ErrRule,
		`[{"from":"deals","to":"No Type"}]`:      primary.ErrRule,
		`[{"from":"contacts","to":"companies"}]`: primary.ErrBuiltIn,
		`[{"from":"deals","to":"contacts","choice":"best"}]`:                    primary.ErrRule,
		`[{"from":"deals","to":"contacts","choice":1}]`:                         primary.ErrRule,
		`[{"from":"deals","to":"contacts","unique":true}]`:                      primary.ErrRule,
		`[{"from":"deals","to":"contacts","required":true,"noFirst":true}]`:     primary.ErrRule,
		`[{"from":"deals","to":"contacts"},{"from":"deals","to":"contacts"}]`:   primary.ErrRule,
		`[{"from":"deals","to":"companies"},{"from":"deals","to":"companies"}]`: primary.ErrRule,
		`[{"from":"tickets","to":"deals"},{"from":"deals","to":1}]`:             primary.ErrRule,
	} {
		rules := before
		require.ErrorIs(t, rules.decode([]byte(text)), want, text)
		require.Equal(t, before, rules, text)
	}
	rules := before
	require.NoError(t, rules.decode([]byte(`null`)))
	require.Equal(t, before, rules)
}

// Whatever the bytes, reading gives an error or a table that is written and read
// back the same.
func FuzzRulesDocument(f *testing.F) {
	f.Add([]byte(`[{"from":"deals","to":"contacts","required":true,"choice":"oldest"}]`))
	f.Add([]byte(`[{"from":"contacts","to":"companies","required":true}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var rules, back Rules
		if rules.decode(data) != nil {
			return
		}
		text, err := json.Marshal(rules.document())
		require.NoError(t, err)
		require.NoError(t, back.decode(text))
		require.Equal(t, slices.Collect(rules.All()), slices.Collect(back.All()))
	})
}

func anyRule() *rapid.Generator[primary.Rule] {
	types := rapid.SampledFrom([]record.Type{"contacts", "companies", "deals", "leads", "notes", "pets"})
	return rapid.Custom(func(t *rapid.T) primary.Rule {
		r := primary.Rule{
			From: types.Draw(t, "from"), To: types.Draw(t, "to"),
			Required: rapid.Bool().Draw(t, "required"),
			NoFirst:  rapid.Bool().Draw(t, "noFirst"),
			Choice:   rapid.SampledFrom([]primary.Choice{primary.Ask, primary.Oldest, primary.Newest}).Draw(t, "choice"),
		}
		r.Required = r.Required || alwaysRequired(r.From, r.To)
		r.NoFirst = r.NoFirst && !r.Required
		return r
	})
}
