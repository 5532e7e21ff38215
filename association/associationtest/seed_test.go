package associationtest

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
)

func TestASeedIsAScriptOrJSON(t *testing.T) {
	for _, file := range []string{"testdata/seed.txt", "testdata/seed.json"} {
		g := New(t)
		g.SeedFile(t, file)
		RequireGolden(t, g, "testdata/seed.golden", &TextOptions{Schema: true})
	}
}

func TestAScriptLetsTimePass(t *testing.T) {
	g := New(t)
	require.Equal(t, Start, g.Clock.Now())
	g.Seed(t, "associate contacts/1 companies/10\nwait 24h\nassociate contacts/1 companies/11\n")
	require.Equal(t, Start.Add(24*time.Hour+3*time.Minute), g.Clock.Now())
	link, _, err := g.Linked(t.Context(), luke, two)
	require.NoError(t, err)
	require.Equal(t, Start.Add(24*time.Hour+2*time.Minute), link.Created)
}

func TestAWrongSeedSaysWhere(t *testing.T) {
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for _, c := range []struct{ file, want string }{
		{"testdata/absent.txt", "testdata/absent.txt"},
		{write("a.txt", "\nassociate contacts/1\n"), "a.txt:2: associate: a word is missing"},
		{write("a.txt", "associate contacts/1 contacts/1\n"), "a.txt:1: refused: "},
		{write("a.json", "{"), "a.json: unexpected end"},
		{write("a.json", `{"schema": {"types": [""]}}`), "a.json: schema of the seed: "},
		{write("a.json", `{"links": [{"from": "contacts/1", "to": "companies/1", "labels": ["Boss"]}]}`), "a.json: link 0 of the seed: "},
		{write("a.json", `{"operations": [{"operation": "setPrimary", "from": "contacts/1", "to": "companies/1"}]}`), "a.json: operations of the seed: "},
	} {
		message := failureOf(t, func(t testing.TB) { New(t).SeedFile(t, c.file) })
		require.Contains(t, message, c.want)
	}
	message := failureOf(t, func(t testing.TB) { New(t).Seed(t, "dance") })
	require.Contains(t, message, "script:1: dance: there is no such command")
}

func TestTheClockIsSet(t *testing.T) {
	var c Clock
	require.Equal(t, Start, c.Now())
	c.Advance(time.Hour)
	require.Equal(t, Start.Add(time.Hour), c.Now())
	at := time.Date(1999, 12, 31, 23, 59, 0, 0, time.UTC)
	c.Set(at)
	require.Equal(t, at, c.Now())
	c.Advance(-time.Minute)
	require.Equal(t, at.Add(-time.Minute), c.Now())
}

// Two runs give the same ids of operations.
func TestIDsAreCounted(t *testing.T) {
	var ids []string
	for range 2 {
		g := New(t)
		result, err := g.Associate(t.Context(), luke, record.New(record.Companies, "10"))
		require.NoError(t, err)
		ids = append(ids, result.Operation.String())
	}
	require.Equal(t, ids[0], ids[1])
}
