package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A transaction of an association and a row takes five round trips: BEGIN, the two of the
// association, the row, COMMIT. A graph that is opened in the transaction reads the schema
// again, which takes a sixth.
func TestTripsOfInTx(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		app.allow(t, 5000)
		n := 0
		add := func(graph func(context.Context, storage.Storage) (*association.Graph, error)) func() {
			return func() {
				n++
				require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
					g, err := graph(ctx, tx.store)
					if err != nil {
						return err
					}
					if _, err := g.Associate(ctx, contact(n), company(1)); err != nil {
						return err
					}
					return app.insert(ctx, tx, n)
				}))
			}
		}
		kept := add(func(_ context.Context, s storage.Storage) (*association.Graph, error) {
			return app.graph.Within(s), nil
		})
		opened := add(func(ctx context.Context, s storage.Storage) (*association.Graph, error) {
			return association.Open(ctx, s, nil)
		})
		for range 2 { // connections learn the statements
			kept()
			opened()
		}
		trips, commits := app.wire.counted(kept)
		require.Equal(t, 5, trips)
		require.Equal(t, 1, commits)
		trips, _ = app.wire.counted(opened)
		require.Equal(t, 7, trips, "the schema is read, and asked for again under its version")
	})
}

// allow makes a version of the schema: contacts have at most max companies.
func (app *crm) allow(t *testing.T, max int) {
	t.Helper()
	require.NoError(t, app.graph.Edit(t.Context(), limitEdit(max)))
}

func limitEdit(max int) schema.Edit {
	return &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}, Max: max}
}

// A transaction notices an edit by another process, and the graph knows the schema after the
// commit, so that later transactions do not read it again.
func TestSchemaLearnedInTx(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		count := func(n int) (trips int) {
			trips, _ = app.wire.counted(func() {
				require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error { return app.add(ctx, tx, n) }))
			})
			return trips
		}
		count(1)
		count(2)
		other, err := association.Open(t.Context(), app.db.Account(app.main), nil)
		require.NoError(t, err)
		require.NoError(t, other.Edit(t.Context(), limitEdit(1)))
		require.Greater(t, count(3), 5, "the edit is noticed")
		require.Equal(t, 5, count(4))
		err = inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			_, err := app.graph.Within(tx.store).Associate(ctx, contact(4), company(2))
			return err
		})
		require.ErrorIs(t, err, limits.ErrExceeded)
	})
}

// A schema that a transaction has made and taken back is forgotten, also when another
// transaction makes a different one of the same version.
func TestSchemaTakenBackInTx(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		manager := label.Single(record.Contacts, record.Companies, "Manager")
		err := inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			graph := app.graph.Within(tx.store)
			require.NoError(t, graph.Edit(ctx, limitEdit(1)))
			_, err := graph.Do(ctx, &association.Associate{From: contact(1), To: company(1)}, &association.Associate{From: contact(1), To: company(2)})
			require.ErrorIs(t, err, limits.ErrExceeded, "the edit is in force inside")
			return errOwn
		})
		require.ErrorIs(t, err, errOwn)
		other, err := association.Open(t.Context(), app.db.Account(app.main), nil)
		require.NoError(t, err)
		defined, err := other.Define(t.Context(), manager)
		require.NoError(t, err)
		require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			graph := app.graph.Within(tx.store)
			for n := range 2 {
				if _, err := graph.Associate(ctx, contact(1), company(n), defined); err != nil {
					return err
				}
			}
			return nil
		}))
	})
}

// An edit commits with the transaction, and the graph outside notices it.
func TestSchemaEditedInTx(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			return app.graph.Within(tx.store).Edit(ctx, limitEdit(1))
		}))
		_, err := app.graph.Associate(t.Context(), contact(1), company(1))
		require.NoError(t, err)
		_, err = app.graph.Associate(t.Context(), contact(1), company(2))
		require.ErrorIs(t, err, limits.ErrExceeded)
	})
}

// A savepoint of the application takes back an edit of the schema. The next handle decides
// by the schema that is stored.
func TestSchemaTakenBackToSavepoint(t *testing.T) {
	app := openCRM(t, nil)
	two := []association.Operation{
		&association.Associate{From: contact(1), To: company(1)}, &association.Associate{From: contact(1), To: company(2)},
	}
	require.NoError(t, app.db.InTx(t.Context(), app.pool, app.main, func(ctx context.Context, tx pgx.Tx, store storage.Storage) error {
		graph := app.graph.Within(store)
		err := pgx.BeginFunc(ctx, tx, func(pgx.Tx) error {
			require.NoError(t, graph.Edit(ctx, limitEdit(1)))
			return errOwn
		})
		require.ErrorIs(t, err, errOwn)
		_, err = graph.Do(ctx, two...)
		return err
	}))
	_, err := app.graph.Count(t.Context(), contact(1), record.Companies)
	require.NoError(t, err)
}
