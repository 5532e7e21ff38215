package question_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

func contact(id record.ID) record.Ref { return record.New(record.Contacts, id) }
func company(id record.ID) record.Ref { return record.New(record.Companies, id) }

// asked returns a graph, and a source of questions about the same store.
func asked(t *testing.T) (context.Context, *association.Graph, question.Source) {
	ctx, store := context.Background(), memory.New()
	g, err := association.Open(ctx, store, nil)
	require.NoError(t, err)
	return ctx, g, question.NewStore(store, batch.NewSchemas()).Newest()
}

// What a question refuses under an old schema is asked again under the stored one.
func TestAQuestionIsAskedUnderTheStoredSchema(t *testing.T) {
	ctx, g, source := asked(t)
	require.NoError(t, g.Edit(ctx, &schema.DefineType{Type: "cars"}, &schema.DefinePair{From: record.Contacts, To: "cars"}))
	var versions []uint64
	ask := func(to record.Type) error {
		return source.Ask(ctx, func(ask *question.Question) error {
			versions = append(versions, ask.Schema.Version())
			return ask.Check(ctx, contact("1"), to)
		})
	}
	require.NoError(t, ask("cars"))
	require.Len(t, versions, 2)
	require.Less(t, versions[0], versions[1])
	require.NoError(t, ask("cars"))
	require.Len(t, versions, 3, "the schema is remembered")
	require.ErrorIs(t, ask("boats"), label.ErrUndefinedType)
	require.Len(t, versions, 4)
}

// Merged-away ids are answered as their survivor, in one Read more for each generation.
func TestFollowing(t *testing.T) {
	ctx, g, source := asked(t)
	_, err := g.Do(ctx,
		&association.Associate{From: contact("1"), To: company("1")},
		&association.Associate{From: contact("2"), To: company("2")},
		&association.Associate{From: contact("3"), To: company("3")},
		&association.MergeRecords{Survivor: contact("2"), Merged: contact("1")},
		&association.MergeRecords{Survivor: contact("3"), Merged: contact("2")},
	)
	require.NoError(t, err)
	refs := []record.Ref{contact("1"), contact("9"), contact("3"), contact("2")}
	rounds, counts := 0, make([]int, len(refs))
	require.NoError(t, source.Ask(ctx, func(ask *question.Question) error {
		return ask.Following(refs, func() error {
			rounds++
			return ask.ReadDegrees(ctx, refs, record.Companies, func(i int, s storage.Summary) { counts[i] = s.Count })
		})
	}))
	require.Equal(t, []record.Ref{contact("3"), contact("9"), contact("3"), contact("3")}, refs)
	require.Equal(t, []int{3, 0, 3, 3}, counts)
	require.Equal(t, 3, rounds)

	var survivor record.Ref
	require.NoError(t, source.Ask(ctx, func(ask *question.Question) (err error) {
		survivor, err = ask.About(ctx, contact("1"), func(record.Ref) {})
		return err
	}))
	require.Equal(t, contact("3"), survivor)
}

// In a snapshot every question sees the same moment.
func TestSnapshot(t *testing.T) {
	ctx, g, source := asked(t)
	count := func(source question.Source) (n int) {
		require.NoError(t, source.Ask(ctx, func(ask *question.Question) error {
			refs := []record.Ref{contact("1")}
			return ask.Following(refs, func() error {
				return ask.ReadDegrees(ctx, refs, record.Companies, func(_ int, s storage.Summary) { n = s.Count })
			})
		}))
		return n
	}
	require.False(t, source.IsSnapshot())
	require.NoError(t, source.Snapshot(ctx, func(still question.Source) error {
		require.True(t, still.IsSnapshot())
		require.Zero(t, count(still))
		_, err := g.Associate(ctx, contact("1"), company("1"))
		require.NoError(t, err)
		require.Zero(t, count(still))
		require.Equal(t, 1, count(source))
		return still.Snapshot(ctx, func(same question.Source) error {
			require.Equal(t, still, same)
			return nil
		})
	}))
}
