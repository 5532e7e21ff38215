package schema

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

var (
	someTypes = rapid.SampledFrom([]record.Type{record.Contacts, record.Companies, record.Calls})
	someMax   = rapid.IntRange(-1, 12)
	someKey   = rapid.Custom(func(t *rapid.T) limits.Key {
		k := limits.Key{From: someTypes.Draw(t, "from"), To: someTypes.Draw(t, "to")}
		if rapid.Bool().Draw(t, "labeled") {
			k.Label = label.TypeID{
				Category: rapid.SampledFrom([]label.Category{label.HubSpotDefined, label.UserDefined}).Draw(t, "category"),
				Number:   rapid.Uint32Range(13, 15).Draw(t, "number"),
			}
		}
		return k
	})
)

// model is what a table is thought to hold, and what a smaller plan or sum lowered.
type model struct {
	table  Limits
	stored map[limits.Key]int
}

func (m *model) set(t *rapid.T) {
	k, max := someKey.Draw(t, "key"), someMax.Draw(t, "max")
	before := m.table
	next, err := before.set(k, max)
	legal := k != childParent && max >= 1 && max <= before.Technical(k.From, k.To)
	for other, limit := range m.stored {
		switch {
		case other.From != k.From || other.To != k.To:
		case k.Label.IsZero() && !other.Label.IsZero() && limit > max:
			legal = false
		case !k.Label.IsZero() && other.Label.IsZero() && limit < max:
			legal = false
		}
	}
	require.Equal(t, legal, err == nil, "%v %d: %v", k, max, err)
	if err != nil {
		require.ErrorIs(t, err, limits.ErrConfig)
		return
	}
	m.table, m.stored[k] = next, max
}

func (m *model) clear(t *rapid.T) {
	k := someKey.Draw(t, "key")
	next, err := m.table.clear(k)
	require.Equal(t, k == childParent, err != nil)
	if err == nil {
		m.table = next
		delete(m.stored, k)
	}
}

func (m *model) technical(t *rapid.T) {
	from, to, max := someTypes.Draw(t, "from"), someTypes.Draw(t, "to"), someMax.Draw(t, "max")
	next, err := m.table.setTechnical(from, to, max)
	require.Equal(t, max >= 1, err == nil)
	m.table = next
}

func (m *model) plan(t *rapid.T) {
	plan, err := limits.Subscription{Name: "p", Without: limits.UseLabels}.WithMax(rapid.IntRange(1, 12).Draw(t, "max"))
	require.NoError(t, err)
	m.table = m.table.withSubscription(plan)
}

func (m *model) sum(t *rapid.T) {
	next, err := m.table.setActivitySum(rapid.IntRange(1, 12).Draw(t, "max"), rapid.SliceOfN(someTypes, 0, 2).Draw(t, "types"))
	require.NoError(t, err)
	m.table = next
}

func (m *model) check(t *rapid.T) {
	require.Equal(t, m.stored, all(m.table))
	for k, max := range m.stored {
		pair := limits.Key{From: k.From, To: k.To}
		if limit, configured := m.stored[pair]; configured {
			require.LessOrEqual(t, max, limit, "no label is above its pair, plans or not")
		}
		m.checkInForce(t, k, max)
	}
	document, err := json.Marshal(m.table.document())
	require.NoError(t, err)
	require.Equal(t, m.table, read(t, document))
}

// checkInForce holds that the lower of configured and technical is in force.
func (m *model) checkInForce(t *rapid.T, k limits.Key, max int) {
	lower := min(max, m.table.Technical(k.From, k.To))
	sum, _, applies := m.table.Sum(k.From, k.To)
	hard, limited := m.table.HardMax(k.From, k.To)
	if !k.Label.IsZero() {
		require.True(t, m.table.HasLabelLimits(k.From, k.To))
		hard, limited = m.table.LabelMax(k)
	}
	require.True(t, limited)
	if applies {
		require.Equal(t, max, hard, "the sum skips, only what is configured is an error")
		hard = min(hard, sum)
	}
	require.Equal(t, lower, hard)
	require.LessOrEqual(t, hard, m.table.Max(k.From, k.To))
}

// D3: whatever the order of edits, no configured label limit is above its pair's,
// the lower of configured and technical holds, and the document gives the table back.
func TestD3EveryEditKeepsTheLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &model{stored: map[limits.Key]int{}}
		t.Repeat(map[string]func(*rapid.T){
			"set":       m.set,
			"clear":     m.clear,
			"technical": m.technical,
			"plan":      m.plan,
			"sum":       m.sum,
			"":          m.check,
		})
	})
}

// Tables that hold the same have the same bytes, in whatever order it was set.
func TestSameTableSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wanted := rapid.MapOfN(someKey.Filter(func(k limits.Key) bool { return k != childParent }), rapid.Just(7), 1, 8).Draw(t, "limits")
		keys := make([]limits.Key, 0, len(wanted))
		for k := range limitsIn(t, wanted, nil).All() {
			keys = append(keys, k)
		}
		one, err := json.Marshal(limitsIn(t, wanted, keys).document())
		require.NoError(t, err)
		two, err := json.Marshal(limitsIn(t, wanted, rapid.Permutation(keys).Draw(t, "order")).document())
		require.NoError(t, err)
		require.Equal(t, string(one), string(two))
	})
}

// limitsIn sets the wanted limits in the order of keys, or in any without keys.
func limitsIn(t *rapid.T, wanted map[limits.Key]int, keys []limits.Key) Limits {
	table := Limits{}
	if keys == nil {
		for k := range wanted {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		next, err := table.set(k, wanted[k])
		require.NoError(t, err)
		table = next
	}
	return table
}
