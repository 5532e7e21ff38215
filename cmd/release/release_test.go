package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// next is the version that the tests release. It is far above every real version.
const next = "v0.999.0"

// root is the path from this package to the tree that is released.
const root = "../.."

// Every module can be released from this tree: it builds alone, and a stranger's module that
// requires nothing else can use it.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("releases and builds every module")
	}
	repo := ready(t)
	var out strings.Builder
	require.NoError(t, release(repo, next, false, &out))

	all, err := modules(repo)
	require.NoError(t, err)
	tied, err := checkTies(repo, all)
	require.NoError(t, err)
	require.Equal(t, next, tied)
	for _, m := range all {
		require.Contains(t, out.String(), " "+m.tag(next))
	}
	git := shell{dir: repo}
	require.Empty(t, output(t, git, "git", "status", "--porcelain"))
	require.Equal(t, output(t, git, "git", "rev-parse", "HEAD"), output(t, git, "git", "rev-parse", next+"^{commit}"))

	from, err := serve(repo, t.TempDir(), all[0].path)
	require.NoError(t, err)
	for _, m := range all {
		t.Run(m.dir, func(t *testing.T) { use(t, from, m) })
	}
}

// use gets a module into a new one, compiles all its packages and runs its first example: of
// the root the program of the README.
func use(t *testing.T, from *server, m module) {
	user := from.shell(t.TempDir())
	user.env = append(slices.Clone(user.env), "GOFLAGS=-trimpath -buildvcs=false -modcacherw -mod=mod")
	output(t, user, "go", "mod", "init", "example.com/user")
	output(t, user, "go", "get", m.path+"@"+next)
	output(t, user, "go", "list", "-export", m.path+"/...") // compiles, and links nothing

	released := filepath.Join(from.clone, m.dir)
	if m.dir == "." {
		program := filepath.Join(released, "examples", "readme", "main.go")
		require.NoError(t, copyFile(program, filepath.Join(user.dir, "main.go")))
		readme, err := os.ReadFile(filepath.Join(released, "README.md"))
		require.NoError(t, err)
		require.Contains(t, string(readme), output(t, user, "go", "run", "."))
		return
	}
	example := filepath.Join(released, "example_test.go")
	if _, err := os.Stat(example); os.IsNotExist(err) {
		return // such as what needs a server
	}
	require.NoError(t, copyFile(example, filepath.Join(user.dir, "example_test.go")))
	require.Contains(t, output(t, user, "go", "test", "-v", "-run", "^Example$", "."), "--- PASS: Example ")
}

// A refusal gives all reasons at once and changes nothing.
func TestReleaseRefuses(t *testing.T) {
	repo := ready(t)
	git := shell{dir: repo}
	output(t, git, "git", "tag", "v0.1.7")
	output(t, git, "git", "tag", "storage/bolt/v0.2.0")
	before := output(t, git, "git", "rev-parse", "HEAD")
	for version, reason := range map[string]string{
		"0.1.0":      `version "0.1.0" is not of the form v0.2.0`,
		"v2.0.0":     "needs other module paths",
		"v0.1.6":     "v0.1.7 was released, and v0.1.6 comes before it",
		"v0.2.0":     "tag storage/bolt/v0.2.0 exists",
		"v0.3.0":     `CHANGELOG.md has no section "## [0.3.0] - `,
		"v0.3.0-rc1": "is not of the form",
	} {
		require.ErrorContains(t, release(repo, version, false, io.Discard), reason)
	}

	edit(t, filepath.Join(repo, "storage", "bolt", "go.mod"), "\nrequire (",
		"\nreplace github.com/relata-go/relata => ../../\n\nrequire (")
	edit(t, filepath.Join(repo, "go.work"), "\t./storage/pebble\n", "")
	output(t, git, "git", "switch", "--quiet", "--create", "other")
	err := release(repo, next, false, io.Discard)
	require.ErrorContains(t, err, "storage/bolt/go.mod has a replace directive")
	require.ErrorContains(t, err, "go.work does not use ./storage/pebble")
	require.ErrorContains(t, err, "the branch is other")
	require.ErrorContains(t, err, "the tree is not clean")
	require.Equal(t, before, output(t, git, "git", "rev-parse", "HEAD"))
}

func TestChecksumsKeepTheirOrder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "go.sum")
	require.NoError(t, os.WriteFile(file, []byte("a v1 h1:1=\nours v1 h1:2=\nours v1/go.mod h1:3=\nz v10 h1:4=\nz v9 h1:5=\n"), 0o600))
	all := []module{{path: "ours"}, {path: "ours/nested"}}
	require.NoError(t, mergeSums(file, "ours v2 h1:6=\nours/nested v2 h1:7=\n", all))
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "a v1 h1:1=\nours v2 h1:6=\nours/nested v2 h1:7=\nz v10 h1:4=\nz v9 h1:5=\n", string(content))
}

func TestModulesFollowWhatTheyRequire(t *testing.T) {
	a, b, c := module{dir: "a", path: "a"}, module{dir: "b", path: "b"}, module{dir: "c", path: "c"}
	a.requires = map[string]string{"c": "v1", "other": "v2"}
	b.requires, c.requires = map[string]string{}, map[string]string{"b": "v1"}
	sorted, err := inOrder([]module{a, b, c})
	require.NoError(t, err)
	require.Equal(t, []module{b, c, {dir: "a", path: "a", requires: map[string]string{"c": "v1"}}}, sorted)

	b.requires = map[string]string{"c": "v1"}
	_, err = inOrder([]module{a, b, c})
	require.ErrorContains(t, err, "a circle")
}

func TestTreeIsTied(t *testing.T) {
	all, err := modules(root)
	require.NoError(t, err)
	require.Equal(t, ".", all[0].dir)
	version, err := checkTies(root, all)
	require.NoError(t, err)
	require.NotEmpty(t, version)
}

// ready returns a repository with this tree in it, in which the next version can be released.
func ready(t *testing.T) string {
	t.Helper()
	config := filepath.Join(t.TempDir(), "gitconfig")
	require.NoError(t, os.WriteFile(config, []byte("[user]\nname = test\nemail = test@localhost\n[safe]\ndirectory = *\n"), 0o600))
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	tree, err := filepath.Abs(root)
	require.NoError(t, err)
	repo := filepath.Join(t.TempDir(), "repo")
	require.NoError(t, snapshot(tree, repo))
	edit(t, filepath.Join(repo, "CHANGELOG.md"), "## [Unreleased]\n",
		"## [Unreleased]\n\n## ["+next[1:]+"] - 2026-01-31\n\n### Added\n\n- Something.\n")
	edit(t, filepath.Join(repo, "CHANGELOG.md"), "\n[Unreleased]: ", "\n["+next[1:]+"]: https://example.com\n[Unreleased]: ")
	require.NoError(t, commit(shell{dir: repo}, "Changelog"))
	return repo
}

// edit replaces a text in a file, which has it.
func edit(t *testing.T, file, old, text string) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(content), old)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(content), old, text, 1)), 0o600))
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}

func output(t *testing.T, in shell, name string, args ...string) string {
	t.Helper()
	text, err := in.run(name, args...)
	require.NoError(t, err)
	return text
}
