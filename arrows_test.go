package relata_test

import (
	"fmt"
	"go/ast"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

const (
	module  = "github.com/relata-go/relata/"
	btree   = "github.com/google/btree"
	testify = "github.com/stretchr/testify"
	rapid   = "pgregory.net/rapid"
)

// arrows says what the production files of each package of the root module import
// beside the standard library. A package that is not listed fails the test: who
// adds one says here what it stands on.
var arrows = map[string][]string{
	"failure":       {},
	"internal/enum": {"failure"},
	"record":        {},
	"label":         {"record"},
	"primary":       {"label", "record"},
	"limits":        {"label", "record"},
	"history":       {"primary", "label", "record"},

	"storage": {"label", "history", "record", "primary"},
	"storage/memory": {
		"storage", "label", "history", "record", btree,
		"storage/internal/bytealloc", "storage/internal/calls",
		"storage/memory/internal/adjacency", "storage/memory/internal/chunked", "storage/memory/internal/degree",
		"storage/memory/internal/eventlog", "storage/memory/internal/intern", "storage/memory/internal/linkstate",
		"storage/memory/internal/rowid", "storage/memory/internal/undo",
	},
	"storage/memory/internal/chunked":   {},
	"storage/memory/internal/undo":      {btree},
	"storage/memory/internal/linkstate": {"history", "label", "record"},
	"storage/memory/internal/intern":    {"storage", "storage/memory/internal/chunked"},
	"storage/memory/internal/rowid": {
		"storage", "history", "record", "storage/internal/bytealloc", "storage/memory/internal/intern",
	},
	"storage/memory/internal/degree": {
		"storage", "record", "storage/memory/internal/intern", "storage/memory/internal/rowid",
		"storage/memory/internal/undo",
	},
	"storage/memory/internal/adjacency": {
		"label", "record", "storage/memory/internal/degree", "storage/memory/internal/linkstate",
		"storage/memory/internal/rowid", btree,
	},
	"storage/memory/internal/eventlog": {
		"storage", "history", "primary", "record", "storage/memory/internal/chunked", "storage/memory/internal/linkstate",
		"storage/memory/internal/rowid",
	},
	"storage/kv": {
		"storage", "label", "history", "record", btree,
		"storage/internal/bytealloc", "storage/internal/calls", "storage/kv/internal/codec",
	},
	"storage/kv/internal/codec": {"storage", "label", "history", "primary", "record", "storage/internal/bytealloc"},

	// Faults of any store, for tests of applications: a wrapper, so the contract is enough.
	"storage/faulty": {"storage", "record"},

	"storage/internal/bytealloc": {},
	"storage/internal/calls":     {"storage"},

	"association/schema":                  {"association/schema/internal/builtin", "association/schema/internal/words", "primary", "limits", "label", "record"},
	"association/schema/internal/builtin": {"label", "record"},
	"association/schema/internal/words":   {"label"},

	// Writes: what a decision sees, over rows found by key.
	"association/internal/batch":      {"association/schema", "storage", "history", "label", "record"},
	"association/internal/succession": {"primary", "record"},
	"association/internal/draft": {
		"association/internal/batch", "association/internal/succession", "association/schema",
		"storage", "history", "primary", "limits", "label", "record",
	},

	// Reads: a question, the past, and what is built on them.
	"association/internal/metered":  {"storage", "record"},
	"association/internal/question": {"association/internal/batch", "association/internal/metered", "association/schema", "limits", "label", "storage", "record"},
	"association/internal/past": {
		"association/internal/question", "association/internal/batch", "association/retention", "association/schema",
		"history", "label", "storage", "record",
	},
	"association/internal/usage":        {"association/internal/question", "association/schema", "limits", "storage", "record"},
	"association/internal/recommending": {"association/internal/question", "association/recommend", "storage", "record"},
	"association/feed":                  {"history", "storage"},
	"association/retention":             {"storage", "record"},
	"association/recommend":             {"record"},

	"association": {
		"association/internal/draft", "association/internal/succession", "association/internal/past",
		"association/internal/usage", "association/internal/recommending", "association/internal/question",
		"association/internal/batch", "association/feed", "association/recommend", "association/retention",
		"association/internal/metered", "association/schema", "failure", "primary", "limits", "history", "label", "storage", "record",
	},
	"association/criteria": {"association", "record"},
	"association/presets":  {"association", "association/criteria", "record"},
	"association/domains":  {"association", "association/schema", "history", "record"},
	"association/importer": {"association", "association/schema", "history", "label", "limits", "primary", "record"},

	// Stories as text: the suite plays them on each backend, applications in their tests. The
	// package returns errors instead of failing tests, so that it imports no testing library.
	"association/script": {"association", "association/schema", "history", "label", "limits", "primary", "record"},

	// For the tests of applications. The package fails tests with testing.TB alone, so that it brings no
	// testing library into an application that uses another.
	"association/associationtest": {
		"association", "association/feed", "association/schema", "association/script", "history", "label", "primary", "record",
		"storage", "storage/faulty", "storage/memory",
	},

	"cmd/release": {},
}

// leaves are the packages that every listed package may import: the codes of errors, and the
// words of enumerations.
var leaves = []string{"failure", "internal/enum"}

// forTests are the packages, with all below them, that only tests import, and those of these
// packages that the table of arrows lets import them. The suite brings testify and rapid along.
// The others import no more than the library, so that they bring nothing into an application;
// a store that fails has no place in one all the same.
var forTests = []string{suite, "storage/faulty", "association/associationtest"}

// pure packages decide, from what they are given and nothing else. Their tests
// stay among themselves too, while other tests may use any package.
var pure = []string{
	"record", "label", "primary", "limits", "history",
	"association/schema", "association/schema/internal/builtin", "association/schema/internal/words",
	"association/internal/succession",
}

// impure are the standard packages, with all below them, that would let a pure
// package read a clock, do I/O, or give two answers to one question.
var impure = []string{
	"context", "os", "io/fs", "net", "syscall", "log", "database/sql", "math/rand", "crypto/rand",
}

// topLevel are the folders that may stand in the root. Git does not keep bin.
var topLevel = []string{
	"failure", "internal", "record", "label", "primary", "limits", "history", "storage", "association",
	"examples", "findings", "cmd", "bench", "docs", ".ci", ".git", "bin",
}

func TestArrows(t *testing.T) {
	files := goFiles(t)
	nested := nestedModules(t)
	for _, f := range files {
		for _, spec := range f.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			refuse := refuseArrow
			if isWithin(f.dir(), nested...) {
				refuse = refuseNested
			}
			if reason := refuse(f.dir(), f.isTest(), imported); reason != "" {
				t.Errorf("%s:%d imports %s: %s", f.path, f.line(spec.Pos()), imported, reason)
			}
		}
	}
}

