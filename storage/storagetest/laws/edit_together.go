package laws

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Two edits that both have to look at every link, begun together, both come to their end.
func testLabelsDefinedEditsBegunTogether(t tester, s *Subject) {
	for round := range 20 {
		f := open(t, s.Open())
		other, err := association.Open(f.ctx, f.store, nil) // as another process would
		require.NoError(t, err)
		gone, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, fmt.Sprint("Gone ", round)))
		require.NoError(t, err)
		kept, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "Kept"))
		require.NoError(t, err)
		_, err = f.Associate(f.ctx, contact("1"), company("10"), kept)
		require.NoError(t, err)

		key := limits.Key{From: record.Contacts, To: record.Companies, Label: kept.ID}
		var removed, limited error
		var both sync.WaitGroup
		both.Go(func() { removed = f.Edit(f.ctx, &schema.RemoveLabel{ID: gone.ID}) })
		both.Go(func() { limited = other.Edit(f.ctx, &schema.SetLimit{Key: key, Max: 1}) })
		both.Wait()
		require.NoError(t, removed)
		require.NoError(t, limited)

		defined, err := f.Schema(f.ctx)
		require.NoError(t, err)
		l, _ := defined.Labels().Lookup(gone.ID)
		require.Equal(t, label.Removed, l.Status)
		_, err = f.Associate(f.ctx, contact("1"), company("11"), kept)
		require.ErrorIs(t, err, limits.ErrExceeded, "the carriers were counted")
		f.edit(t, &schema.SetMaxLabels{Max: 20})
	}
}

// Changing an edit after the call changes nothing in the graph.
func testB6AnEditKeepsNothingOfItsCaller(t tester, s *Subject) {
	f := open(t, s.Open())
	one, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "One"))
	require.NoError(t, err)
	two, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "Two"))
	require.NoError(t, err)
	_, err = f.Associate(f.ctx, contact("1"), company("10"), one)
	require.NoError(t, err)

	removal := &schema.RemoveLabel{ID: one.ID}
	require.ErrorIs(t, f.Edit(f.ctx, removal), schema.ErrInUse)
	removal.ID = two.ID
	f.edit(t, &schema.SetMaxLabels{Max: 20})
	schema, err := f.Schema(f.ctx)
	require.NoError(t, err)
	for _, l := range []label.Label{one, two} {
		stored, _ := schema.Labels().Lookup(l.ID)
		require.Equal(t, label.Active, stored.Status)
	}
}

// An edit that changes nothing makes no version, so that no operation has to be decided again.
func testA6AnEditThatChangesNothing(t tester, s *Subject) {
	f := open(t, s.Open())
	f.edit(t, &schema.SetMaxLabels{Max: 20})
	before, err := f.Schema(f.ctx)
	require.NoError(t, err)
	f.edit(t, &schema.SetMaxLabels{Max: 20})
	f.edit(t)
	after, err := f.Schema(f.ctx)
	require.NoError(t, err)
	require.Equal(t, before.Version(), after.Version())
}

// E2: automatic association by domain is only allowed between contacts and companies. That
// holds for each of several targets too.
func testE2DomainSourceOfSeveralTargets(t tester, s *Subject) {
	f := open(t, s.Open())
	_, err := f.As(history.By(history.DomainAssociation)).AssociateAll(f.ctx, contact("1"),
		association.Target{To: company("10")}, association.Target{To: deal("7")})
	require.ErrorIs(t, err, history.ErrSource)
	n, err := f.Count(f.ctx, contact("1"), record.Companies)
	require.NoError(t, err)
	require.Zero(t, n)
}

// A narrow store refuses transactions that change more than a few links.
type narrow struct {
	storage.Storage
	links int
}

type narrowTx struct {
	storage.Tx
	links int
}

func (s narrow) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	return s.Storage.Update(ctx, anchors, func(tx storage.Tx) error { return fn(&narrowTx{tx, s.links}) })
}

func (tx *narrowTx) Apply(ctx context.Context, b *storage.Batch) error {
	if tx.links -= len(b.Events); tx.links < 0 {
		return fmt.Errorf("%w: for this test", storage.ErrTooLarge)
	}
	return tx.Tx.Apply(ctx, b)
}

// An operation that is too large for any transaction does not stop the others of a DoEach.
func testAllOrNothingDoEachBesideOneThatIsTooLarge(t tester, s *Subject) {
	f := open(t, narrow{s.Open(), 3})
	large := &association.AssociateAll{From: deal("1")}
	for i := range 5 {
		large.Targets = append(large.Targets, association.Target{To: contact(record.ID(fmt.Sprint(i + 1)))})
	}
	each, err := f.DoEach(f.ctx,
		&association.Associate{From: contact("1"), To: company("10")}, large,
		&association.Associate{From: contact("2"), To: company("10")})
	require.NoError(t, err)
	require.NoError(t, each[0].Err)
	require.ErrorIs(t, each[1].Err, storage.ErrTooLarge)
	require.NoError(t, each[2].Err)
	n, err := f.Count(f.ctx, company("10"), record.Contacts)
	require.NoError(t, err)
	require.Equal(t, 2, n)
}

// A second scope is an error, not ignored.
func testG1LinksOfTwoScopes(t tester, s *Subject) {
	f := open(t, s.Open())
	var failed error
	for _, err := range f.Links(f.ctx, contact("1"), record.Companies, association.Primary(), association.PrimaryOf()) {
		failed = errors.Join(failed, err)
	}
	require.ErrorIs(t, failed, storage.ErrInvalid)
}
