package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// requireVersion writes the version into the go.mod of each module and into go.work.
func requireVersion(clone, version string, all []module) error {
	work := []string{"work", "edit"}
	for _, m := range all {
		edit := []string{"mod", "edit"}
		for required := range m.requires {
			edit = append(edit, "-require="+required+"@"+version)
		}
		if len(edit) > 2 {
			if _, err := (shell{dir: filepath.Join(clone, m.dir)}).run("go", edit...); err != nil {
				return err
			}
		}
		for _, old := range replaced(m, all) {
			work = append(work, "-dropreplace="+m.path+"@"+old)
		}
		if isRequired(m, all) {
			work = append(work, "-replace="+m.path+"@"+version+"="+folder(m))
		}
	}
	_, err := shell{dir: clone}.run("go", work...)
	return err
}

// replaced returns the versions of m that modules of the repository require.
func replaced(m module, all []module) []string {
	var versions []string
	for _, other := range all {
		if at := other.requires[m.path]; at != "" && !slices.Contains(versions, at) {
			versions = append(versions, at)
		}
	}
	return versions
}

// writeSums puts the checksums of the modules that m requires into its go.sum, in place of
// the checksums of earlier versions.
func writeSums(clone string, m module, all []module, sums map[string]string) error {
	var lines strings.Builder
	for _, required := range slices.Sorted(maps.Keys(m.requires)) {
		lines.WriteString(sums[required])
	}
	return mergeSums(filepath.Join(clone, m.dir, "go.sum"), lines.String(), all)
}

// mergeSums replaces the lines of the repository's modules in a go.sum by ours. These lines
// are sorted, and follow the lines of third-party modules that come before them by path.
func mergeSums(file, ours string, all []module) error {
	content, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("read the checksums: %w", err)
	}
	_, others := splitSums(string(content), all)
	if others+ours == "" {
		return nil
	}
	var before, after string
	for line := range strings.Lines(others) {
		if line < ours {
			before += line
		} else {
			after += line
		}
	}
	return os.WriteFile(file, []byte(before+ours+after), 0o644)
}

// splitSums separates the lines of the repository's modules in a go.sum from the others.
func splitSums(content string, all []module) (ours, others string) {
	for line := range strings.Lines(content) {
		path, _, _ := strings.Cut(line, " ")
		if slices.ContainsFunc(all, func(m module) bool { return m.path == path }) {
			ours += line
		} else {
			others += line
		}
	}
	return ours, others
}
