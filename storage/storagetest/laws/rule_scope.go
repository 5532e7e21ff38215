package laws

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Each record's page of the primary scope has its own primary. The page of a record without a
// primary is empty, and so is a page after the primary.
func testG1PageManyOfThePrimaryScope(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.link(t, contact("1"), company("10"), company("11"))
	f.link(t, contact("3"), company("12"))
	of := []record.Ref{contact("1"), contact("2"), contact("3")}
	primary := association.Query{Scope: association.Primary()}

	pages, err := f.PageMany(f.ctx, of, record.Companies, primary)
	require.NoError(t, err)
	require.Equal(t, []record.Ref{company("10")}, targets(pages[0]))
	require.Empty(t, pages[1].Links)
	require.Equal(t, []record.Ref{company("12")}, targets(pages[2]))
	for i, page := range pages {
		for _, link := range page.Links {
			require.Equal(t, of[i], link.From)
			require.True(t, link.Primary)
		}
	}

	for _, page := range pages {
		require.True(t, page.Next.IsZero(), "there is at most one primary")
	}
}

// A type id that is no label makes no scope of labels: the question is refused, and the error
// names the scope to use.
func testG1LabeledByWhatIsNoLabel(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	unlabeled, exists := w.schema().Labels().Unlabeled(record.Contacts, record.Companies)
	require.True(t, exists)
	mark, exists := w.schema().Labels().Primary(record.Contacts, record.Companies)
	require.True(t, exists)
	for _, id := range []label.TypeID{unlabeled.ID, mark.ID} {
		_, err := w.Page(w.ctx, ruleRef("contacts/1"), record.Companies, association.Query{Scope: association.Labeled(label.WithID(id))})
		require.ErrorIs(t, err, label.ErrBuiltIn)
		require.ErrorContains(t, err, "use the scope of all, primary or primary of")
	}
}

func targets(page association.Page) (refs []record.Ref) {
	for _, link := range page.Links {
		refs = append(refs, link.To)
	}
	return refs
}
