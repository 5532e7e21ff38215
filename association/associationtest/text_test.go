package associationtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage/faulty"
)

// life has a label of each kind, links between records of one type, a limit, a rule, and records
// that are deleted and merged.
const life = `
edit {
  define-type cars
  define-pair cars contacts
  define-label contacts contacts Manager inverse="Reports to"
  define-label contacts companies Contractor
}
limit companies contacts 50
limit contacts companies 5 label=Contractor
rule deals contacts required=yes choice=oldest
associate contacts/1 contacts/2 label=Manager
associate contacts/3 companies/10 label=Contractor
associate contacts/4 companies/10
associate cars/1 contacts/1
merge contacts/1 contacts/3
delete contacts/4
associate contacts/5 companies/10
dissociate contacts/5 companies/10
`

func TestTextHasTheWholeAccount(t *testing.T) {
	g := New(t)
	g.Seed(t, life)
	RequireGolden(t, g, "testdata/life.golden", nil)
	RequireGolden(t, g, "testdata/life_schema.golden", &TextOptions{Schema: true})
	RequireGolden(t, g, "testdata/life_history.golden", &TextOptions{History: true, Times: true})
}

func TestAnEmptyAccountHasNoText(t *testing.T) {
	text, err := Text(t.Context(), New(t), &TextOptions{Schema: true, History: true, Times: true})
	require.NoError(t, err)
	require.Empty(t, text)
}

func TestTextFailsIfAnyCallFails(t *testing.T) {
	g := filled(t)
	for call, happened := 1, true; happened; call++ {
		g.Store.Inject(faulty.Fault{Call: call, Err: os.ErrDeadlineExceeded})
		_, err := Text(t.Context(), g, &TextOptions{History: true})
		if happened = g.Store.Happened(); happened {
			require.ErrorIs(t, err, os.ErrDeadlineExceeded, "call %d", call)
		} else {
			require.NoError(t, err)
		}
	}
}

func TestRequireGolden(t *testing.T) {
	g := filled(t)
	file := filepath.Join(t.TempDir(), "below", "a.golden")
	golden := func(t testing.TB) { RequireGolden(t, g, file, nil) }
	require.Contains(t, failureOf(t, golden), "to write the file, run the test with UPDATE_GOLDEN=1")

	t.Setenv(UpdateVariable, "1")
	require.Empty(t, failureOf(t, golden))
	t.Setenv(UpdateVariable, "")
	require.Empty(t, failureOf(t, golden))
	_, err := g.Dissociate(t.Context(), luke, ten)
	require.NoError(t, err)
	require.Contains(t, failureOf(t, golden), "\n- companies/10\n-   contacts/1\n  companies/11\n    contacts/1 - has it as primary")
}

func TestADifferenceShowsLinesNearAChange(t *testing.T) {
	a := strings.Split("1 2 3 4 5 6 7 8 9", " ")
	b := strings.Split("1 2 3 4 5 6 seven 8 9 10", " ")
	require.Equal(t, "...\n  5\n  6\n- 7\n+ seven\n  8\n  9\n+ 10", difference(a, b))
	require.Equal(t, "- a", difference([]string{"a"}, nil))
	require.Equal(t, "+ a", difference(nil, []string{"a"}))
}

// The lines of a difference are those of both texts.
func TestADifferenceLosesNothing(t *testing.T) {
	lines := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := lines.Draw(t, "a"), lines.Draw(t, "b")
		var left, right []string
		for _, line := range compared(a, b) {
			sign, text := line[:2], line[2:]
			if sign != "+ " {
				left = append(left, text)
			}
			if sign != "- " {
				right = append(right, text)
			}
		}
		require.True(t, slices.Equal(a, left) && slices.Equal(b, right), "%q %q", left, right)
	})
}
