package association_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Who asks about a record twice, or about two ids of one record, is answered twice.
func TestA2QuestionsMayRepeatARecord(t *testing.T) {
	ruleTest(t, func(t *testing.T, w *ruleWorld) {
		w.link("contacts/1", "companies/10", "companies/11")
		w.life("contacts/2", storage.Life{State: storage.Merged, Into: "1"})
		of := ruleRefs("contacts/1", "contacts/1", "contacts/2")

		counts, err := w.CountMany(w.ctx, of, record.Companies)
		require.NoError(t, err)
		require.Equal(t, []int{2, 2, 2}, counts)
		primaries, err := w.PrimaryMany(w.ctx, of, record.Companies)
		require.NoError(t, err)
		require.Equal(t, ruleRefs("companies/10", "companies/10", "companies/10"), primaries)
		for _, scope := range []association.Scope{association.All(), association.Primary()} {
			pages, err := w.PageMany(w.ctx, of, record.Companies, association.Query{Scope: scope})
			require.NoError(t, err)
			require.NotEmpty(t, pages[0].Links)
			require.Equal(t, pages[0], pages[1])
			require.Equal(t, pages[0], pages[2])
		}
		links, err := w.LinkedMany(w.ctx, [][2]record.Ref{
			{of[0], ruleRef("companies/10")}, {ruleRef("companies/10"), of[2]}, {of[0], of[0]},
		})
		require.NoError(t, err)
		require.True(t, links[0].Primary && links[1].PrimaryOf && links[2].IsZero())
		cards, err := w.CardMany(w.ctx, of, 1)
		require.NoError(t, err)
		require.Equal(t, cards[0], cards[2])
	})
}
