package schema

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// An editor makes random edits and remembers every id it was ever given.
type editor struct {
	Labels
	given map[label.TypeID]string // internal name
}

var editTypes = []record.Type{record.Contacts, record.Companies, record.Notes, "leads", "orders", cars, "boats"}

func (e *editor) types(t *rapid.T) (from, to record.Type) {
	types := rapid.SampledFrom(editTypes)
	return types.Draw(t, "from"), types.Draw(t, "to")
}

// keep takes over what an edit returned; a refused edit changes nothing.
func (e *editor) keep(t *rapid.T, next Labels, err error) {
	if err != nil {
		require.Equal(t, e.Labels, next)
		return
	}
	e.Labels = next
}

func (e *editor) defineAny(t *rapid.T) {
	from, to := e.types(t)
	words := rapid.SampledFrom([]string{"Boss", "boss ", "Helper", "Owner", "Friend", "2nd", "Größe", "!"})
	d := label.Single(from, to, words.Draw(t, "text"))
	if rapid.Bool().Draw(t, "paired") {
		d = label.Paired(from, to, words.Draw(t, "text"), words.Draw(t, "inverse"))
	}
	if rapid.Bool().Draw(t, "integrator") {
		d = d.In(label.IntegratorDefined)
	}
	next, l, err := e.Labels.define(d)
	if err == nil {
		require.NotContains(t, e.given, l.ID, "ids are never given again")
		require.NotContains(t, e.given, l.Inverse)
		e.given[l.ID], e.given[l.Inverse] = l.Name, l.Name
		require.LessOrEqual(t, next.Used(from, to), next.MaxLabels())
	}
	e.keep(t, next, err)
}

func (e *editor) anyID(t *rapid.T) label.TypeID {
	return label.TypeID{
		Category: rapid.SampledFrom([]label.Category{label.HubSpotDefined, label.UserDefined, label.IntegratorDefined}).Draw(t, "category"),
		Number:   rapid.Uint32Range(0, 12).Draw(t, "number"),
	}
}

func (e *editor) actions() map[string]func(*rapid.T) {
	change := func(edit func(Labels, label.TypeID) (Labels, error)) func(*rapid.T) {
		return func(t *rapid.T) {
			next, err := edit(e.Labels, e.anyID(t))
			e.keep(t, next, err)
		}
	}
	return map[string]func(*rapid.T){
		"define": e.defineAny,
		"add type": func(t *rapid.T) {
			next, err := e.addType(rapid.SampledFrom(editTypes).Draw(t, "type"))
			e.keep(t, next, err)
		},
		"add pair": func(t *rapid.T) {
			next, err := e.addPair(e.types(t))
			e.keep(t, next, err)
		},
		"maximum": func(t *rapid.T) { e.Labels = e.withMaxLabels(rapid.IntRange(-1, 11).Draw(t, "max")) },
		"rename": func(t *rapid.T) {
			next, err := e.rename(e.anyID(t), rapid.SampledFrom([]string{"Boss", "HELPER", "x", ""}).Draw(t, "text"))
			e.keep(t, next, err)
		},
		"retire":     change(Labels.retire),
		"reactivate": change(Labels.reactivate),
		"remove":     change(Labels.remove),
		"":           e.check,
	}
}

// check holds the laws that every catalog keeps.
func (e *editor) check(t *rapid.T) {
	data, err := json.Marshal(e.Labels.document())
	require.NoError(t, err)
	var back Labels
	require.NoError(t, back.decode(data))
	again, err := json.Marshal(back.document())
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))

	for id, name := range e.given {
		l, ok := back.Lookup(id)
		require.True(t, ok, "%s was given and is gone", id)
		require.Equal(t, name, l.Name, "internal names never change")
		inverse, _ := back.Lookup(l.Inverse)
		require.Equal(t, id, inverse.Inverse)
		require.Equal(t, label.SetOf(l.Inverse), back.Mirror(back.SetOf(l)))
	}
	require.True(t, slices.IsSorted(e.Types()))
	for _, from := range editTypes {
		for _, to := range editTypes {
			require.Equal(t, e.CheckPair(from, to) == nil, e.CheckPair(to, from) == nil, "pairs go both ways")
			require.Equal(t, e.Used(from, to), e.Used(to, from))
			require.Equal(t, e.All(from, to), back.All(from, to))
			e.checkWay(t, from, to)
		}
	}
}

// checkWay holds B3's uniqueness and that every word and id resolves to its label.
func (e *editor) checkWay(t *rapid.T, from, to record.Type) {
	for _, l := range e.Labels.Labels(from, to) {
		byID, err := e.Resolve(from, to, label.WithID(l.ID))
		require.NoError(t, err)
		require.Equal(t, l, byID)
		other, err := e.Resolve(to, from, l)
		require.NoError(t, err)
		if from != to {
			require.Equal(t, l.Inverse, other.ID)
		}
		for _, m := range e.Labels.Labels(from, to) {
			require.False(t, l.ID != m.ID && l.Text == m.Text, "%s has two labels of one text", l.Text)
		}
	}
}

// Whatever the edits: ids are never given again, names never change, every inverse
// has its inverse, and JSON gives back the same catalog in the same bytes.
func TestB6EditsKeepTheLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &editor{Labels: Labels{}, given: map[label.TypeID]string{}}
		for _, add := range []record.Type{"leads", cars} {
			e.Labels, _ = e.addType(add)
		}
		t.Repeat(e.actions())
	})
}

