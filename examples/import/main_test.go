package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// tell runs the story over the program's own files.
func tell(t *testing.T) (*story, string) {
	f, err := readFiles("", "")
	require.NoError(t, err)
	var out bytes.Buffer
	s, err := run(t.Context(), &out, f)
	require.NoError(t, err)
	return s, out.String()
}

func TestEveryRowIsIn(t *testing.T) {
	s, out := tell(t)
	require.Len(t, s.labels, 7)
	p := s.first.Progress
	require.Equal(t, []int{3879, 3879, 0, 0}, []int{p.Rows, p.Created, p.Failed, p.Repeated}, p)
	require.Len(t, s.names.contacts, 528)
	require.Len(t, s.names.companies, 228)
	links := 0
	for _, person := range s.names.contacts {
		marked := 0
		for link, err := range s.graph.Links(t.Context(), person, record.Companies) {
			require.NoError(t, err)
			links++
			if link.Primary {
				marked++
			}
		}
		require.Equal(t, 1, marked, "primary committees of %s", person)
	}
	require.Equal(t, 3879, links)
	for _, want := range []string{
		"Ranking Member    1  Amy Klobuchar", "66 of 80  House Committee on Transportation and Infrastructure", "20 companies",
		"first company becomes primary", "by Import",
	} {
		require.Contains(t, out, want)
	}
}

func TestTheSecondImportChangesNothing(t *testing.T) {
	s, _ := tell(t)
	p := s.second.Progress
	require.Equal(t, []int{3879, 3879}, []int{p.Rows, p.Unchanged}, p)
	n, err := s.events(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3879, n, "one event for each row")
	for e, err := range s.graph.History(t.Context(), s.names.contacts[0], record.Companies) {
		require.NoError(t, err)
		require.Equal(t, s.first.ID, e.Group)
		require.Equal(t, history.By(history.Import), e.Source)
	}
}

func TestMistakesAreReportedWhereTheyStand(t *testing.T) {
	s, _ := tell(t)
	type mistake struct {
		line, column int
		value        string
		kind         importer.Kind
	}
	want := []mistake{
		{3, 5, "Chairperson", importer.LabelNotFound},
		{4, 1, "", importer.MissingValue},
		{5, 0, "", importer.ColumnCount},
		{8, 5, "Ranking", importer.LabelNotFound},
		{8, 5, "Minorty", importer.LabelNotFound},
		{9, 2, "", importer.StrayQuote},
		{10, 5, "Majority; Primary", importer.PrimaryTaken},
		{12, 3, "", importer.MissingValue},
	}
	var got []mistake
	for _, e := range s.broken.Errors {
		got = append(got, mistake{e.Line, e.Column, e.Value, e.Kind})
	}
	require.Equal(t, want, got)
	p := s.broken.Progress
	require.Equal(t, []int{7, 1, 1}, []int{p.Failed, p.Repeated, p.Changed}, p)
}

func TestAFileOfOnesOwn(t *testing.T) {
	dir := t.TempDir()
	const header = "Contact ID,Contact name,Company ID,Company name,Association label\n"
	tell := func(rows string) (string, error) {
		file := filepath.Join(dir, "seats.csv")
		require.NoError(t, os.WriteFile(file, []byte(header+rows), 0o600))
		var out bytes.Buffer
		err := start(t.Context(), &out, file, "")
		return out.String(), err
	}
	out, err := tell("1,Ann,10,Garden club,Chair\n2,Bob,10,Garden club,Treasurer\n")
	require.NoError(t, err)
	require.Contains(t, out, "Garden club")
	require.Contains(t, out, `"Treasurer"`)

	out, err = tell(",Ann,10,Garden club,Chair\n")
	require.ErrorContains(t, err, "names no person")
	require.Contains(t, out, "column 1, Contact ID")

	require.ErrorIs(t, start(t.Context(), io.Discard, filepath.Join(dir, "missing.csv"), ""), fs.ErrNotExist)
}
