package storagetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/storagetest/internal/declared"
)

// associationFolder is package association, from here.
const associationFolder = "../../association"

// The comments of association.Operation and schema.Edit list all implementations.
func TestNoImplementationIsLeftOutOfTheList(t *testing.T) {
	for _, c := range []struct {
		folder, name string
		all          []string
	}{
		{associationFolder, "Operation", declared.Operations(t)},
		{associationFolder + "/schema", "Edit", declared.Edits(t)},
	} {
		file, spec := declarationOf(t, c.folder, c.name)
		comment := spec.Doc.Text()
		var listed []string
		for _, name := range linkedNames.FindAllStringSubmatch(comment, -1) {
			listed = append(listed, name[1])
		}
		declared.RequireNamed(t, c.all, "the comment of "+c.name+" ("+file+")", listed)
	}
}

// linkedNames finds the names that a comment links to.
var linkedNames = regexp.MustCompile(`\[(\w+)\]`)

// declarationOf returns the file and the declaration of a type.
func declarationOf(t *testing.T, folder, name string) (string, *ast.GenDecl) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			group, is := decl.(*ast.GenDecl)
			if !is || len(group.Specs) != 1 {
				continue
			}
			if spec, is := group.Specs[0].(*ast.TypeSpec); is && spec.Name.Name == name {
				return path, group
			}
		}
	}
	t.Fatalf("no file of %s declares %s on its own", folder, name)
	return "", nil
}

// Each operation is measured by some benchmark: as a value, or by the verb of that name.
func TestNoBenchmarkIsForgotten(t *testing.T) {
	files, err := filepath.Glob(associationFolder + "/bench*_test.go")
	require.NoError(t, err)
	var named []string
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		for node := range ast.Preorder(file) {
			if selector, is := node.(*ast.SelectorExpr); is {
				named = append(named, selector.Sel.Name)
			}
		}
	}
	declared.RequireNamed(t, declared.Operations(t), "the benchmarks (association/bench*_test.go)", named)
}

// Beside the file of each operation is a test that runs its rules on memory, and the file names
// the rules.
func TestRulesAreHeldBesideOperations(t *testing.T) {
	for _, name := range declared.Operations(t) {
		path, _ := declarationOf(t, associationFolder, name)
		code, err := os.ReadFile(path)
		require.NoError(t, err)
		if !rulesNamed.Match(code) {
			t.Errorf("%s does not say which rules %s keeps, as in \"Rule A6 of docs/semantics.md; cases in ...\"", path, name)
		}
		beside := strings.TrimSuffix(path, ".go") + "_test.go"
		test, _ := os.ReadFile(beside)
		if !strings.Contains(string(test), "hold(t, ") {
			t.Errorf("%s does not hold the rules of %s", beside, name)
		}
	}
}

var rulesNamed = regexp.MustCompile(`// Rules? [A-K][0-9].* of docs/semantics\.md; cases in storage/storagetest/laws/rule_\w+\.go`)
