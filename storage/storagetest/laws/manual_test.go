package laws

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	root   = "../../.."
	manual = root + "/docs/semantics.md"
)

// chapters are the rules that the manual has: so many in each chapter.
var chapters = []struct {
	letter string
	rules  int
}{{"A", 6}, {"B", 9}, {"C", 10}, {"D", 7}, {"E", 5}, {"F", 7}, {"G", 6}, {"H", 2}, {"I", 3}, {"J", 5}, {"K", 5}}

// A manualRow is a row of the manual's tables, named by the id in its first cell.
type manualRow struct {
	id    string
	cells []string // after the id
}

// manualRows returns the rows whose first cell matches id, a pattern with one group.
func manualRows(t *testing.T, id string) (rows []manualRow) {
	text, err := os.ReadFile(manual)
	require.NoError(t, err)
	first := regexp.MustCompile("^" + id + "$")
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| ") || !strings.HasSuffix(line, " |") {
			continue
		}
		cells := strings.Split(line[2:len(line)-2], " | ")
		if found := first.FindStringSubmatch(cells[0]); found != nil {
			rows = append(rows, manualRow{found[1], cells[1:]})
		}
	}
	return rows
}

func ruleIDs() (ids []string) {
	for _, c := range chapters {
		for i := range c.rules {
			ids = append(ids, fmt.Sprint(c.letter, i+1))
		}
	}
	return ids
}

func idsOf(rows []manualRow) (ids []string) {
	for _, row := range rows {
		ids = append(ids, row.id)
	}
	return ids
}

var quoted = regexp.MustCompile("`([^`]*)`")

// testsIn returns the names of the tests in a cell.
func testsIn(cell string) (names []string) {
	for _, found := range quoted.FindAllStringSubmatch(cell, -1) {
		names = append(names, found[1])
	}
	return names
}

// goTests returns the names of all test functions of the repository.
func goTests(t *testing.T) map[string]bool {
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
	names := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		for _, found := range function.FindAllSubmatch(text, -1) {
			names[string(found[1])] = true
		}
		return err
	}))
	return names
}

// The manual has every rule once, in order. Each row says who made the rule, and gives the
// reason if relata made it.
func TestManualHasEveryRule(t *testing.T) {
	rows := manualRows(t, `<a id="[a-k][0-9]+"></a>([A-K][0-9]+)`)
	require.Equal(t, ruleIDs(), idsOf(rows))
	for _, row := range rows {
		require.Len(t, row.cells, 3, row.id)
		what, whose := row.cells[0], row.cells[1]
		require.NotEmpty(t, what, row.id)
		require.Regexp(t, `\*\*(help|dev|relata)\*\*`, whose, row.id)
		require.NotRegexp(t, `\*\*relata\*\*\W*$`, whose, "%s: a rule of our own says why", row.id)
	}
}

// The row of every rule names the rule's tests, and all of them exist.
func TestManualNamesTheTestsOfEveryRule(t *testing.T) {
	rows := manualRows(t, `\[([A-K][0-9]+)\]\(#[a-k][0-9]+\)`)
	require.Equal(t, ruleIDs(), idsOf(rows))
	cases, functions := Names(), goTests(t)
	ofRule := regexp.MustCompile(`^(?:Test)?([A-K][1-9][0-9]?)[A-Z]`)
	for _, row := range rows {
		t.Run(row.id, func(t *testing.T) {
			require.Len(t, row.cells, 1)
			names := testsIn(row.cells[0])
			require.NotEmpty(t, names, "no test holds the rule")
			for _, name := range names {
				require.True(t, slices.Contains(cases, name) || functions[name], "%s is no test", name)
				if found := ofRule.FindStringSubmatch(name); row.id != "C9" && found != nil { // C9 explains other rules
					require.Equal(t, row.id, found[1], "%s is a test of another rule", name)
				}
			}
		})
	}
}

// All twenty regressions are there, and held.
func TestManualHasEveryRegression(t *testing.T) {
	rows := manualRows(t, "([0-9]+)")
	require.Len(t, rows, 20)
	var named []string
	rules := ruleIDs()
	for i, row := range rows {
		require.Equal(t, fmt.Sprint(i+1), row.id)
		require.Len(t, row.cells, 4, row.id)
		named = append(named, testsIn(row.cells[0])...)
		for id := range strings.SplitSeq(row.cells[2], ", ") {
			require.Contains(t, rules, id, "regression %s", row.id)
		}
		t.Run(row.id, func(t *testing.T) { require.Equal(t, "yes", row.cells[3]) })
	}
	var held []string
	for _, c := range theRegressions {
		held = append(held, c.Name)
	}
	require.ElementsMatch(t, named, held)
}

// Whatever the manual promises can be called.
func TestManualPromisesNothingThatIsNotBuilt(t *testing.T) {
	for _, row := range manualRows(t, `<a id="[a-k][0-9]+"></a>([A-K][0-9]+)`) {
		t.Run(row.id, func(t *testing.T) {
			built := row.cells[len(row.cells)-1]
			require.NotEmpty(t, built)
			require.False(t, strings.HasPrefix(strings.ToLower(built), "not yet"), built)
		})
	}
}
