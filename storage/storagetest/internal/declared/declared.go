// Package declared finds in the source of this module which types implement an interface, so
// that a test can tell which of them a list has forgotten.
package declared

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/relata-go/relata"

// Operations returns the names of all operations of package association, sorted.
func Operations(t testing.TB) []string { return implementers(t, "association", "Operation") }

// Edits returns the names of all edits of package association/schema, sorted.
func Edits(t testing.TB) []string { return implementers(t, "association/schema", "Edit") }

// Require fails t for each name that no element of the list has as its type. The message
// names the place where the list is.
func Require[V any](t testing.TB, names []string, place string, list []V) {
	t.Helper()
	RequireNamed(t, names, place, Names(list))
}

// RequireNamed fails t for each name that is not in the list. The message names the place
// where the list is.
func RequireNamed(t testing.TB, names []string, place string, list []string) {
	t.Helper()
	require.NotEmpty(t, names)
	for _, name := range names {
		if !slices.Contains(list, name) {
			t.Errorf("%s is forgotten in %s", name, place)
		}
	}
}

// Names returns the names of the types of values, which may be pointers.
func Names[V any](values []V) []string {
	names := make([]string, len(values))
	for i, v := range values {
		of := reflect.TypeOf(v)
		if of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		names[i] = of.Name()
	}
	return names
}

// implementers returns the exported types of a package, named from the module's root, whose
// pointers implement the interface of that name there.
func implementers(t testing.TB, folder, name string) []string {
	t.Helper()
	from, err := newSource()
	require.NoError(t, err)
	checked, err := from.Import(path.Join(module, folder))
	require.NoError(t, err)
	declared := checked.Scope().Lookup(name)
	require.NotNil(t, declared, "package %s has no %s", folder, name)
	wanted, is := declared.Type().Underlying().(*types.Interface)
	require.True(t, is, "%s of package %s is no interface", name, folder)
	var found []string
	for _, name := range checked.Scope().Names() {
		of, is := checked.Scope().Lookup(name).(*types.TypeName)
		if is && of.Exported() && !types.IsInterface(of.Type()) && types.Implements(types.NewPointer(of.Type()), wanted) {
			found = append(found, name)
		}
	}
	require.NotEmpty(t, found, "nothing implements %s of package %s", name, folder)
	return found
}

// A source imports packages of this module from their production files, without the bodies
// of functions. Packages from elsewhere are empty: what is declared by their types is not
// known, which matters to no method here.
type source struct {
	root   string
	tokens *token.FileSet
	known  map[string]*types.Package
}

// newSource returns a source for the module that the test runs in.
func newSource() (*source, error) {
	root, err := os.Getwd()
	for ; err == nil; root = filepath.Dir(root) {
		text, failed := os.ReadFile(filepath.Join(root, "go.mod"))
		if failed == nil && strings.HasPrefix(string(text), "module "+module+"\n") {
			break
		}
		if root == filepath.Dir(root) {
			err = fmt.Errorf("find the root of %s: %w", module, fs.ErrNotExist)
		}
	}
	return &source{root, token.NewFileSet(), map[string]*types.Package{"unsafe": types.Unsafe}}, err
}

// Import implements [types.Importer].
func (s *source) Import(name string) (*types.Package, error) {
	if p := s.known[name]; p != nil {
		return p, nil
	}
	folder, ours := strings.CutPrefix(name, module+"/")
	if !ours {
		p := types.NewPackage(name, path.Base(name))
		p.MarkComplete()
		s.known[name] = p
		return p, nil
	}
	files, err := s.parse(filepath.Join(s.root, filepath.FromSlash(folder)))
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: s, IgnoreFuncBodies: true, Error: func(error) {}}
	p, _ := config.Check(name, s.tokens, files, nil) // errors are about the empty packages
	s.known[name] = p
	return p, nil
}

// parse reads the production files of a folder.
func (s *source) parse(folder string) ([]*ast.File, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("read %s: no Go files: %v", folder, err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.tokens, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}
