package history_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// Law HistoryIsState: folding the events gives exactly what exists, whichever end
// each event is told from.
func TestHistoryIsState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyHistory(t)
		l, err := history.Replay(slices.Values(w.events))
		require.NoError(t, err)
		w.requireSame(t, l)

		var flipped history.Projection
		for _, e := range w.events {
			require.NoError(t, flipped.Apply(e.Flip()))
		}
		w.requireSame(t, &flipped)
	})
}

func TestLinksAndEndsAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyHistory(t)
		l, err := history.Replay(slices.Values(w.events))
		require.NoError(t, err)
		var pairs []history.Pair
		for p, s := range l.Links() {
			require.Equal(t, w.state(p.A, p.B), s)
			require.True(t, s.Linked())
			require.Negative(t, record.Compare(p.A, p.B))
			pairs = append(pairs, p)
		}
		require.Len(t, pairs, l.Len())
		require.True(t, slices.IsSortedFunc(pairs, history.ComparePairs))
		require.Len(t, slices.Compact(pairs), l.Len())

		var ended []record.Ref
		for e := range l.Ends() {
			require.Contains(t, []history.Subject{history.Deleted, history.Merged}, e.Subject)
			require.Contains(t, w.dead, e.A)
			ended = append(ended, e.A)
		}
		require.True(t, slices.IsSortedFunc(ended, record.Compare))
	})
}

// Leaving out any event of a link that changes again, or of a life that goes on,
// breaks the history at a later event.
func TestAMissingEventIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyHistory(t)
		if len(w.events) == 0 {
			return
		}
		i := rapid.IntRange(0, len(w.events)-1).Draw(t, "missing")
		gone, rest := w.events[i], w.events[i+1:]
		goesOn := slices.ContainsFunc(rest, func(e history.Event) bool {
			if gone.Subject == history.Link {
				return e.Subject == history.Link && e.Pair() == gone.Pair()
			}
			return e.Subject != history.Link && e.A == gone.A
		})
		_, err := history.Replay(slices.Values(slices.Delete(slices.Clone(w.events), i, i+1)))
		require.Equal(t, goesOn, err != nil)
	})
}

func TestBrokenHistoryNamesTheEvent(t *testing.T) {
	group := history.Numbered(7)
	begun := history.Event{A: diner, B: ann, At: 10, Group: group, Now: linked(10)}
	died := history.Event{Subject: history.Merged, A: bob, B: carl, At: 10, Group: group}
	for name, test := range map[string]struct {
		event  history.Event
		reason string
	}{
		"another link":       {history.Event{A: diner, B: ann, At: 11, Was: linked(9), Now: linked(9, manager)}, "another one"},
		"created twice":      {history.Event{A: diner, B: ann, At: 11, Now: linked(11)}, "another one"},
		"removed unlinked":   {history.Event{A: diner, B: carl, At: 11, Was: linked(1)}, "another one"},
		"older":              {history.Event{A: diner, B: ann, At: 9, Was: linked(10)}, "companies/10 has a newer event already, at 10"},
		"older at B":         {history.Event{A: inn, B: ann, At: 9, Now: linked(9)}, "contacts/1 has a newer event already"},
		"same time":          {history.Event{A: diner, B: ann, At: 10, Was: linked(10)}, "another group at that time"},
		"at the survivor":    {history.Event{A: inn, B: carl, At: 10, Now: linked(10)}, "contacts/10 has an event of another group"},
		"changes nothing":    {history.Event{A: diner, B: ann, At: 11, Was: linked(10), Now: linked(10)}, "changes nothing"},
		"marked, not linked": {history.Event{A: diner, B: ann, At: 11, Was: linked(10), Now: history.State{Near: history.End{Primary: true}}}, "no marks"},
		"self":               {history.Event{A: ann, B: ann, At: 11, Now: linked(11)}, "itself"},
		"no record":          {history.Event{Subject: history.Deleted, At: 11}, "no record"},
		"one record":         {history.Event{A: ann, At: 11, Now: linked(11)}, "two records"},
		"unknown subject":    {history.Event{Subject: 9, A: ann, At: 11}, "subject is unknown"},
		"life with state":    {history.Event{Subject: history.Deleted, A: ann, At: 11, Now: linked(3)}, "no link states"},
		"deletion of two":    {history.Event{Subject: history.Deleted, A: ann, B: carl, At: 11}, "one record"},
		"merge across types": {history.Event{Subject: history.Merged, A: ann, B: diner, At: 11}, "one type"},
		"merged into none":   {history.Event{Subject: history.Merged, A: ann, At: 11}, "one type"},
		"ended twice":        {history.Event{Subject: history.Deleted, A: bob, At: 11}, "contacts/2 is not alive"},
		"restored alive":     {history.Event{Subject: history.Restored, A: ann, At: 11}, "contacts/1 is alive"},
		"unmerged elsewhere": {history.Event{Subject: history.Restored, A: bob, B: ann, At: 11}, "which is: contacts/2: record merged into contacts/10"},
		"unmerged nowhere":   {history.Event{Subject: history.Restored, A: bob, At: 11}, "from another end than its own"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := history.Replay(slices.Values([]history.Event{begun, died}))
			require.NoError(t, err)
			test.event.Operation = history.Numbered(36)

			err = l.Apply(test.event)
			require.ErrorIs(t, err, history.ErrBroken)
			require.ErrorContains(t, err, test.reason)
			require.ErrorContains(t, err, `operation "~10"`)
			var broken *history.BrokenError
			require.ErrorAs(t, err, &broken)
			require.Equal(t, test.event, broken.Event)
			require.Equal(t, l.Link(test.event.A, test.event.B), broken.State)

			require.Equal(t, linked(10), l.Link(ann, diner), "a refused event changes nothing")
			require.Equal(t, 1, l.Len())
			end, ended := l.End(bob)
			require.True(t, ended)
			require.Equal(t, died, end)
		})
	}
}

// One group may write several events at one time; a merge ends, an undo restores.
func TestRecordsEndAndStandAgain(t *testing.T) {
	group := history.Numbered(1)
	var l history.Projection
	for _, e := range []history.Event{
		{A: diner, B: ann, At: 1, Group: group, Now: linked(1)},
		{A: diner, B: ann, At: 1, Group: group, Was: linked(1), Now: linked(1, billing)},
		{Subject: history.Deleted, A: ann, At: 2},
		{Subject: history.Restored, A: ann, At: 3},
		{Subject: history.Merged, A: ann, B: bob, At: 4},
		{Subject: history.Restored, A: ann, B: bob, At: 5},
		{Subject: history.Merged, A: ann, B: carl, At: 6},
		{Subject: history.Restored, A: ann, B: carl, At: 7},
	} {
		require.NoError(t, l.Apply(e))
		_, ended := l.End(ann)
		require.Equal(t, e.Subject == history.Deleted || e.Subject == history.Merged, ended)
	}
	require.Equal(t, linked(1, billing), l.Link(ann, diner))
}

func TestEmptyLedger(t *testing.T) {
	var l history.Projection
	require.Zero(t, l.Len())
	require.Equal(t, history.State{}, l.Link(ann, diner))
	_, ended := l.End(ann)
	require.False(t, ended)
	for p := range l.Links() {
		require.Fail(t, "no link exists", "%v", p)
	}
}
