package storagetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/script"
	"github.com/relata-go/relata/storage/faulty"
	"github.com/relata-go/relata/storage/storagetest/internal/declared"
)

// Each operation and each edit of the schema has a command of the scripts, which some
// script uses.
func TestNoCommandIsForgotten(t *testing.T) {
	used := usedVerbs(t)
	var commands, played []any
	for _, command := range script.Commands() {
		if command.Makes != nil {
			commands = append(commands, command.Makes)
			if used[command.Verb] {
				played = append(played, command.Makes)
			}
		}
	}
	for _, all := range [][]string{declared.Operations(t), declared.Edits(t)} {
		declared.Require(t, all, "the commands (association/script/commands.go)", commands)
		declared.Require(t, all, "the scripts (storagetest/testdata/scripts)", played)
	}
}

// usedVerbs returns the words that lines of any script begin with.
func usedVerbs(t *testing.T) map[string]bool {
	used := map[string]bool{}
	files, err := scriptFiles.ReadDir("testdata/scripts")
	require.NoError(t, err)
	for _, file := range files {
		text, err := scriptFiles.ReadFile("testdata/scripts/" + file.Name())
		require.NoError(t, err)
		blocks, err := script.Parse(file.Name(), string(text))
		require.NoError(t, err)
		for _, block := range blocks {
			for _, verb := range block.Verbs() {
				used[verb] = true
			}
		}
	}
	return used
}

// Each operation is in an action whose calls fail, each in turn.
func TestNoActionIsForgotten(t *testing.T) {
	var made []any
	for _, a := range actions {
		s := &env{ctx: t.Context(), opens: Reference}
		f := newFaultyGraph(t, s, false)
		_, err := f.run(a, faulty.Fault{})
		require.NoError(t, err, "%s", a.name)
		for _, op := range f.made {
			made = append(made, op)
		}
		s.close()
	}
	declared.Require(t, declared.Operations(t), "actions, the calls that fail (storagetest/actions.go)", made)
}
