package script

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

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
	blocks, err := Parse("a.txt", aScript)
	require.NoError(t, err)
	require.Len(t, blocks, 2)
	require.Equal(t, "created\nmore\n", blocks[0].Output)
	require.Equal(t, 7, blocks[1].Line)
	require.Empty(t, blocks[1].Output)
	command := blocks[0].commands[0]
	require.Equal(t, []string{"contacts/1", "companies/10"}, command.words)
	require.Equal(t, "Two words", command.option("label"))
	require.Empty(t, command.option("label"))
	require.Equal(t, []string{"do", "set-primary"}, blocks[1].Verbs())
	require.Equal(t, aScript, blocks[0].With(blocks[0].Output)+"\n"+blocks[1].With(""))
}

func newPlayer(t *testing.T) (*Player, *association.Graph) {
	t.Helper()
	graph, err := association.Open(t.Context(), memory.New(), nil)
	require.NoError(t, err)
	return NewPlayer(graph, nil), graph
}

// The error of a wrong script names the place of the mistake.
func TestAScriptThatIsWrongSaysWhere(t *testing.T) {
	for script, want := range map[string]string{
		"dance contacts/1\n":                           "a.txt:1: dance: there is no such command",
		"\n\nassociate contacts/1\n":                   "a.txt:3: associate: a word is missing: it takes FROM TO",
		"count contacts/1 companies deals\n":           "a.txt:1: count: it takes OF TYPE, not",
		"count contacts/1 companies label=Boss\n":      "a.txt:1: count: it takes OF TYPE, not",
		"do {\n  count contacts/1 companies\n}\n":      "a.txt:2: count: it is no operation",
		"edit {\n  count contacts/1 companies\n}\n":    "a.txt:2: count: it is no edit of the schema",
		"do {\nset-primary contacts/1 companies/1\n":   "a.txt:1: do: no } follows in its block",
		"limit contacts companies two\n":               `a.txt:1: limit: "two" is no number`,
		"remove-label contacts companies Nobody\n":     `a.txt:1: remove-label: `,
		"associate contacts/1 companies/1 mark=best\n": `a.txt:1: associate: there is no mark "best"`,
		"apply\n":            "a.txt:1: apply: there is no plan yet",
		"wait long\n":        "a.txt:1: wait: ",
		"as source=Heaven\n": "a.txt:1: as: ",
		"merge contacts/1 contacts/2 labels=all\n":        "a.txt:1: merge: there is no labels=all",
		"clear-primary contacts/1 companies/1 ask=boss\n": "a.txt:1: clear-primary: there is no ask=boss",
		"log notes/1 contacts/1 joins=deals\n":            "a.txt:1: log: joins=deals: want TYPE:NUMBER",
		"account-plan Gold\n":                             `a.txt:1: account-plan: there is no plan "Gold"`,
	} {
		t.Run(strings.TrimSpace(script), func(t *testing.T) {
			player, graph := newPlayer(t)
			require.ErrorContains(t, player.Run(t.Context(), "a.txt", script), want)
			_, linked, err := graph.Linked(t.Context(), record.New(record.Contacts, "1"), record.New(record.Companies, "1"))
			require.NoError(t, err)
			require.False(t, linked, "nothing is written after a mistake")
		})
	}
}

func TestABlockIsPlayedAgain(t *testing.T) {
	blocks, err := Parse("a.txt", "do {\n  associate contacts/1 companies/10 mark=primary\n}\ncount contacts/1 companies\n")
	require.NoError(t, err)
	player, _ := newPlayer(t)
	for range 2 {
		output, err := player.Play(t.Context(), blocks[0])
		require.NoError(t, err)
		require.True(t, strings.HasSuffix(output, "1\n"), output)
	}
}

// Without a written output a refusal is an error; with one, the output is compared.
func TestRunComparesWrittenOutputs(t *testing.T) {
	for script, want := range map[string]string{
		"associate contacts/1 companies/10\n":               "",
		"associate contacts/1 contacts/1\n":                 "a.txt:1: refused: ",
		"count contacts/1 companies\n----\n0\n":             "",
		"\ncount contacts/1 companies\n----\n1\n":           "a.txt:2:\ncount contacts/1 companies\n----\n0\nwant:\n1\n",
		"do {\n  count contacts/1 companies\n":              "a.txt:1: do: no }",
		"associate contacts/1 companies\n----\nrefused: \n": "want:\nrefused: \n",
	} {
		player, _ := newPlayer(t)
		err := player.Run(t.Context(), "a.txt", script)
		if want == "" {
			require.NoError(t, err, script)
			continue
		}
		require.ErrorContains(t, err, want, script)
	}
}

func TestTimePassesWithCommands(t *testing.T) {
	_, graph := newPlayer(t)
	var passed []time.Duration
	player := NewPlayer(graph, func(d time.Duration) { passed = append(passed, d) })
	require.NoError(t, player.Run(t.Context(), "a.txt", "count contacts/1 companies\nwait 36h\n"))
	require.Equal(t, []time.Duration{time.Minute, 36 * time.Hour, time.Minute}, passed)
}

func TestCommandsAreSorted(t *testing.T) {
	all := Commands()
	require.Len(t, all, len(commands))
	require.Equal(t, "account-plan", all[0].Verb)
	for _, c := range all {
		require.NotEmpty(t, c.Takes, c.Verb)
	}
}
