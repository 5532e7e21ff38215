package history_test

import (
	"slices"
	"testing"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
)

// Law Undo: the inverse of an operation's events restores what existed before it,
// creation times included, and inverting that does the operation again.
func TestUndoRestoresWhatStoodBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyHistory(t)
		l, err := history.Replay(slices.Values(w.events))
		require.NoError(t, err)

		before := w.copy()
		undo := history.Invert(w.operate(t))
		require.NoError(t, applyAt(l, w.clock, w.events[len(before.events):]))
		w.requireSame(t, l)
		require.NoError(t, applyAt(l, w.clock+1, undo))
		before.requireSame(t, l)
		require.NoError(t, applyAt(l, w.clock+2, history.Invert(undo)))
		w.requireSame(t, l)
	})
}

// applyAt writes the events as an operation of its own at the given time.
func applyAt(l *history.Projection, at record.Time, events []history.Event) error {
	for _, e := range events {
		e.At = at
		if err := l.Apply(e); err != nil {
			return err
		}
	}
	return nil
}

func TestInverse(t *testing.T) {
	mark := history.State{Created: 3, Near: history.End{Labels: linked(3, manager).Near.Labels, Primary: true}, Far: linked(3, manager).Far}
	for name, test := range map[string]struct{ event, want history.Event }{
		"a removal brings the old link back": {
			history.Event{A: diner, B: ann, Causes: history.Causes{Near: primary.NoCause, Far: primary.Unlinked}, At: 9, Operation: history.Numbered(4), Group: history.Numbered(3), Source: history.By(history.Job), Was: mark},
			history.Event{A: diner, B: ann, Now: mark},
		},
		"a deletion": {
			history.Event{Subject: history.Deleted, A: ann, At: 9},
			history.Event{Subject: history.Restored, A: ann},
		},
		"a restoration": {
			history.Event{Subject: history.Restored, A: ann, At: 9},
			history.Event{Subject: history.Deleted, A: ann},
		},
		"a merge": {
			history.Event{Subject: history.Merged, A: ann, B: bob, At: 9},
			history.Event{Subject: history.Restored, A: ann, B: bob},
		},
		"an undone merge": {
			history.Event{Subject: history.Restored, A: ann, B: bob, At: 9},
			history.Event{Subject: history.Merged, A: ann, B: bob},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, test.event.Inverse())
		})
	}
	require.Empty(t, history.Invert(nil))
}
