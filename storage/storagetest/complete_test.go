package storagetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/faulty"
	"github.com/relata-go/relata/storage/storagetest/internal/declared"
)

// Each operation and each edit of the schema has a command of the scripts, which some
// script uses.
func TestNoCommandIsForgotten(t *testing.T) {
	used := usedCommands(t)
	var commands, played []any
	for word, command := range scriptCommands {
		if command.makes != nil {
			commands = append(commands, command.makes)
			if used[word] {
				played = append(played, command.makes)
			}
		}
	}
	for _, all := range [][]string{declared.Operations(t), declared.Edits(t)} {
		declared.Require(t, all, "scriptCommands (storagetest/script_commands.go)", commands)
		declared.Require(t, all, "the scripts (storagetest/testdata/scripts)", played)
	}
}

// usedCommands returns the words that lines of any script begin with.
func usedCommands(t *testing.T) map[string]bool {
	used := map[string]bool{}
	files, err := scriptFiles.ReadDir("testdata/scripts")
	require.NoError(t, err)
	for _, file := range files {
		text, err := scriptFiles.ReadFile("testdata/scripts/" + file.Name())
		require.NoError(t, err)
		for _, block := range parseScript(t, file.Name(), string(text)) {
			for _, line := range block.commands {
				used[line.verb] = true
				for _, inner := range line.body {
					used[inner.verb] = true
				}
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
