package history_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
)

func TestOperationIDsReadBack(t *testing.T) {
	for text, want := range map[string]history.OperationID{
		"~1":                     history.Numbered(1),
		"~10":                    history.Numbered(36),
		"~3w5e11264sgsf":         history.Numbered(math.MaxUint64),
		"order 7/retry":          named(t, "order 7/retry"),
		"1":                      named(t, "1"),
		"操作":                     named(t, "操作"),
		strings.Repeat("a", 255): named(t, strings.Repeat("a", 255)),
	} {
		got, err := history.ParseOperation(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, text, got.String())
		require.False(t, got.IsZero())
		require.NotEqual(t, got.Number() == 0, got.Name() == "")
	}
	require.True(t, history.Numbered(0).IsZero())
	require.Empty(t, history.Numbered(0).String())
}

func named(t *testing.T, name string) history.OperationID {
	id, err := history.NamedOperation(name)
	require.NoError(t, err)
	require.Equal(t, name, id.Name())
	return id
}

func TestRefusedOperationIDs(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "too long": strings.Repeat("a", 256), "NUL": "a\x00", "broken UTF-8": "a\xff",
		"mark alone": "~", "number zero": "~0", "leading zero": "~01", "upper case": "~A", "sign": "~+1",
		"too great": "~3w5e11264sgsg", "no number": "~a b", "mark in front": "~retry!",
		"huge": strings.Repeat("a", 1<<20), "huge number": "~" + strings.Repeat("1", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			id, err := history.ParseOperation(text)
			require.ErrorIs(t, err, history.ErrOperationID)
			require.True(t, id.IsZero())
			require.Less(t, len(err.Error()), 1200)
			_, err = history.NamedOperation(text)
			require.ErrorIs(t, err, history.ErrOperationID)
		})
	}
}

func TestOperationIDAsText(t *testing.T) {
	type page struct{ First, Next, None history.OperationID }
	want := page{First: history.Numbered(36), Next: named(t, "retry-1")}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	require.JSONEq(t, `{"First":"~10","Next":"retry-1","None":""}`, string(text))
	var got page
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, want, got)

	require.ErrorIs(t, got.First.UnmarshalText([]byte("~0")), history.ErrOperationID)
	require.Equal(t, want.First, got.First, "a refused text leaves the id")
	require.NoError(t, got.First.UnmarshalText(nil))
	require.True(t, got.First.IsZero())
}

func anyOperation() *rapid.Generator[history.OperationID] {
	return rapid.Custom(func(t *rapid.T) history.OperationID {
		if rapid.Bool().Draw(t, "numbered") {
			return history.Numbered(rapid.Uint64Range(0, 40).Draw(t, "number"))
		}
		id, err := history.NamedOperation(rapid.StringMatching(`[a-c0-1]{1,3}`).Draw(t, "name"))
		require.NoError(t, err)
		return id
	})
}

// The zero id, then numbers in numeric order, then names in byte order.
func TestCompareOperationsIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyOperation().Draw(t, "a"), anyOperation().Draw(t, "b"), anyOperation().Draw(t, "c")
		order := history.CompareOperations(a, b)
		require.Equal(t, a == b, order == 0)
		require.Equal(t, -history.CompareOperations(b, a), order)
		if order <= 0 && history.CompareOperations(b, c) <= 0 {
			require.LessOrEqual(t, history.CompareOperations(a, c), 0)
		}
		switch {
		case a.Name() == "" && b.Name() == "":
			require.Equal(t, a.Number() < b.Number(), order < 0)
		case a.Name() != "" && b.Name() != "":
			require.Equal(t, strings.Compare(a.Name(), b.Name()), order)
		default:
			require.Equal(t, a.Name() == "", order < 0)
		}
	})
}

// Whatever the text: what is read prints as that text, and is either a number or a
// name; what is refused has the typed error.
func FuzzParseOperation(f *testing.F) {
	for _, text := range []string{"", "~", "~0", "~1", "~zz", "~3w5e11264sgsf", "~3w5e11264sgsg", "a", "a~", "\x00", "\xff", strings.Repeat("a", 256)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := history.ParseOperation(text)
		if err != nil {
			require.ErrorIs(t, err, history.ErrOperationID)
			require.True(t, id.IsZero())
			require.Less(t, len(err.Error()), 2000)
			return
		}
		require.Equal(t, text, id.String())
		require.NotEqual(t, id.Number() == 0, id.Name() == "")
		require.Equal(t, strings.HasPrefix(text, "~"), id.Number() != 0)
		require.LessOrEqual(t, len(text), history.MaxOperationName)
		require.Zero(t, history.CompareOperations(id, id))
	})
}
