package history_test

import (
	"testing"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// Flip of Flip is what was there, and each end sees its own side first.
func TestEachEndSeesItsOwnSideFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range anyHistory(t).events {
			require.Equal(t, e, e.Flip().Flip())
			require.Equal(t, e.Now, e.Now.Flip().Flip())
			if e.Subject != history.Link {
				require.Equal(t, e, e.From(e.B))
				continue
			}
			for _, ref := range []record.Ref{e.A, e.B} {
				seen := e.From(ref)
				require.Equal(t, ref, seen.A)
				require.Equal(t, e.Other(ref), seen.B)
				require.Equal(t, e.Pair(), seen.Pair())
				require.Equal(t, e, seen.From(e.A))
			}
			mine, theirs := e.From(e.A), e.From(e.B)
			require.Equal(t, mine.Now.Near.Labels, theirs.Now.Far.Labels)
			require.Equal(t, mine.Was.Far.Primary, theirs.Was.Near.Primary)
		}
	})
}

func TestARecordThatIsNotPartOfIt(t *testing.T) {
	e := history.Event{A: diner, B: ann, Now: history.State{Created: 1, Far: history.End{Primary: true}}}
	require.Equal(t, e, e.From(bob))
	require.True(t, e.Other(bob).IsZero())
	require.False(t, e.Touches(bob))
	require.True(t, e.Touches(ann))
	require.True(t, e.Touches(diner))
	require.True(t, history.Event{Subject: history.Deleted, A: ann}.Other(ann).IsZero())
}

func TestPairHasOneForm(t *testing.T) {
	require.Equal(t, history.Pair{A: diner, B: ann}, history.PairOf(ann, diner))
	require.Equal(t, history.PairOf(ann, diner), history.PairOf(diner, ann))
	require.Negative(t, history.ComparePairs(history.PairOf(ann, inn), history.PairOf(ann, diner)))
	require.Negative(t, history.ComparePairs(history.PairOf(diner, ann), history.PairOf(diner, carl)))
	require.Zero(t, history.ComparePairs(history.PairOf(ann, diner), history.PairOf(diner, ann)))
}

func TestEventReadsAsALine(t *testing.T) {
	for want, e := range map[string]history.Event{
		"companies/10 - contacts/1: created, primary of the other set": {A: diner, B: ann, Now: history.State{Created: 1, Far: history.End{Primary: true}}},
		"contacts/1: record deleted":                                   {Subject: history.Deleted, A: ann},
		"contacts/1: record restored":                                  {Subject: history.Restored, A: ann},
		"contacts/1: record restored from contacts/2":                  {Subject: history.Restored, A: ann, B: bob},
		"contacts/1: record merged into contacts/2":                    {Subject: history.Merged, A: ann, B: bob},
	} {
		require.Equal(t, want, e.String())
	}
}

func TestWordsAreThereAndDistinct(t *testing.T) {
	words := map[string]bool{}
	for c := primary.NoCause; c <= primary.ElectedByRule; c++ {
		require.NotEmpty(t, c.String())
		words[c.String()] = true
	}
	for s := history.Link; s <= history.Merged; s++ {
		require.NotEmpty(t, s.String())
		words[s.String()] = true
	}
	require.Len(t, words, int(primary.ElectedByRule)+1+int(history.Merged)+1)
	require.Equal(t, "Cause(200)", primary.Cause(200).String())
	require.Equal(t, "Subject(200)", history.Subject(200).String())
}
