package history_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
)

// E1: created and removed, labels changed, primary set or cleared: derived from the
// states before and after.
func TestE1KindsAreDerivedFromTheStates(t *testing.T) {
	plain := linked(5)
	mark := history.State{Created: 5, Near: history.End{Primary: true}}
	back := mark.Flip()
	for name, test := range map[string]struct {
		was, now history.State
		want     history.Kinds
		words    string
	}{
		"created":              {history.State{}, plain, history.Created, "created"},
		"created with all":     {history.State{}, history.State{Created: 5, Near: history.End{Labels: linked(5, manager).Near.Labels, Primary: true}, Far: history.End{Labels: linked(5, manager).Far.Labels, Primary: true}}, history.Created | history.LabelsAdded | history.PrimarySet | history.OtherPrimarySet, "created, labels added, primary set, primary of the other set"},
		"removed":              {plain, history.State{}, history.Removed, "removed"},
		"removed with mark":    {mark, history.State{}, history.Removed | history.PrimaryCleared, "removed, primary cleared"},
		"label added":          {plain, linked(5, manager), history.LabelsAdded, "labels added"},
		"label removed":        {linked(5, manager, billing), linked(5, billing), history.LabelsRemoved, "labels removed"},
		"labels replaced":      {linked(5, manager), linked(5, billing), history.LabelsAdded | history.LabelsRemoved, "labels added, labels removed"},
		"primary set":          {plain, mark, history.PrimarySet, "primary set"},
		"primary cleared":      {mark, plain, history.PrimaryCleared, "primary cleared"},
		"other primary set":    {plain, back, history.OtherPrimarySet, "primary of the other set"},
		"other cleared":        {back, plain, history.OtherPrimaryCleared, "primary of the other cleared"},
		"mark changes side":    {mark, back, history.PrimaryCleared | history.OtherPrimarySet, "primary cleared, primary of the other set"},
		"earlier time":         {plain, linked(4), history.TimeMoved, "creation time moved"},
		"label of one end":     {plain, history.State{Created: 5, Far: history.End{Labels: label.SetOf(report)}}, history.LabelsAdded, "labels added"},
		"nothing":              {mark, mark, 0, "unchanged"},
		"no link before, none": {history.State{}, history.State{}, 0, "unchanged"},
	} {
		t.Run(name, func(t *testing.T) {
			got := history.Event{A: diner, B: ann, Was: test.was, Now: test.now}.Kinds()
			require.Equal(t, test.want, got)
			require.Equal(t, test.words, got.String())
		})
	}
}

func TestE1KindsOfARecordsLife(t *testing.T) {
	for subject, want := range map[history.Subject]history.Kinds{
		history.Deleted: history.RecordDeleted, history.Restored: history.RecordRestored,
		history.Merged: history.RecordMerged, history.Subject(9): 0,
	} {
		require.Equal(t, want, history.Event{Subject: subject, A: ann}.Kinds())
	}
}

// E1: of every event something happened, seen from the other end the same with the
// sides exchanged, and taken back the opposite.
func TestE1KindsMirrorAndInvert(t *testing.T) {
	flipped := map[history.Kinds]history.Kinds{
		history.PrimarySet: history.OtherPrimarySet, history.PrimaryCleared: history.OtherPrimaryCleared,
		history.OtherPrimarySet: history.PrimarySet, history.OtherPrimaryCleared: history.PrimaryCleared,
	}
	opposite := map[history.Kinds]history.Kinds{
		history.Created: history.Removed, history.Removed: history.Created,
		history.LabelsAdded: history.LabelsRemoved, history.LabelsRemoved: history.LabelsAdded,
		history.PrimarySet: history.PrimaryCleared, history.PrimaryCleared: history.PrimarySet,
		history.OtherPrimarySet: history.OtherPrimaryCleared, history.OtherPrimaryCleared: history.OtherPrimarySet,
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range anyHistory(t).events {
			require.NotZero(t, e.Kinds())
			if e.Subject == history.Link {
				require.Equal(t, through(flipped, e.Kinds()), e.Flip().Kinds())
				require.Equal(t, through(opposite, e.Kinds()), e.Inverse().Kinds())
			}
		}
	})
}

// through replaces each kind by the one that table gives for it.
func through(table map[history.Kinds]history.Kinds, k history.Kinds) (out history.Kinds) {
	for bit := history.Kinds(1); bit != 0; bit <<= 1 {
		if to, found := table[k&bit]; found {
			out |= to
		} else {
			out |= k & bit
		}
	}
	return out
}

func TestHasAsksForAllAndHasAnyForOne(t *testing.T) {
	k := history.Created | history.PrimarySet
	require.True(t, k.Has(history.Created|history.PrimarySet))
	require.False(t, k.Has(history.Created|history.Removed))
	require.True(t, k.HasAny(history.Created|history.Removed))
	require.False(t, k.HasAny(history.Removed|history.LabelsAdded))
	require.Equal(t, "created, Kinds(0xc000)", (history.Created | 0xc000).String())
}
