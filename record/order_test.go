package record_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/record"
)

// anyID draws ids that are close to each other, so that ties and prefixes happen.
func anyID() *rapid.Generator[record.ID] {
	return rapid.Map(rapid.StringOfN(rapid.RuneFrom([]rune{'0', '1', '9', 'a', 'A', 'é', '/'}), 1, 4, -1),
		func(s string) record.ID { return record.ID(s) })
}

func anyRef() *rapid.Generator[record.Ref] {
	return rapid.Custom(func(t *rapid.T) record.Ref {
		types := []record.Type{record.Contacts, record.Companies, "c", "contacts2"}
		return record.New(rapid.SampledFrom(types).Draw(t, "type"), anyID().Draw(t, "id"))
	})
}

// naive is the order said in another way: by type, then by the id's size and bytes,
// all as one string.
func naive(a, b record.Ref) int {
	key := func(r record.Ref) string {
		return string(r.Type) + "\x00" + string(rune(len(r.ID))) + string(r.ID)
	}
	return strings.Compare(key(a), key(b))
}

// Compare is a total order: equal only to itself, antisymmetric and transitive.
func TestCompareIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyRef().Draw(t, "a"), anyRef().Draw(t, "b"), anyRef().Draw(t, "c")
		require.Equal(t, naive(a, b), record.Compare(a, b))
		require.Equal(t, a == b, record.Compare(a, b) == 0)
		require.Equal(t, -record.Compare(b, a), record.Compare(a, b))
		if record.Compare(a, b) <= 0 && record.Compare(b, c) <= 0 {
			require.LessOrEqual(t, record.Compare(a, c), 0)
		}
		if a.Type == b.Type {
			require.Equal(t, record.CompareIDs(a.ID, b.ID), record.Compare(a, b))
		}
	})
}

// Decimal ids without leading zeros are in numeric order, whatever their size.
func TestDecimalsAreInNumericOrder(t *testing.T) {
	digits := rapid.StringMatching(`0|[1-9][0-9]{0,40}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := digits.Draw(t, "a"), digits.Draw(t, "b")
		m, _ := new(big.Int).SetString(a, 10)
		n, _ := new(big.Int).SetString(b, 10)
		require.Equal(t, m.Cmp(n), record.CompareIDs(record.ID(a), record.ID(b)))
	})
}

func TestOrderOfAHandful(t *testing.T) {
	want := []string{
		"companies/1", "companies/9", "companies/10", "contacts/1", "contacts/A", "contacts/a",
		"contacts/01", "contacts/10", "contacts/a1", "contacts/é", "contacts/100", "deals/0",
	}
	var refs []record.Ref
	for _, text := range want {
		ref, err := record.Parse(text)
		require.NoError(t, err)
		refs = append(refs, ref)
	}
	slices.Reverse(refs)
	slices.SortFunc(refs, record.Compare)
	var got []string
	for _, ref := range refs {
		got = append(got, ref.String())
	}
	require.Equal(t, want, got)
}

// Regression 20: ids that differ only in case, or only in how Unicode composes a
// letter, are different records.
func TestCaseFoldedIdsCollide(t *testing.T) {
	for _, pair := range [][2]record.ID{
		{"a1", "A1"}, {"straße", "STRASSE"}, {"\u00e9", "e\u0301"}, {"ſ", "s"}, {"K", "\u212a"}, {"1", "01"}, {"1", " 1"},
	} {
		a, b := record.New(record.Contacts, pair[0]), record.New(record.Contacts, pair[1])
		require.NotEqual(t, a, b)
		require.NotZero(t, record.Compare(a, b), "%s and %s", a, b)
		require.NotEqual(t, a.String(), b.String())
		require.Len(t, map[record.Ref]bool{a: true, b: true}, 2)
		for _, ref := range []record.Ref{a, b} {
			back, err := record.Parse(ref.String())
			require.NoError(t, err)
			require.Equal(t, ref, back)
		}
	}
}
