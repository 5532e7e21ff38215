package label_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/label"
)

// typeIDs draws ids from few values, so that sets overlap.
func typeIDs() *rapid.Generator[[]label.TypeID] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) label.TypeID {
		return label.TypeID{
			Category: label.Category(rapid.IntRange(1, 4).Draw(t, "category")),
			Number:   rapid.OneOf(rapid.Uint32Range(1, 4), rapid.Uint32Min(1<<24)).Draw(t, "number"),
		}
	}), 0, 8)
}

func modelOf(ids []label.TypeID) map[label.TypeID]bool {
	model := map[label.TypeID]bool{}
	for _, id := range ids {
		model[id] = true
	}
	return model
}

// A Set is what a map of its ids is, in Compare order and comparable with ==.
func TestSetIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := typeIDs().Draw(t, "a"), typeIDs().Draw(t, "b")
		s, u := label.SetOf(a...), label.SetOf(b...)
		require.Equal(t, modelOf(a), modelOf(slices.Collect(s.All())))
		require.Equal(t, len(modelOf(a)), s.Len())
		require.Equal(t, len(a) == 0, s.IsEmpty())
		require.True(t, slices.IsSortedFunc(slices.Collect(s.All()), label.Compare))
		for _, id := range append(a, b...) {
			require.Equal(t, modelOf(a)[id], s.Has(id))
		}

		require.Equal(t, label.SetOf(append(slices.Clone(a), b...)...), s.Union(u))
		rest := slices.DeleteFunc(slices.Clone(a), func(id label.TypeID) bool { return modelOf(b)[id] })
		require.Equal(t, label.SetOf(rest...), s.Minus(u))
		slices.Reverse(a)
		require.True(t, s == label.SetOf(a...), "order does not matter")

		back, err := label.Unpack(s.Packed())
		require.NoError(t, err)
		require.Equal(t, s, back)
	})
}

// Whatever Unpack accepts is the packed form of a set, so rows compare by bytes.
func FuzzUnpack(f *testing.F) {
	f.Add("")
	f.Add(label.SetOf(label.ParentToChild, label.ChildToParent).Packed())
	f.Add("\x01\x00\x00\x00\x02\x01\x00\x00\x00\x01")
	f.Fuzz(func(t *testing.T, packed string) {
		s, err := label.Unpack(packed)
		if err != nil {
			require.ErrorIs(t, err, label.ErrPacked)
			return
		}
		require.Equal(t, packed, label.SetOf(slices.Collect(s.All())...).Packed())
	})
}

func TestUnpackRefuses(t *testing.T) {
	one, two := label.SetOf(label.ParentToChild).Packed(), label.SetOf(label.ChildToParent).Packed()
	for name, packed := range map[string]string{
		"cut short": one[:4], "unsorted": two + one, "twice": one + one, "no category": "\x00" + one[1:],
	} {
		t.Run(name, func(t *testing.T) {
			_, err := label.Unpack(packed)
			require.ErrorIs(t, err, label.ErrPacked)
		})
	}
}

func TestSetString(t *testing.T) {
	s := label.SetOf(label.TypeID{Category: label.UserDefined, Number: 4}, label.ParentToChild)
	require.Equal(t, "{HUBSPOT_DEFINED/13 USER_DEFINED/4}", s.String())
	require.Equal(t, "{}", label.Set{}.String())
}
