package history_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
)

// eventsOf returns the events of one link.
func eventsOf(p history.Pair, events []history.Event) []history.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e history.Event) bool {
		return e.Subject != history.Link || e.Pair() != p
	})
}

// Law AsOf: steps back from the state of now, and the events up to a time,
// both give the state at that time, seen from either end.
func TestAsOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyHistory(t)
		then := w.copy()
		for range rapid.IntRange(0, 6).Draw(t, "later operations") {
			w.operate(t)
		}
		until, err := history.Replay(func(yield func(history.Event) bool) {
			for _, e := range w.events {
				if e.At > then.clock || !yield(e) {
					return
				}
			}
		})
		require.NoError(t, err)
		then.requireSame(t, until)

		for _, a := range everyone {
			for _, b := range everyone {
				events := newestFirst(eventsOf(history.PairOf(a, b), w.events))
				got, err := history.AsOf(history.Pair{A: a, B: b}, w.state(a, b), slices.Values(events), then.clock)
				require.NoError(t, err)
				require.Equal(t, then.state(a, b), got)
			}
		}
	})
}

func TestAsOfRefusesWhatDoesNotJoinUp(t *testing.T) {
	p := history.PairOf(ann, diner)
	removed := history.Event{A: diner, B: ann, At: 20, Was: linked(10)}
	for name, test := range map[string]struct {
		now    history.State
		event  history.Event
		reason string
	}{
		"another state":   {linked(10), removed, "not the one that existed after it"},
		"another link":    {history.State{}, history.Event{A: inn, B: ann, At: 20, Was: linked(10)}, "not of the link"},
		"a record's life": {history.State{}, history.Event{Subject: history.Merged, A: diner, B: ann, At: 20}, "not of the link"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := history.AsOf(p, test.now, slices.Values([]history.Event{test.event}), 15)
			require.ErrorIs(t, err, history.ErrBroken)
			require.ErrorContains(t, err, test.reason)

			_, err = history.AsOf(p, test.now, slices.Values([]history.Event{test.event}), 20)
			require.NoError(t, err, "events at the time itself are not looked into")
		})
	}
}

// E5: the difference between two times is what, applied to the first, gives the
// second; one event for each link that is another.
func TestE5DifferenceLeadsFromOneTimeToAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyHistory(t)
		then := w.copy()
		for range rapid.IntRange(0, 6).Draw(t, "later operations") {
			w.operate(t)
		}
		changes, err := history.Difference(slices.Values(w.events[len(then.events):]))
		require.NoError(t, err)
		want := 0
		for i, a := range everyone {
			for _, b := range everyone[i+1:] {
				if w.state(a, b) != then.state(a, b) {
					want++
				}
			}
		}
		require.Len(t, changes, want)
		for _, e := range changes {
			require.Equal(t, then.state(e.A, e.B), e.Was)
			require.Equal(t, w.state(e.A, e.B), e.Now)
		}
		require.True(t, slices.IsSortedFunc(changes, func(a, b history.Event) int {
			return history.ComparePairs(a.Pair(), b.Pair())
		}))
	})
}

func TestDifferenceRefusesAGap(t *testing.T) {
	_, err := history.Difference(slices.Values([]history.Event{
		{A: diner, B: ann, At: 10, Now: linked(10)},
		{A: diner, B: ann, At: 12, Was: linked(11), Now: linked(11, billing)},
	}))
	require.ErrorIs(t, err, history.ErrBroken)
	var broken *history.BrokenError
	require.ErrorAs(t, err, &broken)
	require.Equal(t, linked(10), broken.State)
	require.EqualValues(t, 12, broken.Event.At)
}