// nestedModules returns the folders that have a go.mod of their own.
func nestedModules(t *testing.T) []string {
	t.Helper()
	var dirs []string
	eachFile(t, func(name string, _ []byte) {
		if path.Base(name) == "go.mod" && name != "go.mod" {
			dirs = append(dirs, path.Dir(name))
		}
	})
	return dirs
}

// refuseArrow returns why a file of the package in dir, in the root module, must
// not have that import, or "".
func refuseArrow(dir string, test bool, imported string) string {
	test = test || isWithin(dir, suite)
	allowed, listed := arrows[dir]
	name, ours := strings.CutPrefix(imported, module)
	switch {
	case !listed && !test:
		return fmt.Sprintf("package %s is not in the table of arrows", dir)
	case isStandard(imported):
		return refuseStandard(dir, test, imported)
	case slices.Contains(allowed, name), ours && test && name == dir, listed && slices.Contains(leaves, name):
		return ""
	case ours && isWithin(name, forTests...) && !test && !slices.Contains(allowed, name):
		return "only tests import the packages that are made for tests"
	case ours && test && !slices.Contains(pure, dir):
		return ""
	case test && isWithin(imported, testify, rapid):
		return ""
	case test && isWithin(imported, btree) && !slices.Contains(pure, dir):
		return "" // what benchmarks compare with
	case ours:
		return fmt.Sprintf("of our packages, %s may import %q", dir, allowed)
	case test:
		return "beside ours and the standard library, tests import testify and rapid, and benchmarks google/btree"
	}
	return "a dependency of production code, of which there is one: " + btree + ", in storage/memory"
}

