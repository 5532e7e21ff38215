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

		var back label.Set
		require.NoError(t, back.UnmarshalBinary(binaryOf(t, s)))
		require.Equal(t, s, back)
	})
}

// binaryOf returns the binary form, which both ways to write it agree about.
func binaryOf(t require.TestingT, s label.Set) []byte {
	form, err := s.MarshalBinary()
	require.NoError(t, err)
	appended, err := s.AppendBinary([]byte("before"))
	require.NoError(t, err)
	require.Equal(t, "before"+string(form), string(appended))
	return form
}

// Bytes that are read as a set are the form of the set, so rows compare by bytes.
func FuzzSetBinary(f *testing.F) {
	f.Add([]byte{})
	f.Add(binaryOf(f, label.SetOf(label.ParentToChild, label.ChildToParent)))
	f.Add([]byte("\x01\x00\x00\x00\x02\x01\x00\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, form []byte) {
		var s label.Set
		if err := s.UnmarshalBinary(form); err != nil {
			require.ErrorIs(t, err, label.ErrBinary)
			return
		}
		require.Equal(t, string(form), string(binaryOf(t, label.SetOf(slices.Collect(s.All())...))))
	})
}

func TestUnmarshalBinaryRefuses(t *testing.T) {
	one, two := string(binaryOf(t, label.SetOf(label.ParentToChild))), string(binaryOf(t, label.SetOf(label.ChildToParent)))
	for name, form := range map[string]string{
		"cut short": one[:4], "unsorted": two + one, "twice": one + one, "no category": "\x00" + one[1:],
	} {
		t.Run(name, func(t *testing.T) {
			s := label.SetOf(label.ChildToParent)
			require.ErrorIs(t, s.UnmarshalBinary([]byte(form)), label.ErrBinary)
			require.Equal(t, label.SetOf(label.ChildToParent), s, "it stays as it was")
		})
	}
}

// Backends write and read sets with every link.
func TestBinaryAllocations(t *testing.T) {
	s, room := label.SetOf(label.ParentToChild, label.ChildToParent), make([]byte, 0, 64)
	form := binaryOf(t, s)
	require.Zero(t, testing.AllocsPerRun(100, func() { room, _ = s.AppendBinary(room[:0]) }))
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { _ = s.UnmarshalBinary(form) }), "the set itself")
}

func TestSetString(t *testing.T) {
	s := label.SetOf(label.TypeID{Category: label.UserDefined, Number: 4}, label.ParentToChild)
	require.Equal(t, "{HUBSPOT_DEFINED/13 USER_DEFINED/4}", s.String())
	require.Equal(t, "{}", label.Set{}.String())
}
