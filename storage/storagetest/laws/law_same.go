package laws

import (
	"cmp"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/record"
)

// Law 12: one script gives the same state, history, order, results and errors on every
// backend: those that it gives on the naive store.
func testSameEverywhere(t tester, s *Subject) {
	Check(t, s.checks(), func(t *rapid.T) {
		naive, same := newMachine(t, s.Naive()), newMachine(t, s.Open())
		defer naive.store.Close()
		defer same.store.Close()
		how := func(how string, most int) func(*rapid.T) {
			return func(t *rapid.T) {
				wishes := drawWishes(t, naive, most)
				passes := drawTime(t)
				for _, m := range []*machine{naive, same} {
					m.clock.Add(passes)
					m.run(t, how, wishes)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"do": how("do", 4), "do each": how("do each", 8), "plan": how("plan", 3),
			"import": func(t *rapid.T) {
				s, passes := drawSheet(t, naive), drawTime(t)
				for _, m := range []*machine{naive, same} {
					m.clock.Add(passes)
					m.importStep(t, s)
				}
			},
			"edit": func(t *rapid.T) {
				e := drawEdit(t, naive)
				for _, m := range []*machine{naive, same} {
					m.editStep(t, e)
				}
			},
			"": func(t *rapid.T) {
				require.Equal(t, naive.is, same.is)
				require.Equal(t, naive.said, same.said)
			},
		})
		want, got := naive.sight(t), same.sight(t)
		for i := range min(len(want), len(got)) {
			require.Equal(t, want[i], got[i])
		}
		require.Equal(t, len(want), len(got))
	})
}

// The order of what is listed is the same everywhere, and that of the ids.
func testSameEverywhereInOrder(t tester, s *Subject) {
	ids := []record.ID{"10", "9", "b", "a", "1", "100", "é", "z"}
	want := slices.SortedFunc(slices.Values(ids), record.CompareIDs)
	store := s.Open()
	f := open(t, store)
	for _, id := range ids {
		f.link(t, company("1"), contact(id))
	}
	var got []record.ID
	for link, err := range f.Links(f.ctx, company("1"), record.Contacts) {
		require.NoError(t, err)
		got = append(got, link.To.ID)
	}
	require.Equal(t, want, got)
	require.True(t, slices.IsSortedFunc(got, func(a, b record.ID) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }))
}