// refuseStandard is refuseArrow for an import from the standard library.
func refuseStandard(dir string, test bool, imported string) string {
	if !test && slices.Contains(pure, dir) && isWithin(imported, impure...) {
		return fmt.Sprintf("%s is pure: no context, no clock, no I/O, no chance", dir)
	}
	return ""
}

// refuseNested is refuseArrow for a nested module, which has dependencies of its own.
func refuseNested(_ string, test bool, imported string) string {
	if name, ours := strings.CutPrefix(imported, module); ours && isWithin(name, forTests...) && !test {
		return "only tests import the packages that are made for tests"
	}
	return ""
}

// isStandard reports whether an import path is the standard library's: those have
// no dot in the first element.
func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// isWithin reports whether name is one of the roots or below one.
func isWithin(name string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return name == root || strings.HasPrefix(name, root+"/")
	})
}

// clock are the functions of package time that read a clock or wait. A pure package may
// hold a time as a value and call none of them.
var clock = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}

func TestPurePackagesReadNoClock(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() || !slices.Contains(pure, f.dir()) {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if reads := clockOf(n); reads != "" {
				t.Errorf("%s:%d calls time.%s: %s is pure and takes times as values", f.path, f.line(n.Pos()), reads, f.dir())
			}
			return true
		})
	}
}

// clockOf returns the function that reads a clock which n names, or "".
func clockOf(n ast.Node) string {
	selector, is := n.(*ast.SelectorExpr)
	if !is || !slices.Contains(clock, selector.Sel.Name) {
		return ""
	}
	if of, is := selector.X.(*ast.Ident); is && of.Name == "time" {
		return selector.Sel.Name
	}
	return ""
}

func TestArrowsRefuse(t *testing.T) {
	for _, c := range []struct {
		dir      string
		test     bool
		imported string
		refused  bool
	}{
		{"record", false, "strings", false},
		{"record", false, module + "label", true},
		{"label", false, module + "record", false},
		{"label", true, module + "label", false},
		{"limits", false, module + "history", true},
		{"limits", true, module + "association", true},
		{"limits", false, "time", false},
		{"limits", true, "time", false},
		{"history", false, "math/rand/v2", true},
		{"history", false, "math/bits", false},
		{"primary", true, testify + "/require", false},
		{"primary", false, testify + "/require", true},
		{"primary", true, btree, true},
		{"storage", false, "context", false},
		{"storage", false, module + "association", true},
		{"storage/memory", false, btree, false},
		{"storage/memory", false, module + suite, true},
		{"storage/memory", true, module + suite, false},
		{"association", false, module + "storage/faulty", true},
		{"association", true, module + "storage/faulty", false},
		{suite, false, module + "storage/faulty", false},
		{"association/associationtest", false, module + "storage/faulty", false},
		{"association/associationtest", false, testify + "/require", true},
		{"association/associationtest", false, module + suite, true},
		{"association/importer", false, module + "association/associationtest", true},
		{"storage/faulty", false, testify + "/require", true},
		{suite, false, module + "association", false},
		{suite + "/laws", false, module + "association", false},
		{"storage/memory", false, module + suite + "/laws", true},
		{suite, false, rapid, false},
		{suite, false, "github.com/google/uuid", true},
		{"association", false, btree, true},
		{"association", false, module + "storage/memory", true},
		{"association", true, module + "storage/memory", false},
		{"association", true, "github.com/google/uuid", true},
		{"unheard", false, "strings", true},
		{".", true, "go/parser", false},
	} {
		reason := refuseArrow(c.dir, c.test, c.imported)
		if (reason != "") != c.refused {
			t.Errorf("%s (test: %v) imports %s: refused with %q, want refused: %v",
				c.dir, c.test, c.imported, reason, c.refused)
		}
	}
}

func TestTopLevelFolders(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() && !slices.Contains(topLevel, entry.Name()) {
			t.Errorf("folder %s does not belong in the root; there are only %q", entry.Name(), topLevel)
		}
	}
}
