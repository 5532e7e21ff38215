package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// checkTies returns the version at which modules of the repository require each other. Its
// error lists every go.mod that replaces a module or requires another version, and every line
// that go.work lacks.
func checkTies(root string, all []module) (version string, err error) {
	work, err := os.ReadFile(filepath.Join(root, "go.work"))
	if err != nil {
		return "", fmt.Errorf("read go.work: %w", err)
	}
	var wrong []error
	for _, m := range all {
		file := path.Join(m.dir, "go.mod")
		if m.replaces > 0 {
			wrong = append(wrong, fmt.Errorf("%s has a replace directive, which its users do not get: go.work has them", file))
		}
		for required, at := range m.requires {
			if version == "" {
				version = at
			}
			if at != version {
				wrong = append(wrong, fmt.Errorf("%s requires %s %s, and others require %s: write the same", file, required, at, version))
			}
		}
	}
	for _, m := range all {
		if !uses(string(work), folder(m)) {
			wrong = append(wrong, fmt.Errorf("go.work does not use %s", folder(m)))
		}
		if line := replacement(m, version); isRequired(m, all) && !strings.Contains(string(work), line) {
			wrong = append(wrong, fmt.Errorf("go.work lacks the replacement %q", line))
		}
	}
	return version, errors.Join(wrong...)
}

// isRequired reports whether a module of the repository requires m.
func isRequired(m module, all []module) bool {
	return slices.ContainsFunc(all, func(other module) bool { return other.requires[m.path] != "" })
}

// folder returns how go.work names the folder of m.
func folder(m module) string {
	if m.dir == "." {
		return "."
	}
	return "./" + m.dir
}

// replacement returns the line of go.work that takes m from the tree.
func replacement(m module, version string) string {
	return m.path + " " + version + " => " + folder(m)
}

// uses reports whether a go.work has a use directive for the folder.
func uses(work, folder string) bool {
	for line := range strings.Lines(work) {
		if strings.TrimSpace(strings.TrimPrefix(line, "use ")) == folder {
			return true
		}
	}
	return false
}

// checkRepository returns every reason why the version cannot be released now.
func checkRepository(repo, version string, all []module) error {
	if _, is := parseVersion(version); !is {
		return fmt.Errorf("version %q is not of the form v0.2.0, or its major version needs other module paths", version)
	}
	git := shell{dir: repo}
	branch, err := git.run("git", "symbolic-ref", "--short", "HEAD")
	if err != nil {
		return err
	}
	changes, err := git.run("git", "status", "--porcelain")
	if err != nil {
		return err
	}
	var wrong []error
	if branch != "main" {
		wrong = append(wrong, fmt.Errorf("the branch is %s: releases are made on main", branch))
	}
	if changes != "" {
		wrong = append(wrong, fmt.Errorf("the tree is not clean, commit or remove:\n%s", changes))
	}
	wrong = append(wrong, checkTags(git, version, all), checkChangelog(repo, version))
	return errors.Join(wrong...)
}

// checkTags refuses a version that has a tag or comes before a released version.
func checkTags(git shell, version string, all []module) error {
	list, err := git.run("git", "tag", "--list")
	if err != nil {
		return err
	}
	tags := strings.Fields(list)
	wanted, _ := parseVersion(version)
	for _, m := range all {
		if slices.Contains(tags, m.tag(version)) {
			return fmt.Errorf("tag %s exists: choose the next version", m.tag(version))
		}
	}
	for _, tag := range tags {
		if released, is := parseVersion(tag); is && slices.Compare(wanted, released) < 0 {
			return fmt.Errorf("%s was released, and %s comes before it", tag, version)
		}
	}
	return nil
}

var versionForm = regexp.MustCompile(`^v[01]\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$`)

// parseVersion returns the three numbers of a version.
func parseVersion(text string) (numbers []int, is bool) {
	numbers = make([]int, 3)
	_, err := fmt.Sscanf(text, "v%d.%d.%d", &numbers[0], &numbers[1], &numbers[2])
	return numbers, err == nil && versionForm.MatchString(text)
}

// checkChangelog requires a dated section with entries for the version, and an address for
// the link in its heading.
func checkChangelog(repo, version string) error {
	content, err := os.ReadFile(filepath.Join(repo, "CHANGELOG.md"))
	if err != nil {
		return fmt.Errorf("read the changelog: %w", err)
	}
	number := strings.TrimPrefix(version, "v")
	head := regexp.MustCompile(`(?m)^## \[` + regexp.QuoteMeta(number) + `\] - \d{4}-\d{2}-\d{2}$`)
	at := head.FindIndex(content)
	if at == nil {
		return fmt.Errorf("CHANGELOG.md has no section %q: give the entries under Unreleased this heading",
			"## ["+number+"] - 2026-01-31")
	}
	section, _, _ := strings.Cut(string(content[at[1]:]), "\n## ")
	if !strings.Contains(section, "\n- ") {
		return fmt.Errorf("CHANGELOG.md says nothing about %s: its section has no entry", number)
	}
	if !strings.Contains(string(content), "\n["+number+"]: ") {
		return fmt.Errorf("CHANGELOG.md has no address for [%s] at its end", number)
	}
	return nil
}
