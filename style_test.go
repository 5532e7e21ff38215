package relata_test

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What a file and a function may have, in lines, inclusive. The tails are where
// trouble sits, so they fail; medians are printed by go test -v.
const (
	maxFileLines     = 600
	maxFunctionLines = 80
	longFunction     = 45 // is listed, and should be rare
)

func TestNoFileIsLong(t *testing.T) {
	var lengths []int
	for _, f := range goFiles(t) {
		lengths = append(lengths, f.lines)
		if f.lines > maxFileLines {
			t.Errorf("%s has %d lines, of at most %d: it holds two concepts", f.path, f.lines, maxFileLines)
		}
	}
	logSpread(t, "lines per file", lengths)
}

func TestNoFunctionIsLong(t *testing.T) {
	var lengths []int
	for _, f := range goFiles(t) {
		for _, decl := range f.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			first := f.line(function.Pos())
			lines := f.line(function.End()) - first + 1
			lengths = append(lengths, lines)
			switch {
			case lines > maxFunctionLines:
				t.Errorf("%s:%d: %s has %d lines, of at most %d", f.path, first, function.Name.Name, lines, maxFunctionLines)
			case lines > longFunction:
				t.Logf("long: %s:%d: %s has %d lines", f.path, first, function.Name.Name, lines)
			}
		}
	}
	logSpread(t, "lines per function", lengths)
}

// logSpread prints median, 95th percentile and maximum of numbers.
func logSpread(t *testing.T, what string, numbers []int) {
	t.Helper()
	slices.Sort(numbers)
	last := len(numbers) - 1
	t.Logf("%s: median %d, p95 %d, most %d, of %d",
		what, numbers[last/2], numbers[last*95/100], numbers[last], len(numbers))
}

func TestNoPanicOutsideTests(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		for call := range calls(f) {
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" {
				t.Errorf("%s:%d panics: return an error that names the records", f.path, f.line(call.Pos()))
			}
		}
	}
}

func TestNoSleepInTests(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.isTest() && !isWithin(f.dir(), suite) {
			continue
		}
		for call := range calls(f) {
			if isSleep(call) {
				t.Errorf("%s:%d sleeps: interleave with channels, or inject the clock", f.path, f.line(call.Pos()))
			}
		}
	}
}

// calls yields the calls in f.
func calls(f goFile) func(yield func(*ast.CallExpr) bool) {
	return func(yield func(*ast.CallExpr) bool) {
		for node := range ast.Preorder(f.File) {
			if call, ok := node.(*ast.CallExpr); ok && !yield(call) {
				return
			}
		}
	}
}

func isSleep(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != "Sleep" {
		return false
	}
	from, ok := selector.X.(*ast.Ident)
	return ok && from.Name == "time"
}

// Words that tell how the project was made, or name a place on somebody's
// machine, say nothing to a reader. The patterns do not match themselves.
var (
	outsideWords = regexp.MustCompile(
		`\.\./share[d]|/(wor[k]|roo[t]|hom[e]|User[s])/|\b(the|this) sessio[n]\b|issue #?[0-9]+ (of|asks|wants)\b` +
			`|\b(DESIG[N]|SEMANTIC[S]|STYL[E])\.md`)
	leftForLater = regexp.MustCompile(`\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b`)
)

func TestTextsSpeakOfTheProjectAlone(t *testing.T) {
	eachFile(t, func(name string, content []byte) {
		if !isText(content) {
			return
		}
		for i, line := range strings.Split(string(content), "\n") {
			if found := outsideWords.FindString(line); found != "" {
				t.Errorf("%s:%d says %q, which means nothing outside the place it was written", name, i+1, found)
			}
			if found := leftForLater.FindString(line); found != "" && path.Ext(name) == ".go" {
				t.Errorf("%s:%d says %q: do it, or leave it out", name, i+1, found)
			}
		}
	})
}

func isText(content []byte) bool {
	return utf8.Valid(content) && !bytes.ContainsRune(content, 0)
}
