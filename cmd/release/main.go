// Command release prepares a release of every module of this repository, all at the same
// version:
//
//	go run ./cmd/release v0.2.0       # commit and tag; pushes nothing
//	go run ./cmd/release -n v0.2.0    # the same checks and builds; changes nothing
//	go run ./cmd/release -tidy        # go mod tidy in every module, from the sources of this tree
//
// A module requires the others at the version of the last release, and go.work replaces
// that version by the module's folder. A release writes the new version into each go.mod
// and into go.work, and the checksums of the required modules into each go.sum. The files
// are made in a clone, where every module has to build without go.work. Then the release
// makes one commit and a tag for each module.
//
// The clone takes the place of the server: git is told to fetch the module's address from
// the clone. So the go command makes archives and checksums from the clone's tags in the same
// way as from pushed tags.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// run reads the arguments and does their work on the repository in the current folder.
func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	dry := flags.Bool("n", false, "check and build everything, and leave the tree as it is")
	tidies := flags.Bool("tidy", false, "run go mod tidy in every module")
	if err := flags.Parse(args); err != nil {
		return err
	}
	repo, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("find the repository: %w", err)
	}
	switch {
	case *tidies && flags.NArg() == 0:
		return tidy(repo)
	case !*tidies && flags.NArg() == 1:
		return release(repo, flags.Arg(0), *dry, out)
	}
	return errors.New("give one version, such as v0.2.0, or -tidy alone")
}
