package laws

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every test function of the package is a case of the same name. So none is forgotten, and a
// search for the name of a case finds its test.
func TestEveryTestIsACase(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var declared []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if function, is := decl.(*ast.FuncDecl); is && strings.HasPrefix(function.Name.Name, "test") {
				declared = append(declared, strings.TrimPrefix(function.Name.Name, "test"))
			}
		}
	}
	require.NotEmpty(t, declared)
	names := Names()
	slices.Sort(declared)
	slices.Sort(names)
	require.Equal(t, declared, names)
	require.Len(t, slices.Compact(slices.Clone(names)), len(names), "names are unique")
}

// The name of a law's case begins with the law, that of a rule's case with the rule's id.
func TestNamesSayWhatIsHeld(t *testing.T) {
	law := regexp.MustCompile(`^(TwoWay|OnePrimary|PrimaryIsLinked|PrimaryWhenRequired|LabelsDefined|WithinLimits|CountsAreExact|` +
		`HistoryIsState|AllOrNothing|OnceOnly|PlanIsApply|AsOf|Undo|MergeKeeps|RestoreBrings|Apart|SameEverywhere|SameBytes|FeedMissesNothing)`)
	for _, c := range Laws() {
		require.Regexp(t, law, c.Name)
	}
	rule := regexp.MustCompile(`^[A-K][1-9][0-9]?[A-Z]`)
	for _, c := range theRules {
		require.Regexp(t, rule, c.Name)
	}
	for _, c := range theRegressions {
		require.NotRegexp(t, rule, c.Name)
		require.NotRegexp(t, law, c.Name)
	}
}
