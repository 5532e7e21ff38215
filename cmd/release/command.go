package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// A shell runs commands in a folder.
type shell struct {
	dir string
	env []string // wins over the environment of this process
}

// run runs a command and returns the output without surrounding space. An error contains the
// command line, the folder and all output.
func (s shell) run(name string, args ...string) (string, error) {
	var out, complaints bytes.Buffer
	command := exec.Command(name, args...)
	command.Dir, command.Env = s.dir, append(os.Environ(), s.env...)
	command.Stdout, command.Stderr = &out, &complaints
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("in %s: %s %s: %w\n%s%s", s.dir, name, strings.Join(args, " "), err, &out, &complaints)
	}
	return strings.TrimSpace(out.String()), nil
}

// author is the identity of commits in a clone, which is removed at the end.
var author = []string{
	"GIT_AUTHOR_NAME=release", "GIT_AUTHOR_EMAIL=release@localhost",
	"GIT_COMMITTER_NAME=release", "GIT_COMMITTER_EMAIL=release@localhost",
}
