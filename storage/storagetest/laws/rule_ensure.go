package laws

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// ruleDeclaration has a part of every kind. Its last two parts look at every link.
func ruleDeclaration() schema.Declaration {
	return schema.Declaration{
		Types:  []record.Type{"cars"},
		Pairs:  [][2]record.Type{{"cars", record.Contacts}},
		Labels: []label.Definition{label.Single(record.Contacts, record.Companies, "Manager")},
		Limits: []schema.Limit{{From: record.Companies, To: record.Contacts, Label: "manager", Max: 2}},
		Rules:  []primary.Rule{{From: record.Deals, To: record.Companies, Required: true}},
	}
}

// A word of HubSpot's own is no new label: Define says which label has it, and a declaration
// means that label.
func testB8ABuiltInLabelIsNamedOrMeant(t tester, s *Subject) {
	w := s.ruleGraph(t)
	billing := label.Single(record.Companies, record.Contacts, "Billing Contact")
	_, err := w.Define(w.ctx, billing)
	require.ErrorIs(t, err, label.ErrDuplicate)
	require.ErrorContains(t, err, label.BillingContact.String())
	require.ErrorContains(t, err, "built in")

	done, err := w.Ensure(w.ctx, schema.Declaration{Labels: []label.Definition{billing}})
	require.NoError(t, err)
	require.Empty(t, done.Made)
	require.Equal(t, label.BillingContact, done.Labels[0].ID)
	w.do(ruleAssociate("companies/1", "contacts/1", done.Labels[0]))
	w.shows("companies/1", record.Contacts, "1< [Billing contact]")
}

// The first start defines everything, over links that exist; the second finds nothing to do.
func testB9EnsureAddsWhatIsMissing(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "companies/1", "companies/2")
	w.do(&association.ClearPrimary{From: ruleRef("deals/1"), To: ruleRef("companies/1")})
	w.shows("deals/1", record.Companies, "1, 2")

	first, err := w.Ensure(w.ctx, ruleDeclaration())
	require.NoError(t, err)
	require.Len(t, first.Made, 5)
	w.shows("deals/1", record.Companies, "1*, 2") // the required rule elected the oldest
	manager := first.Labels[0]
	w.do(ruleAssociate("contacts/1", "companies/1", manager), ruleAssociate("contacts/2", "companies/1", manager))
	w.refused(limits.ErrExceeded, ruleAssociate("contacts/3", "companies/1", manager))

	version := w.schema().Version()
	second, err := w.Ensure(w.ctx, ruleDeclaration())
	require.NoError(t, err)
	require.Empty(t, second.Made)
	require.Equal(t, first.Labels, second.Labels)
	require.Equal(t, version, w.schema().Version())
}

// A definition that differs is reported, and nothing of the declaration is made.
func testB9EnsureRefusesWhatDiffers(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.define(label.Paired(record.Contacts, record.Companies, "Manager", "Managed by"))
	before := w.schema().Version()
	_, err := w.Ensure(w.ctx, ruleDeclaration())
	require.ErrorIs(t, err, schema.ErrMismatch)
	require.Equal(t, []schema.Mismatch{{
		Of: `label "Manager", contacts -> companies`, Field: "kind", Have: "paired", Want: "single",
	}, {
		Of: `label "Manager", contacts -> companies`, Field: "inverse text", Have: "Managed by", Want: "Manager",
	}}, ruleAs[*schema.MismatchError](t, err).Fields)
	require.Equal(t, before, w.schema().Version())
}

// All processes of an application may start at once: each edit is made once.
func testB9EnsureRacing(t tester, s *Subject) {
	f := open(t, s.Open())
	f.link(t, record.New(record.Deals, "1"), company("1"))
	var starts []func() error
	made, labels := make([]int, 4), make([]label.Label, 4)
	for i := range made {
		g := f.process(t)
		starts = append(starts, func() error {
			done, err := g.Ensure(g.ctx, ruleDeclaration())
			if err == nil {
				made[i], labels[i] = len(done.Made), done.Labels[0]
			}
			return err
		})
	}
	for _, err := range race(starts...) {
		require.NoError(t, err)
	}
	sum := 0
	for i := range made {
		sum += made[i]
		require.Equal(t, labels[0], labels[i])
	}
	require.Equal(t, 5, sum)
	f.requireLaws(t, s, record.Deals, record.Companies)
}
