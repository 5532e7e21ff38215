package association_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// An outer is a store as it is inside a transaction of the application.
type outer struct {
	storage.Storage
	name  string
	after []func()
}

func (o *outer) AfterCommit(do func()) { o.after = append(o.after, do) }

func (o *outer) Continue(of storage.Storage) error {
	if other, is := of.(*outer); is && other.name != o.name {
		return fmt.Errorf("%w: account %q is not %q", storage.ErrInvalid, other.name, o.name)
	}
	return nil
}

func (o *outer) commit() {
	for _, do := range o.after {
		do()
	}
}

var oneCompany = &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}, Max: 1}

// A handle inside a transaction has the source and the group of its graph, reads nothing to
// begin with, and knows the schema.
func TestWithin(t *testing.T) {
	ctx := t.Context()
	store := memory.New()
	graph, err := association.Open(ctx, store, nil)
	require.NoError(t, err)
	require.NoError(t, graph.Edit(ctx, oneCompany))

	counting := storagetest.NewCounting(store)
	group, err := history.NamedOperation("import 7")
	require.NoError(t, err)
	inside := graph.As(history.ByUser("7", "Ann")).Grouped(group).Within(counting)
	require.Zero(t, counting.Counts())
	ann := record.New(record.Contacts, "1")
	_, err = inside.Associate(ctx, ann, record.New(record.Companies, "1"))
	require.NoError(t, err)
	require.Equal(t, 1, counting.Counts().Updates)
	require.Equal(t, 1, counting.Counts().UpdateReads, "not again for the schema")
	_, err = inside.Associate(ctx, ann, record.New(record.Companies, "2"))
	require.ErrorIs(t, err, limits.ErrExceeded)
	for e, err := range graph.History(ctx, ann, record.Companies) {
		require.NoError(t, err)
		require.Equal(t, history.ByUser("7", "Ann"), e.Source)
		require.Equal(t, group, e.Group)
	}
}

// What a transaction has read of the schema is known outside after its commit, not before.
func TestWithinKnowsTheSchemaAfterCommit(t *testing.T) {
	ctx := t.Context()
	store := memory.New()
	counting := storagetest.NewCounting(store)
	graph, err := association.Open(ctx, counting, nil)
	require.NoError(t, err)
	other, err := association.Open(ctx, store, nil)
	require.NoError(t, err)
	require.NoError(t, other.Edit(ctx, oneCompany))

	reads := func(within storage.Storage) int {
		before := counting.Counts().Reads
		_, err := graph.Within(within).Schema(ctx)
		require.NoError(t, err)
		return counting.Counts().Reads - before
	}
	first := &outer{Storage: counting}
	require.Equal(t, 2, reads(first), "the schema is another one, so it is asked again")
	require.Equal(t, 2, reads(counting), "not committed, or not known to be")
	first.commit()
	require.Equal(t, 1, reads(counting))
}

// A graph refuses the store of another account.
func TestWithinRefusesAnotherAccount(t *testing.T) {
	ctx := t.Context()
	graph, err := association.Open(ctx, &outer{Storage: memory.New(), name: "7"}, nil)
	require.NoError(t, err)
	wrong := graph.Within(&outer{Storage: memory.New(), name: "8"})
	_, err = wrong.Associate(ctx, record.New(record.Contacts, "1"), record.New(record.Companies, "1"))
	require.ErrorIs(t, err, storage.ErrInvalid)
	require.ErrorContains(t, err, `account "7" is not "8"`)
	_, err = wrong.Schema(ctx)
	require.ErrorIs(t, err, storage.ErrInvalid)
	require.ErrorIs(t, wrong.View(ctx, func(association.Reader) error { return nil }), storage.ErrInvalid)
	_, err = graph.Within(&outer{Storage: memory.New(), name: "7"}).Schema(ctx)
	require.NoError(t, err)
	_, err = graph.Within(memory.New()).Schema(context.Background())
	require.NoError(t, err, "not known to be another")
}
