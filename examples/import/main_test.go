package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// tell runs the story over the files that come with it.
func tell(t *testing.T) (*story, string) {
	t.Helper()
	var f files
	for name, into := range map[string]*[]byte{"labels.csv": &f.labels, "memberships.csv": &f.memberships, "broken.csv": &f.broken} {
		content, err := read(name, "")
		if err != nil {
			t.Fatal(err)
		}
		*into = content
	}
	var out bytes.Buffer
	s, err := run(t.Context(), &out, f)
	if err != nil {
		t.Fatal(err)
	}
	return s, out.String()
}

func TestEveryRowIsIn(t *testing.T) {
	s, out := tell(t)
	if len(s.labels) != 7 {
		t.Errorf("%d labels were defined, want 7", len(s.labels))
	}
	if p := s.first.Progress; p.Rows != 3879 || p.Created != 3879 || p.Failed != 0 || p.Repeated != 0 {
		t.Errorf("first import: %s", p)
	}
	if len(s.names.contacts) != 528 || len(s.names.companies) != 228 {
		t.Errorf("%d people, %d committees", len(s.names.contacts), len(s.names.companies))
	}
	links := 0
	for _, person := range s.names.contacts {
		marked := 0
		for link, err := range s.graph.Links(t.Context(), person, record.Companies) {
			if err != nil {
				t.Fatal(err)
			}
			links++
			if link.Primary {
				marked++
			}
		}
		if marked != 1 {
			t.Errorf("%s has %d primary committees", person, marked)
		}
	}
	if links != 3879 {
		t.Errorf("%d links stand, want 3879", links)
	}
	for _, want := range []string{
		"Ranking Member    1  Amy Klobuchar", "66 of 80  House Committee on Transportation and Infrastructure", "20 companies",
		"first company becomes primary", "by Import",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
}

func TestTheSecondImportChangesNothing(t *testing.T) {
	s, _ := tell(t)
	if p := s.second.Progress; p.Rows != 3879 || p.Unchanged != 3879 {
		t.Errorf("second import: %s", p)
	}
	n, err := s.events(t.Context())
	if err != nil || n != 3879 {
		t.Errorf("%d events, want one for each row; %v", n, err)
	}
	for e, err := range s.graph.History(t.Context(), s.names.contacts[0], record.Companies) {
		if err != nil || e.Group != s.first.ID || e.Source != history.By(history.Import) {
			t.Errorf("%s is of %s by %s; %v", e, e.Group, e.Source, err)
		}
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
	if len(s.broken.Errors) != len(want) {
		t.Fatalf("%d errors, want %d", len(s.broken.Errors), len(want))
	}
	for i, e := range s.broken.Errors {
		if got := (mistake{e.Line, e.Column, e.Value, e.Kind}); got != want[i] {
			t.Errorf("error %d is %v, want %v", i, got, want[i])
		}
	}
	if p := s.broken.Progress; p.Failed != 7 || p.Repeated != 1 || p.Changed != 1 {
		t.Errorf("the damaged file: %s", p)
	}
}

func TestAFileOfOnesOwn(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "seats.csv")
	content := "Contact ID,Contact name,Company ID,Company name,Association label\n1,Ann,10,Garden club,Chair\n2,Bob,10,Garden club,Treasurer\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := start(&out, file, ""); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Garden club") || !strings.Contains(out.String(), `"Treasurer"`) {
		t.Error(out.String())
	}
	if err := start(&out, filepath.Join(dir, "missing.csv"), ""); err == nil {
		t.Error("a file that is not there is no error")
	}
}
