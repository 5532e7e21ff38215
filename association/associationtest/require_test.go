package associationtest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
)

// twoCompanies is a contact with two companies.
const twoCompanies = `
define-label contacts companies Contractor
define-label contacts companies Adviser
as user=7 name=Ann
associate contacts/1 companies/10
associate contacts/1 companies/11 label=Contractor label=Adviser
set-primary contacts/1 companies/11
`

var (
	luke  = record.New(record.Contacts, "1")
	other = record.New(record.Contacts, "2")
	ten   = record.New(record.Companies, "10")
	two   = record.New(record.Companies, "11")
	none  = record.New(record.Companies, "12")
)

func filled(t *testing.T) *Graph {
	t.Helper()
	g := New(t)
	g.Seed(t, twoCompanies)
	return g
}

func TestRequirePassesIfTheGraphIsRight(t *testing.T) {
	g := filled(t)
	for _, r := range []Reader{g, g.Graph, g.Graph.Reader} {
		RequireLinked(t, r, luke, ten)
		RequireNotLinked(t, r, luke, none)
		RequireLinks(t, r, luke, record.Companies, two, ten)
		RequireLinks(t, r, other, record.Companies)
		RequireLabels(t, r, luke, ten)
		RequireLabels(t, r, luke, two, "Contractor", "Adviser")
		RequirePrimary(t, r, luke, two)
		RequireNoPrimary(t, r, other, record.Companies)
		RequireCount(t, r, luke, record.Companies, 2)
		RequireCount(t, r, other, record.Companies, 0)
	}
}

const lukesCompanies = `contacts/1 has 2 companies:
  companies/10
  companies/11 - primary, Adviser, Contractor`

func TestRequireSaysWhatIsThere(t *testing.T) {
	g := filled(t)
	for want, fn := range map[string]func(t testing.TB){
		"contacts/1 is not associated with companies/12\n" + lukesCompanies: func(t testing.TB) {
			RequireLinked(t, g, luke, none)
		},
		"contacts/2 is not associated with companies/12\ncontacts/2 has no companies": func(t testing.TB) {
			RequireLinked(t, g, other, none)
		},
		"contacts/1 is associated with companies/11: companies/11 - primary, Adviser, Contractor": func(t testing.TB) {
			RequireNotLinked(t, g, luke, two)
		},
		"companies of contacts/1 differ (- wanted, + is there):\n  companies/10\n- companies/12\n+ companies/11": func(t testing.TB) {
			RequireLinks(t, g, luke, record.Companies, none, ten)
		},
		"labels of contacts/1 - companies/11 differ (- wanted, + is there):\n- Boss\n+ Adviser\n  Contractor": func(t testing.TB) {
			RequireLabels(t, g, luke, two, "Contractor", "Boss")
		},
		"primary of contacts/1 is companies/11, want companies/10\n" + lukesCompanies: func(t testing.TB) {
			RequirePrimary(t, g, luke, ten)
		},
		"contacts/2 has no primary of companies, want companies/10\ncontacts/2 has no companies": func(t testing.TB) {
			RequirePrimary(t, g, other, ten)
		},
		"primary of contacts/1 is companies/11, want none\n" + lukesCompanies: func(t testing.TB) {
			RequireNoPrimary(t, g, luke, record.Companies)
		},
		"contacts/1 has 2 companies, want 3\n" + lukesCompanies: func(t testing.TB) {
			RequireCount(t, g, luke, record.Companies, 3)
		},
	} {
		require.Equal(t, want, failureOf(t, fn))
	}
}

func TestRequireHistory(t *testing.T) {
	g := filled(t)
	lines := []string{
		"Ann: contacts/1 - companies/11: primary set",
		"Ann: contacts/1 - companies/10: primary cleared",
		"Ann: contacts/1 - companies/11: created, labels added +Adviser +Contractor",
		"Ann: contacts/1 - companies/10: created, primary set",
	}
	RequireHistory(t, g, luke, record.Companies, lines...)
	RequireHistory(t, g, other, record.Companies)
	require.Equal(t, `history of contacts/1 with companies differs (- wanted, + is there):
  Ann: contacts/1 - companies/11: primary set
  Ann: contacts/1 - companies/10: primary cleared
+ Ann: contacts/1 - companies/11: created, labels added +Adviser +Contractor
+ Ann: contacts/1 - companies/10: created, primary set`,
		failureOf(t, func(t testing.TB) { RequireHistory(t, g, luke, record.Companies, lines[:2]...) }))
}

func TestAFailureShowsTheFirstLinks(t *testing.T) {
	g := New(t)
	for i := range mostShown + 5 {
		_, err := g.Associate(t.Context(), luke, record.New(record.Companies, record.ID(rune('a'+i))))
		require.NoError(t, err)
	}
	message := failureOf(t, func(t testing.TB) { RequireCount(t, g, luke, record.Companies, 1) })
	require.Contains(t, message, "contacts/1 has 25 companies, want 1\n")
	require.Contains(t, message, "companies/t\n  and 5 more")
}

// A question that fails ends the test with its error.
func TestRequireFailsIfTheStoreFails(t *testing.T) {
	g := filled(t)
	g.Store.Inject(faulty.Fault{Call: 1, Times: -1, Err: errors.New("the disk is gone")})
	for _, fn := range []func(t testing.TB){
		func(t testing.TB) { RequireLinked(t, g, luke, ten) },
		func(t testing.TB) { RequireLinks(t, g, luke, record.Companies) },
		func(t testing.TB) { RequirePrimary(t, g, luke, ten) },
		func(t testing.TB) { RequireCount(t, g, luke, record.Companies, 2) },
		func(t testing.TB) { RequireHistory(t, g, luke, record.Companies) },
		func(t testing.TB) { RequireGolden(t, g, "testdata/none.golden", nil) },
	} {
		require.Contains(t, failureOf(t, fn), "the disk is gone")
	}
}

func TestTheStoreIsClosedWithTheTest(t *testing.T) {
	var g *Graph
	t.Run("inner", func(t *testing.T) { g = New(t) })
	require.ErrorIs(t, g.Store.Read(t.Context(), &storage.Batch{}), storage.ErrClosed)
}
