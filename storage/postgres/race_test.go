package postgres_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/storagetest"
)

// Two stores stand for two processes: they share nothing but the database. Writers that
// race for the places at one company, in both, never go above its limit, never fail
// otherwise, and leave nothing that does not add up.
func TestTwoStoresRace(t *testing.T) {
	const writers, each, places = 4, 25, 60
	ctx, dsn := t.Context(), postgrestest.Start(t)
	var graphs []*association.Graph
	var one *postgres.DB
	for range 2 {
		db, err := postgres.Open(ctx, dsn, nil)
		require.NoError(t, err)
		defer db.Close()
		graph, err := association.Open(ctx, db, nil)
		require.NoError(t, err)
		graphs, one = append(graphs, graph), db
	}
	key := limits.Key{From: record.Companies, To: record.Contacts}
	require.NoError(t, graphs[0].Edit(ctx, &schema.SetLimit{Key: key, Max: places}))
	var wait sync.WaitGroup
	errs := make(chan error, writers*each)
	for w := range writers {
		wait.Go(func() {
			for i := range each {
				_, err := graphs[w%2].Associate(ctx, contact(w*each+i), company(1))
				errs <- err
			}
		})
	}
	wait.Wait()
	close(errs)
	made := 0
	for err := range errs {
		if err == nil {
			made++
			continue
		}
		require.ErrorIs(t, err, limits.ErrExceeded)
	}
	require.Equal(t, places, made)
	n, err := graphs[1].Count(ctx, company(1), record.Contacts)
	require.NoError(t, err)
	require.Equal(t, places, n)
	require.NoError(t, storagetest.Verify(ctx, one, []record.Type{record.Contacts, record.Companies}, nil))
}

// Updates that lock the same records in different company never wait for each other in
// a circle: whoever waits gets his turn, and nothing is lost.
func TestCrossingAnchors(t *testing.T) {
	const writers, each = 6, 20
	ctx := t.Context()
	db := open(t, nil)
	var wait sync.WaitGroup
	errs := make(chan error, writers*each)
	for w := range writers {
		wait.Go(func() {
			for i := range each {
				from, to := contact((w+i)%5), contact((w*i+1)%5)
				if record.Compare(from, to) > 0 {
					from, to = to, from
				}
				anchors := []record.Ref{from, to}
				if from == to {
					anchors = anchors[:1]
				}
				errs <- db.Update(ctx, anchors, func(tx storage.Tx) error { return addOne(ctx, tx) })
			}
		})
	}
	wait.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, "120", counter(t, db))
}
