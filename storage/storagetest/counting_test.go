package storagetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func TestCountingCountsEveryCall(t *testing.T) {
	ctx, s := t.Context(), NewCounting(Reference())
	e := edit{links: []change{linked(ann, acme, 1)}, metadata: []metadataChange{{"k", "v"}}, document: []byte("x")}
	require.NoError(t, e.commit(ctx, s, numbered(1)))
	require.Equal(t, Counts{
		Updates: 1, Attempts: 1, UpdateReads: 1, Applies: 1,
		Asked:   2 + 1 + 6 + 1 + 1, // records, link, degrees, metadata, schema
		Written: 1 + 2 + 1 + 1 + 1, // link, degrees, metadata, event, document
	}, s.Counts())
	require.Equal(t, 2, s.Counts().RoundTrips())

	s.Reset()
	require.Zero(t, s.Counts())
	b := storage.Batch{NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, 1)}}
	require.NoError(t, s.Read(ctx, &b))
	b.EventPages = append(b.EventPages, storage.EventPage{Kind: storage.Feed, Max: 1})
	require.NoError(t, s.Read(ctx, &b)) // a single new question
	require.NoError(t, s.View(ctx, func(r storage.Reader) error { return r.Read(ctx, &storage.Batch{}) }))
	require.Equal(t, Counts{Reads: 2, Views: 1, ViewReads: 1, Asked: 2 + 1 + 1}, s.Counts())
	require.True(t, s.Traits().Exclusive, "traits are those of the store below")
}
