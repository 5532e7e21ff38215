package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A module is a folder of the repository that has a go.mod.
type module struct {
	dir      string // from the root, with slashes; "." is the root
	path     string
	requires map[string]string // version by path, of other modules of the repository
	replaces int               // replace directives
}

// tag returns the name under which the go command looks for a version of m.
func (m module) tag(version string) string {
	if m.dir == "." {
		return version
	}
	return m.dir + "/" + version
}

// modules returns the modules below root, each after the modules that it requires. The root
// module requires no other and comes first.
func modules(root string) ([]module, error) {
	var found []module
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.Name() != "go.mod":
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		m, err := readModule(root, filepath.ToSlash(dir))
		found = append(found, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	return inOrder(found)
}

// readModule reads the go.mod in a folder of the repository.
func readModule(root, dir string) (module, error) {
	var mod struct {
		Module  struct{ Path string }
		Require []struct{ Path, Version string }
		Replace []struct{ Old struct{ Path string } }
	}
	in := filepath.Join(root, filepath.FromSlash(dir))
	text, err := shell{dir: in}.run("go", "mod", "edit", "-json", "go.mod")
	if err != nil {
		return module{}, err
	}
	if err := json.Unmarshal([]byte(text), &mod); err != nil {
		return module{}, fmt.Errorf("read %s: %w", path.Join(dir, "go.mod"), err)
	}
	m := module{dir, mod.Module.Path, map[string]string{}, len(mod.Replace)}
	for _, r := range mod.Require {
		m.requires[r.Path] = r.Version
	}
	return m, nil
}

// inOrder sorts modules so that each comes after the modules that it requires. Requirements
// outside the repository are dropped.
func inOrder(found []module) ([]module, error) {
	ours := map[string]bool{}
	for _, m := range found {
		ours[m.path] = true
	}
	for _, m := range found {
		for required := range m.requires {
			if !ours[required] {
				delete(m.requires, required)
			}
		}
	}
	slices.SortFunc(found, func(a, b module) int { return strings.Compare(a.dir, b.dir) })
	var sorted []module
	placed := map[string]bool{}
	for len(sorted) < len(found) {
		next := slices.IndexFunc(found, func(m module) bool { return !placed[m.path] && m.isReady(placed) })
		if next < 0 {
			return nil, fmt.Errorf("%d modules of the repository require each other in a circle", len(found)-len(sorted))
		}
		sorted = append(sorted, found[next])
		placed[found[next].path] = true
	}
	return sorted, nil
}

// isReady reports whether all modules that m requires are placed.
func (m module) isReady(placed map[string]bool) bool {
	for required := range m.requires {
		if !placed[required] {
			return false
		}
	}
	return true
}
