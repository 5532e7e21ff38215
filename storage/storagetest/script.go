package storagetest

import (
	"context"
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/script"
	"github.com/relata-go/relata/storage"
)

// Scripts plays scenarios of the whole library on the backend that open opens. Each file tells
// a story of records that are associated, and contains the expected output. So every backend
// gives the same answers, errors and histories.
//
// Package script has the commands, and how a script is written. Every script begins with an
// empty store at nine o'clock on 1 March 2024, and each command takes a minute.
//
// If the environment variable STORAGETEST_SCRIPTS names a folder, relative to that of the test,
// the scripts are written there with their present output, and nothing is compared.
func Scripts(t *testing.T, open func(t *testing.T) storage.Storage) {
	for _, sc := range scriptScenarios {
		t.Run(sc.name, func(t *testing.T) { runScenario(t, sc, open, &Options{}) })
	}
}

//go:embed testdata/scripts/*.txt
var scriptFiles embed.FS

// rewriteScripts is the environment variable that [Scripts] looks at.
const rewriteScripts = "STORAGETEST_SCRIPTS"

// scriptScenarios plays each file.
var scriptScenarios = listScripts()

func listScripts() []scenario {
	// The pattern is legal, so there is no error.
	paths, _ := fs.Glob(scriptFiles, "testdata/scripts/*.txt")
	scenarios := make([]scenario, len(paths))
	for i, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		scenarios[i] = scenario{name, func(t tester, s *env) { playScript(t, s, path) }}
	}
	return scenarios
}

// playScript plays a file and compares the output, block by block.
func playScript(t tester, s *env, path string) {
	t.Helper()
	text, err := scriptFiles.ReadFile(path)
	if err != nil {
		t.Fatalf("read the script: %v", err)
	}
	blocks, err := script.Parse(filepath.Base(path), string(text))
	if err != nil {
		t.Fatalf("%v", err)
	}
	store := s.open()
	graph, clock := openForScript(t, s.ctx, store)
	player := script.NewPlayer(graph, clock.advance)
	folder := os.Getenv(rewriteScripts)
	var played []string
	for _, b := range blocks {
		output, err := player.Play(s.ctx, b)
		if err != nil {
			t.Fatalf("%v", err)
		}
		played = append(played, b.With(output))
		if folder == "" && output != b.Output {
			t.Errorf("%s:%d:\n%swant:\n%s", b.Name, b.Line, b.With(output), b.Output)
		}
	}
	verifyGraph(t, s.ctx, store, graph)
	if folder == "" {
		return
	}
	rewritten := []byte(strings.Join(played, "\n"))
	if err := os.WriteFile(filepath.Join(folder, filepath.Base(path)), rewritten, 0o644); err != nil {
		t.Fatalf("rewrite the script: %v", err)
	}
}

// A scriptClock shows the time that the commands of a script have made.
type scriptClock struct{ now time.Time }

func (c *scriptClock) advance(d time.Duration) { c.now = c.now.Add(d) }

// openForScript opens a graph whose clock and ids are the same in every run.
func openForScript(t tester, ctx context.Context, store storage.Storage) (*association.Graph, *scriptClock) {
	t.Helper()
	clock, last := &scriptClock{time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)}, uint64(0)
	graph, err := association.Open(ctx, store, &association.Options{
		Clock:  func() time.Time { return clock.now },
		NextID: func() uint64 { last++; return last },
	})
	if err != nil {
		t.Fatalf("open the graph: %v", err)
	}
	return graph, clock
}

// verifyGraph fails if the rows after a script break a law.
func verifyGraph(t tester, ctx context.Context, store storage.Storage, graph *association.Graph) {
	t.Helper()
	schema, err := graph.Schema(ctx)
	if err == nil {
		err = Verify(ctx, store, schema.Labels().Types(), schema.Labels().Mirror)
	}
	if err != nil {
		t.Errorf("in the end: %v", err)
	}
}
