package laws

import (
	"cmp"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/record"
)

// Law 12: a script gives the same state, history, order, results and errors on every backend as
// on the reference store.
func testSameEverywhere(t tester, s *Subject) {
	Check(t, s.checks(), func(t *rapid.T) {
		reference, same := newMachine(t, s.Reference()), newMachine(t, s.Open())
		defer reference.store.Close()
		defer same.store.Close()
		how := func(how string, most int) func(*rapid.T) {
			return func(t *rapid.T) {
				commands := drawCommands(t, reference, most)
				source, passes := drawSource(t), drawTime(t)
				for _, m := range []*machine{reference, same} {
					m.clock.Add(passes)
					m.run(t, source, how, commands)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"do": how("do", 4), "do each": how("do each", 8), "plan": how("plan", 3),
			"import": func(t *rapid.T) {
				s, passes := drawSheet(t, reference), drawTime(t)
				for _, m := range []*machine{reference, same} {
					m.clock.Add(passes)
					m.importStep(t, s)
				}
			},
			"edit": func(t *rapid.T) {
				e := drawEdit(t, reference)
				for _, m := range []*machine{reference, same} {
					m.editStep(t, e)
				}
			},
			"": func(t *rapid.T) {
				require.Equal(t, reference.is, same.is)
				require.Equal(t, reference.said, same.said)
			},
		})
		want, got := reference.transcript(t), same.transcript(t)
		for i := range min(len(want), len(got)) {
			require.Equal(t, want[i], got[i])
		}
		require.Equal(t, len(want), len(got))
	})
}

// Every backend lists answers and ids in the same order.
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
