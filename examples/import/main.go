// Command import loads a real table of memberships, a row for each person and committee, and
// asks the graph about them: the leaders of a committee, the committees of a person, which
// committee is the primary and why, and which are near a limit. The program shows how a damaged
// file is reported, and that a second import of the same file changes nothing. The graph is
// kept in memory.
//
//	go run ./examples/import
//	go run ./examples/import -file memberships.csv -labels labels.csv
//
// Files of your own need the headers of those in testdata. The import is in load.go, the
// questions are in ask.go.
package main

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"io"
	"os"
	"path"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage/memory"
)

//go:embed testdata/*.csv
var testdata embed.FS

func main() {
	file := flag.String("file", "", "the memberships to import (default: those of the 119th Congress)")
	labels := flag.String("labels", "", "the labels that the file uses (default: those of the 119th Congress)")
	flag.Parse()
	if err := start(context.Background(), os.Stdout, *file, *labels); err != nil {
		fmt.Fprintln(os.Stderr, "import:", err)
		os.Exit(1)
	}
}

// start reads the files and tells the story of their import to w.
func start(ctx context.Context, w io.Writer, file, labels string) error {
	f, err := readFiles(file, labels)
	if err != nil {
		return err
	}
	_, err = run(ctx, w, f)
	return err
}

// files are the contents of the files of the story.
type files struct{ labels, memberships, broken []byte }

// readFiles reads the files that were given, and the program's own for the others.
func readFiles(file, labels string) (f files, err error) {
	for _, want := range []struct {
		into        *[]byte
		name, given string
	}{
		{&f.memberships, "memberships.csv", file}, {&f.labels, "labels.csv", labels}, {&f.broken, "broken.csv", ""},
	} {
		if *want.into, err = read(want.name, want.given); err != nil {
			return f, err
		}
	}
	return f, nil
}

// read returns the given file, or else the file that came with the program.
func read(name, given string) ([]byte, error) {
	if given != "" {
		return os.ReadFile(given)
	}
	return testdata.ReadFile(path.Join("testdata", name))
}

// A story has the graph and the reports of the imports so far.
type story struct {
	w     io.Writer
	files files
	graph *association.Graph
	names names

	labels                []label.Label
	first, second, broken importer.Report
}

// run tells the story to w.
func run(ctx context.Context, w io.Writer, f files) (*story, error) {
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		return nil, err
	}
	s := &story{w: w, files: f, graph: graph}
	if s.names, err = readNames(f.memberships); err != nil {
		return nil, err
	}
	for _, chapter := range []func(context.Context) error{
		s.define, s.load, s.committee, s.person, s.primary, s.limit, s.mistakes, s.again,
	} {
		if err := chapter(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// title begins a chapter.
func (s *story) title(text string) { fmt.Fprintf(s.w, "\n%s\n\n", text) }

// say prints a line.
func (s *story) say(format string, args ...any) { fmt.Fprintf(s.w, "  "+format+"\n", args...) }
