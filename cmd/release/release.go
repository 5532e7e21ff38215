package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// release checks the repository, makes the version in a clone, and then makes commit and tags in
// the repository. A dry release ends with the clone.
func release(repo, version string, dry bool, out io.Writer) error {
	all, err := modules(repo)
	if err != nil {
		return err
	}
	_, err = checkTies(repo, all)
	if err := errors.Join(err, checkRepository(repo, version, all)); err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "release")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(temp)
	clone := filepath.Join(temp, "clone")
	if _, err := (shell{dir: repo}).run("git", "clone", "--quiet", "--no-tags", repo, clone); err != nil {
		return err
	}
	from, err := serve(clone, temp, all[0].path)
	if err != nil {
		return err
	}
	if err := rehearse(from, version, all, out); err != nil {
		return err
	}
	if !dry {
		if err := publish(repo, clone, version, all); err != nil {
			return err
		}
	}
	return report(out, version, dry, all)
}

// rehearse writes the version into the clone and tags each module there after the modules that
// it requires. Then every module has to build alone.
func rehearse(from *server, version string, all []module, out io.Writer) error {
	if err := requireVersion(from.clone, version, all); err != nil {
		return err
	}
	sums := map[string]string{}
	for _, m := range all {
		if err := writeSums(from.clone, m, all, sums); err != nil {
			return err
		}
		if err := commit(shell{from.clone, author}, "Release "+version); err != nil {
			return err
		}
		if _, err := (shell{from.clone, author}).run("git", "tag", m.tag(version)); err != nil {
			return err
		}
		lines, err := from.sums(m, version)
		if err != nil {
			return err
		}
		sums[m.path] = lines
	}
	for _, m := range all {
		if _, err := from.shell(filepath.Join(from.clone, m.dir)).run("go", "vet", "./..."); err != nil {
			return err
		}
		fmt.Fprintf(out, "builds alone: %s %s\n", m.path, version)
	}
	return nil
}

// commit commits all changes, if there are any.
func commit(git shell, subject string) error {
	if _, err := git.run("git", "add", "--all"); err != nil {
		return err
	}
	changes, err := git.run("git", "status", "--porcelain")
	if err != nil || changes == "" {
		return err
	}
	_, err = git.run("git", "commit", "--quiet", "-m", subject)
	return err
}

// publish copies the files that the release changed from the clone, commits them in the
// repository and tags the commit for each module.
func publish(repo, clone, version string, all []module) error {
	git := shell{dir: repo}
	head, err := git.run("git", "rev-parse", "HEAD")
	if err != nil {
		return err
	}
	changed, err := shell{dir: clone}.run("git", "diff", "--name-only", head)
	if err != nil {
		return err
	}
	for _, name := range strings.Fields(changed) {
		content, err := os.ReadFile(filepath.Join(clone, name))
		if err != nil {
			return fmt.Errorf("copy from the clone: %w", err)
		}
		if err := os.WriteFile(filepath.Join(repo, name), content, 0o644); err != nil {
			return fmt.Errorf("copy from the clone: %w", err)
		}
	}
	if err := commit(git, "Release "+version); err != nil {
		return err
	}
	for _, m := range all {
		if _, err := git.run("git", "tag", "-a", "-m", m.path+" "+version, m.tag(version)); err != nil {
			return err
		}
	}
	return nil
}

// report prints the tags in the order of their creation, and the command that pushes them.
func report(out io.Writer, version string, dry bool, all []module) error {
	var tags []string
	for _, m := range all {
		tags = append(tags, m.tag(version))
	}
	done := "The commit and these tags are here, and nowhere else yet:"
	if dry {
		done = "Nothing was changed. The tags would be:"
	}
	_, err := fmt.Fprintf(out, "%s\n    %s\nTo publish them, all or none:\n    git push --atomic origin main %s\n",
		done, strings.Join(tags, "\n    "), strings.Join(tags, " "))
	return err
}
