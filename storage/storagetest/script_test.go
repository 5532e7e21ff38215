package storagetest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

func TestScriptsOnReference(t *testing.T) {
	Scripts(t, func(*testing.T) storage.Storage { return Reference() })
}

func TestScriptsOnMemory(t *testing.T) {
	Scripts(t, func(*testing.T) storage.Storage { return memory.New() })
}

const aScript = `# A comment.
associate contacts/1 companies/10 label="Two words"
----
created
more

do {
  set-primary contacts/1 companies/10
}
`

func TestAScriptIsReadAsItIsWritten(t *testing.T) {
	blocks := parseScript(t, "a.txt", aScript)
	require.Len(t, blocks, 2)
	require.Equal(t, "created\nmore\n", blocks[0].output)
	require.Equal(t, 7, blocks[1].line)
	require.Empty(t, blocks[1].output)
	command := blocks[0].commands[0]
	require.Equal(t, []string{"contacts/1", "companies/10"}, command.words)
	require.Equal(t, "Two words", command.option("label"))
	require.Empty(t, command.option("label"))
	require.Equal(t, "set-primary", blocks[1].commands[0].body[0].verb)
	require.Equal(t, aScript, blocks[0].with(blocks[0].output)+"\n"+blocks[1].with(""))
}

// The error of a wrong script names the place of the mistake.
func TestAScriptThatIsWrongSaysWhere(t *testing.T) {
	for script, want := range map[string]string{
		"dance contacts/1\n":                         "a.txt:1: dance: there is no such command",
		"\n\nassociate contacts/1\n":                 "a.txt:3: associate: a word is missing: it takes FROM TO",
		"count contacts/1 companies deals\n":         "a.txt:1: count: it takes OF TYPE, not",
		"count contacts/1 companies label=Boss\n":    "a.txt:1: count: it takes OF TYPE, not",
		"do {\n  count contacts/1 companies\n}\n":    "a.txt:2: count: it is no operation",
		"do {\nset-primary contacts/1 companies/1\n": "a.txt:1: do: no } follows in its block",
		"limit contacts companies two\n":             `a.txt:1: limit: "two" is no number`,
	} {
		t.Run(strings.TrimSpace(script), func(t *testing.T) {
			notes := new(recorder)
			done := make(chan struct{})
			go func() { // a failure ends the goroutine
				defer close(done)
				play := newScriptPlayer(notes, &env{ctx: t.Context(), opens: Reference})
				for _, b := range parseScript(notes, "a.txt", script) {
					play.block(b)
				}
			}()
			<-done
			require.True(t, notes.Failed())
			require.Contains(t, notes.notes[0], want)
		})
	}
}
