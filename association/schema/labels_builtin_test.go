package schema

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Every direction has an inverse whose inverse it is, every direction its unlabeled type,
// and between types of one direction words and names are unique.
func TestB2EveryBuiltInHasBothDirections(t *testing.T) {
	all := slices.DeleteFunc(slices.Concat(builtIns.published, builtIns.reserved), func(e *entry) bool { return e == nil })
	require.Len(t, all, 451)
	for _, e := range all {
		id := e.ID
		require.Same(t, e, builtIns.entry(id.Number))
		require.Same(t, e, e.inverse.inverse)
		require.Equal(t, e.Inverse, e.inverse.ID)
		require.Equal(t, []record.Type{e.From, e.To}, []record.Type{e.inverse.To, e.inverse.From})
		require.Equal(t, label.SetOf(id), e.set)
		require.NoError(t, words.CheckName(e.Name))
		shared := e.From == e.To && e.Kind == label.KindUnlabeled
		require.Equal(t, shared, e.ID == e.Inverse, "one id for both directions")
	}
	for d, w := range builtIns.all {
		require.NotNil(t, w.unlabeled, "%v", d)
		require.NotNil(t, builtIns.all[d.reversed()], "%v", d)
		texts, names := map[string]bool{}, map[string]bool{}
		for _, e := range w.entries {
			require.Falsef(t, names[e.name] || e.word != "" && texts[e.word], "%v: %s %q", d, e.Name, e.Text)
			texts[e.word], names[e.name] = true, true
		}
	}
}

// C1, B5: the marks that are built in, and no others; the reverse is no mark.
func TestC1BuiltInPrimaries(t *testing.T) {
	marks := map[direction]uint32{}
	for d, w := range builtIns.all {
		if w.primary != nil {
			marks[d] = w.primary.ID.Number
		}
	}
	require.Equal(t, map[direction]uint32{
		{"contacts", "companies"}: 1, {"deals", "companies"}: 5, {"tickets", "companies"}: 26,
		{"orders", "companies"}: 509, {"leads", "companies"}: 580, {"projects", "companies"}: 1299,
		{"leads", "contacts"}: 578, {"leads", "deals"}: 582, {"deals", "leads"}: 583,
	}, marks)
}
