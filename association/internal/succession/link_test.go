package succession

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

var (
	mustHave = primary.Rule{From: "contacts", To: "companies", Required: true}
	mayHave  = primary.Rule{From: "deals", To: "companies"}
	noFirst  = primary.Rule{From: "deals", To: "contacts", NoFirst: true}
)

// facts is what stands before company 11 is associated.
type facts struct {
	had     int
	current record.ID
}

var (
	first    = facts{}
	cleared  = facts{had: 2}
	standing = facts{had: 1, current: "10"}
	itself   = facts{had: 1, current: "11"}
)

// linkings is C2 and C5.
var linkings = []struct {
	name string
	rule primary.Rule
	facts
	ask  Linking
	want Decision
	err  error
}{
	{"first, required", mustHave, first, Linking{}, Decision{"11", primary.FirstLinked}, nil},
	{"first", mayHave, first, Linking{}, Decision{"11", primary.FirstLinked}, nil},
	{"first, rule takes none", noFirst, first, Linking{}, Decision{}, nil},
	{"first, required outweighs", primary.Rule{From: "deals", To: "contacts", Required: true, NoFirst: true}, first, Linking{}, Decision{"11", primary.FirstLinked}, nil},
	{"first and marked", mayHave, first, Linking{Marked: true}, Decision{"11", primary.Set}, nil},
	{"first and marked, rule takes none", noFirst, first, Linking{Marked: true}, Decision{"11", primary.Set}, nil},
	{"first and declined", mayHave, first, Linking{Declined: true}, Decision{}, nil},
	{"first and declined, required", mustHave, first, Linking{Declined: true}, Decision{}, primary.ErrRequired},
	{"first, in an import", mayHave, first, Linking{Keep: true}, Decision{"11", primary.FirstLinked}, nil},
	{"first and marked, in an import", mayHave, first, Linking{Marked: true, Keep: true}, Decision{"11", primary.Set}, nil},

	{"after a cleared mark", mayHave, cleared, Linking{}, Decision{}, nil},
	{"after a cleared mark, marked", mayHave, cleared, Linking{Marked: true}, Decision{"11", primary.Set}, nil},
	{"after a cleared mark, marked in an import", mayHave, cleared, Linking{Marked: true, Keep: true}, Decision{"11", primary.Set}, nil},

	// Regression EveryNewLinkBecomesPrimary.
	{"later", mustHave, standing, Linking{}, Decision{Primary: "10"}, nil},
	{"later, not required", mayHave, standing, Linking{}, Decision{Primary: "10"}, nil},
	{"later and declined", mayHave, standing, Linking{Declined: true}, Decision{Primary: "10"}, nil},
	{"later and declined, required", mustHave, standing, Linking{Declined: true}, Decision{}, primary.ErrRequired},
	{"replaced as primary", mustHave, standing, Linking{Marked: true}, Decision{"11", primary.Set}, nil},
	{"import never takes it away", mustHave, standing, Linking{Marked: true, Keep: true}, Decision{}, primary.ErrHasPrimary},
	{"later, in an import", mustHave, standing, Linking{Keep: true}, Decision{Primary: "10"}, nil},

	{"again", mustHave, itself, Linking{}, Decision{Primary: "11"}, nil},
	{"again and marked", mustHave, itself, Linking{Marked: true}, Decision{Primary: "11"}, nil},
	{"again and marked in an import", mustHave, itself, Linking{Marked: true, Keep: true}, Decision{Primary: "11"}, nil},
	{"again, declined: the mark is not cleared", mayHave, itself, Linking{Declined: true}, Decision{Primary: "11"}, nil},

	{"marked and declined", mayHave, first, Linking{Marked: true, Declined: true}, Decision{}, primary.ErrMarks},
}

func TestC2C5Link(t *testing.T) {
	for _, row := range linkings {
		t.Run(row.name, func(t *testing.T) {
			row.ask.Of, row.ask.Other = record.New(row.rule.From, "1"), "11"
			row.ask.Had, row.ask.Current = row.had, row.current
			got, err := Link(row.rule, row.ask)
			require.ErrorIs(t, err, row.err)
			require.Equal(t, row.want, got)
		})
	}
}

// C2: of several in one operation the marked one, else the first given.
func TestC2Pick(t *testing.T) {
	for _, row := range []struct {
		name  string
		rule  primary.Rule
		marks []bool
		want  int
		err   error
	}{
		{"the first given", mustHave, []bool{false, false, false}, 0, nil},
		{"the marked one", mustHave, []bool{false, false, true}, 2, nil},
		{"the marked one, rule takes none", noFirst, []bool{false, true}, 1, nil},
		{"rule takes none", noFirst, []bool{false, false}, -1, nil},
		{"nothing given", mustHave, nil, -1, nil},
		{"two marked", mustHave, []bool{false, true, true}, -1, primary.ErrMarks},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := Pick(row.rule, row.marks)
			require.ErrorIs(t, err, row.err)
			require.Equal(t, row.want, got)
		})
	}
}
