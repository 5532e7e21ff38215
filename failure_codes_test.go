package relata_test

import (
	"errors"
	"fmt"
	"go/ast"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/failure"
)

// Every exported sentinel of every module is declared with its code and its own name, and
// every exported error struct is registered under its name. So failure.CodeOf knows them all.
func TestEveryErrorHasACode(t *testing.T) {
	declared := map[string]string{}
	for _, f := range goFiles(t) {
		if f.isTest() || isWithin(f.dir(), "examples", "cmd", "bench", suite, "storage/postgres/postgrestest") || strings.Contains(f.dir(), "internal/") {
			continue
		}
		registered := map[string]bool{}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if name := declaredName(n); name != "" {
				if before := declared[name]; before != "" {
					t.Errorf("%s declares the error %s, which %s declares too", f.path, name, before)
				}
				declared[name], registered[name] = f.path, true
			}
			return true
		})
		for _, want := range errorNames(f) {
			if !registered[want] {
				t.Errorf("%s: %s has no code: declare it with failure.Sentinel or failure.Register", f.path, want)
			}
		}
	}
	require.Greater(t, len(declared), 80)
}

// declaredName returns the name in a call of failure.Sentinel or failure.Register, or "".
func declaredName(n ast.Node) string {
	call, is := n.(*ast.CallExpr)
	if !is || len(call.Args) == 0 {
		return ""
	}
	fun := call.Fun
	if generic, is := fun.(*ast.IndexExpr); is {
		fun = generic.X
	}
	called, is := fun.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	at := map[string]int{"Sentinel": 1, "Register": 0}
	i, known := at[called.Sel.Name]
	if of, is := called.X.(*ast.Ident); !known || !is || of.Name != "failure" || len(call.Args) <= i {
		return ""
	}
	text, _ := call.Args[i].(*ast.BasicLit)
	return strings.Trim(text.Value, `"`)
}

// errorNames returns the exported sentinels and error structs that a file declares.
func errorNames(f goFile) (names []string) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "Error" && d.Recv != nil {
				if star, is := d.Recv.List[0].Type.(*ast.StarExpr); is && star.X.(*ast.Ident).IsExported() && f.Name.Name != "failure" {
					names = append(names, f.Name.Name+"."+star.X.(*ast.Ident).Name)
				}
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, is := spec.(*ast.ValueSpec); is && strings.HasPrefix(v.Names[0].Name, "Err") {
					names = append(names, f.Name.Name+"."+v.Names[0].Name)
				}
			}
		}
	}
	return names
}

// The code of an error struct is that of its sentinel, and it survives the way as JSON.
func TestErrorTextsHaveCodes(t *testing.T) {
	for _, e := range errorTexts() {
		report := failure.ReportOf(e.err)
		require.NotEqual(t, failure.None, report.Code, "%T", e.err)
		require.Equal(t, report.Code, failure.CodeOf(errors.Join(e.err)), "%T", e.err)
	}
}

// The table of the manual has every code with its status.
func TestManualHasEveryCode(t *testing.T) {
	page, err := os.ReadFile("docs/json.md")
	require.NoError(t, err)
	for _, c := range failure.Codes() {
		require.Contains(t, string(page), fmt.Sprintf("| `%s` | %d |", c, c.HTTPStatus()))
	}
}
