package postgrestest

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// ErrMissing says that there is no PostgreSQL server to start.
var ErrMissing = errors.New("PostgreSQL is missing: install it (Debian: apt-get install postgresql), " +
	"or set " + Variable + " to a connection string of a server where databases may be created")

// binaries returns the folder of initdb and postgres: that of the initdb on PATH, else
// the newest that Debian's packages installed, which are not on PATH.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil && hasServer(filepath.Dir(path)) {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is well formed
	if len(found) == 0 {
		return "", ErrMissing
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(major(a), major(b)) })), nil
}

// hasServer tells a whole installation from a script that starts one program.
func hasServer(bin string) bool {
	_, err := os.Stat(filepath.Join(bin, "postgres"))
	return err == nil
}

// major returns the version in a path of Debian's.
func major(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb)))) // 0 for a beta sorts first
	return n
}

// freeFolder makes a temporary folder that the server's user owns.
func freeFolder(owner *account) (string, error) {
	dir, err := os.MkdirTemp("", "relata-postgres-")
	if err != nil {
		return "", err
	}
	if owner != nil {
		err = os.Chown(dir, owner.uid, owner.gid)
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	return dir, nil
}
