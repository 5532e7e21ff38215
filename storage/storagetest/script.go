package storagetest

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/relata-go/relata/storage"
)

// Scripts plays scenarios of the whole library on the backend that open opens. Each file tells
// a story of records that are associated, and contains the expected output. So every backend
// gives the same answers, errors and histories.
//
// A script consists of blocks with an empty line between them. A block has comments, which
// begin with #, then commands, one a line, and below a line ---- their output:
//
//	# The first company of a contact becomes primary.
//	associate contacts/1 companies/10
//	associate contacts/1 companies/11 label=Contractor
//	primary contacts/1 companies
//	----
//	companies/10 (first company becomes primary)
//
// A question prints the answer. A change prints the result if the change ends a block or was
// not executed, and "refused:" with the reason after a failure. Every script begins with an
// empty store at nine o'clock on 1 March 2024, and each command takes a minute. The table of
// commands, with their arguments, is in script_commands.go.
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
	folder := os.Getenv(rewriteScripts)
	play := newScriptPlayer(t, s)
	var played []string
	for _, b := range parseScript(t, filepath.Base(path), string(text)) {
		output := play.block(b)
		played = append(played, b.with(output))
		if folder == "" && output != b.output {
			t.Errorf("%s:%d:\n%swant:\n%s", filepath.Base(path), b.line, b.with(output), b.output)
		}
	}
	play.verify()
	if folder == "" {
		return
	}
	rewritten := []byte(strings.Join(played, "\n"))
	if err := os.WriteFile(filepath.Join(folder, filepath.Base(path)), rewritten, 0o644); err != nil {
		t.Fatalf("rewrite the script: %v", err)
	}
}
