package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// tidy runs go mod tidy in every module of the tree, uncommitted changes included. By itself
// go mod tidy fetches the repository's own modules from their address. Their required versions
// may not be published yet, or differ from the tree.
func tidy(repo string) error {
	all, err := modules(repo)
	if err != nil {
		return err
	}
	version, err := checkTies(repo, all)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "tidy")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(temp)
	clone := filepath.Join(temp, "clone")
	if err := snapshot(repo, clone); err != nil {
		return err
	}
	from, err := serve(clone, temp, all[0].path)
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := tidyModule(from, repo, m, version, all); err != nil {
			return err
		}
	}
	return nil
}

// tidyModule tidies m in the clone, tags it there for the modules that require it, and copies
// go.mod and go.sum to the repository. Checksums of the repository's own modules do not change.
func tidyModule(from *server, repo string, m module, version string, all []module) error {
	work, there := filepath.Join(repo, m.dir), filepath.Join(from.clone, m.dir)
	if err := mergeSums(filepath.Join(there, "go.sum"), "", all); err != nil {
		return err
	}
	if _, err := from.shell(there).run("go", "mod", "tidy"); err != nil {
		return err
	}
	git := shell{from.clone, author}
	if err := commit(git, "Tidy"); err != nil {
		return err
	}
	if _, err := git.run("git", "tag", m.tag(version)); err != nil {
		return err
	}
	before, err := os.ReadFile(filepath.Join(work, "go.sum"))
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("read the checksums: %w", err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(there, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("copy from the clone: %w", err)
		}
		if err := os.WriteFile(filepath.Join(work, name), content, 0o644); err != nil {
			return fmt.Errorf("copy from the clone: %w", err)
		}
	}
	ours, _ := splitSums(string(before), all)
	return mergeSums(filepath.Join(work, "go.sum"), ours, all)
}

// snapshot makes a repository with a single commit on main, which has every file of the tree
// that git does not ignore.
func snapshot(tree, clone string) error {
	if _, err := (shell{dir: tree}).run("git", "init", "--quiet", "--initial-branch=main", clone); err != nil {
		return err
	}
	git := shell{clone, author}
	if _, err := git.run("git", "--work-tree="+tree, "add", "--all"); err != nil {
		return err
	}
	if _, err := git.run("git", "commit", "--quiet", "-m", "Tree"); err != nil {
		return err
	}
	_, err := git.run("git", "checkout", "--quiet", "main", "--", ".")
	return err
}
