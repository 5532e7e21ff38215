// Package relata_test holds the rules about the source itself: which package
// may import which, and how files look. The module's root has no code.
package relata_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// suite is the folder of the packages that are made of tests outside of _test.go files.
const suite = "storage/storagetest"

// A goFile is one parsed Go file of the tree, of whichever module.
type goFile struct {
	path   string // from the root, with slashes
	lines  int
	tokens *token.FileSet
	*ast.File
}

// dir returns the directory, which names the package within its module; "." is the root.
func (f goFile) dir() string { return path.Dir(f.path) }

// isTest reports whether go test alone compiles f.
func (f goFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// line returns the line on which pos stands, from 1.
func (f goFile) line(pos token.Pos) int { return f.tokens.Position(pos).Line }

// eachFile calls visit with the path and the content of every file of the tree,
// but for what git, make or a failing property test put there.
func eachFile(t *testing.T, visit func(path string, content []byte)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == ".git" || name == "bin" || entry.Name() == "rapid"):
			return filepath.SkipDir
		case !entry.Type().IsRegular() || name == ".git" || isBuilt(name): // .git is a file in a worktree
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(name), content)
		return nil
	})
	if err != nil {
		t.Fatalf("walk the tree: %v", err)
	}
}

// isBuilt reports whether .gitignore lists files of that name: go test leaves them.
func isBuilt(name string) bool {
	return strings.HasSuffix(name, ".test") || strings.HasSuffix(name, ".prof")
}

// goFiles parses every Go file of the tree outside of testdata.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	tokens := token.NewFileSet()
	eachFile(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, ".go") || strings.Contains("/"+path, "/testdata/") {
			return
		}
		parsed, err := parser.ParseFile(tokens, path, content, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("parse: %v", err)
			return
		}
		files = append(files, goFile{path, strings.Count(string(content), "\n"), tokens, parsed})
	})
	if len(files) == 0 {
		t.Fatal("the tree has no Go files: run this test in the module's root")
	}
	return files
}
