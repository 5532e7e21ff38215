package relata_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

func TestPackagesSayWhatTheyDecide(t *testing.T) {
	comments := map[string]string{} // by folder
	names := map[string]string{}
	for _, f := range goFiles(t) {
		if !f.isTest() {
			names[f.dir()] = f.Name.Name
			comments[f.dir()] += f.Doc.Text()
		}
	}
	for dir, name := range names {
		switch comment := comments[dir]; {
		case comment == "":
			t.Errorf("package %s in %s has no package comment", name, dir)
		case name != "main" && !strings.HasPrefix(comment, "Package "+name+" "):
			t.Errorf("the package comment of %s does not begin with %q", dir, "Package "+name)
		}
	}
}

func TestExportedNamesAreExplained(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		for _, decl := range f.Decls {
			for name := range unexplained(decl) {
				t.Errorf("%s:%d: %s has no comment", f.path, f.line(name.Pos()), name.Name)
			}
		}
	}
}

// unexplained yields the exported names that decl declares without a comment: the
// names of the package, and the methods of its interfaces and exported types.
func unexplained(decl ast.Decl) func(yield func(*ast.Ident) bool) {
	return func(yield func(*ast.Ident) bool) {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Doc == nil && decl.Name.IsExported() && hasExportedReceiver(decl) {
				yield(decl.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				for _, name := range unexplainedIn(spec, decl) {
					if !yield(name) {
						return
					}
				}
			}
		}
	}
}

// hasExportedReceiver reports whether a reader of the documentation sees the
// function: it is no method, or one of an exported type.
func hasExportedReceiver(function *ast.FuncDecl) bool {
	if function.Recv == nil {
		return true
	}
	receiver := function.Recv.List[0].Type
	for {
		switch of := receiver.(type) {
		case *ast.StarExpr:
			receiver = of.X
		case *ast.IndexExpr: // a type with one parameter
			receiver = of.X
		case *ast.IndexListExpr: // with more
			receiver = of.X
		case *ast.Ident:
			return of.IsExported()
		default:
			return false
		}
	}
}

// unexplainedIn returns the names of one line of a declaration. A comment on the
// whole group explains its constants and variables, but not its types.
func unexplainedIn(spec ast.Spec, group *ast.GenDecl) []*ast.Ident {
	var names []*ast.Ident
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if !spec.Name.IsExported() {
			return nil
		}
		if spec.Doc == nil && (group.Doc == nil || group.Lparen != token.NoPos) {
			names = append(names, spec.Name)
		}
		if methods, ok := spec.Type.(*ast.InterfaceType); ok {
			names = append(names, unexplainedMethods(methods)...)
		}
	case *ast.ValueSpec:
		if spec.Doc == nil && spec.Comment == nil && group.Doc == nil {
			names = slices.DeleteFunc(slices.Clone(spec.Names), func(n *ast.Ident) bool { return !n.IsExported() })
		}
	}
	return names
}

func unexplainedMethods(of *ast.InterfaceType) []*ast.Ident {
	var names []*ast.Ident
	for _, method := range of.Methods.List {
		if method.Doc == nil && method.Comment == nil {
			names = append(names, method.Names...) // of an embedded interface: none
		}
	}
	return slices.DeleteFunc(names, func(n *ast.Ident) bool { return !n.IsExported() })
}