func TestDocumentHoldsWhatDiffers(t *testing.T) {
	data, err := json.Marshal(Labels{}.document())
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(data))

	c, err := withTypes(t, "leads", cars).withMaxLabels(3).addPair(cars, record.Companies)
	require.NoError(t, err)
	c, l := define(t, c, label.Paired(cars, record.Companies, "Lessor", "Leased car"))
	c, _ = define(t, c, label.Single(record.Contacts, record.Contacts, "Friend").In(label.IntegratorDefined))
	c, err = c.retire(l.ID)
	require.NoError(t, err)
	data, err = json.Marshal(c.document())
	require.NoError(t, err)
	require.Equal(t, `{"maxLabels":3,"types":["cars","leads"],`+
		`"pairs":[{"from":"cars","to":"companies","ids":[1,2],"primary":[3,4]}],`+
		`"labels":[{"from":"cars","to":"companies","category":"USER_DEFINED","ids":[5,6],"name":"lessor",`+
		`"text":"Lessor","inverseText":"Leased car","status":"retiring"},`+
		`{"from":"contacts","to":"contacts","category":"INTEGRATOR_DEFINED","ids":[1],"name":"friend","text":"Friend"}]}`, string(data))
	var back Labels
	require.NoError(t, back.decode(data))
	require.Equal(t, c, back)
}

func TestDocumentRefuses(t *testing.T) {
	const boss = `{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[1,2],"name":"boss","text":"Boss"}`
	for name, doc := range map[string]string{
		"null":               `null`,
		"no object":          `[]`,
		"unknown field":      `{"plan":"Free"}`,
		"negative maximum":   `{"maxLabels":-1}`,
		"standard type":      `{"types":["contacts"]}`,
		"type twice":         `{"types":["cars","cars"]}`,
		"types out of order": `{"types":["cars","boats"]}`,
		"illegal type":       `{"types":["Cars"]}`,
		"pair of no type":    `{"pairs":[{"from":"cars","to":"contacts","ids":[1,2]}]}`,
		"built-in pair":      `{"pairs":[{"from":"contacts","to":"deals","ids":[1,2]}]}`,
		"no primary ids":     `{"types":["cars"],"pairs":[{"from":"cars","to":"companies","ids":[1,2]}]}`,
		"needless primary":   `{"types":["cars"],"pairs":[{"from":"cars","to":"deals","ids":[1,2],"primary":[3,4]}]}`,
		"one id":             `{"types":["cars"],"pairs":[{"from":"cars","to":"deals","ids":[1]}]}`,
		"no ids":             `{"types":["cars"],"pairs":[{"from":"cars","to":"deals"}]}`,
		"same-type two ids":  `{"types":["cars"],"pairs":[{"from":"cars","to":"cars","ids":[1,2]}]}`,
		"number zero":        `{"labels":[{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[0,1],"name":"a","text":"A"}]}`,
		"a gap":              `{"labels":[{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[1,3],"name":"a","text":"A"}]}`,
		"ids exchanged":      `{"labels":[{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[2,1],"name":"a","text":"A"}]}`,
		"id twice":           `{"labels":[` + boss + `,{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[2,3],"name":"a","text":"A"}]}`,
		"word twice":         `{"labels":[` + boss + `,{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[3,4],"name":"a","text":"BOSS"}]}`,
		"name twice":         `{"labels":[` + boss + `,{"from":"deals","to":"contacts","category":"USER_DEFINED","ids":[3,4],"name":"boss","text":"A"}]}`,
		"foreign category":   `{"labels":[{"from":"contacts","to":"deals","category":"HUBSPOT_DEFINED","ids":[1,2],"name":"a","text":"A"}]}`,
		"no category":        `{"labels":[{"from":"contacts","to":"deals","ids":[1,2],"name":"a","text":"A"}]}`,
		"unknown status":     `{"labels":[{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[1,2],"name":"a","text":"A","status":"gone"}]}`,
		"space around":       `{"labels":[{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[1,2],"name":"a","text":" A"}]}`,
		"illegal name":       `{"labels":[{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[1,2],"name":"a-b","text":"A"}]}`,
		"no name":            `{"labels":[{"from":"contacts","to":"deals","category":"USER_DEFINED","ids":[1,2],"text":"A"}]}`,
		"undefined pair":     `{"labels":[{"from":"notes","to":"tasks","category":"USER_DEFINED","ids":[1,2],"name":"a","text":"A"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			before, _ := define(t, Labels{}, label.Single(record.Contacts, record.Deals, "Kept"))
			c := before
			require.ErrorIs(t, c.decode([]byte(doc)), label.ErrDocument)
			require.Equal(t, before, c)
		})
	}
	var c Labels
	require.NoError(t, c.decode([]byte(`{"labels":[`+boss+`]}`)), "the rows above are refused for what they vary")
	require.ErrorIs(t, c.decode([]byte(`{} {}`)), label.ErrDocument)
	require.NoError(t, c.decode([]byte(`{"maxLabels":0,"labels":[`+boss+`]}`)), "the maximum may have been lowered")
}

// Bytes from anywhere give a catalog that writes what it read, or an error.
func FuzzLabelsDocument(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"maxLabels":3,"types":["cars"],"pairs":[{"from":"cars","to":"companies","ids":[1,2],"primary":[3,4]}]}`))
	f.Add([]byte(`{"labels":[{"from":"contacts","to":"contacts","category":"USER_DEFINED","ids":[1],"name":"a","text":"A","status":"removed"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, back Labels
		if err := c.decode(data); err != nil {
			require.ErrorIs(t, err, label.ErrDocument)
			return
		}
		first, err := json.Marshal(c.document())
		require.NoError(t, err)
		require.NoError(t, back.decode(first))
		second, err := json.Marshal(back.document())
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
}
