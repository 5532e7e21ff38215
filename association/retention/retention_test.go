package retention_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// A stored row is read back, and no stored row means that all events are there.
func TestRowsAreText(t *testing.T) {
	for _, row := range []retention.Row{{}, {Since: 7, Walk: 2, At: "0.0.7", Done: true, Gone: "0.0.3"}} {
		parsed, err := retention.Parse(&storage.Metadata{Key: retention.Key, Was: row.String()})
		require.NoError(t, err)
		require.Equal(t, row, parsed)
	}
	row, err := retention.Parse(&storage.Metadata{Key: retention.Key})
	require.NoError(t, err)
	require.Zero(t, row)
	_, err = retention.Parse(&storage.Metadata{Key: retention.Key, Was: "{"})
	require.ErrorIs(t, err, storage.ErrCorrupt)
}

// The time itself is kept, events before it may be gone, and the error says both.
func TestCheck(t *testing.T) {
	noon := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC).UnixNano()
	row := retention.Row{Since: record.Time(noon)}
	require.NoError(t, row.Check(record.Time(noon)))
	err := row.Check(record.Time(noon - int64(time.Hour)))
	require.ErrorIs(t, err, retention.ErrTooOld)
	require.EqualError(t, err, "2026-03-02T11:00:00Z is too old: history is whole since 2026-03-02T12:00:00Z, ask about a later time")
	err = &retention.TooOldError{Token: "0.0.7", Since: record.Time(noon)}
	require.EqualError(t, err, "token 0.0.7 is too old: history is whole since 2026-03-02T12:00:00Z, ask about a later time")
}

// Since reads from the store up to which time a graph has trimmed.
func TestSince(t *testing.T) {
	ctx, store := context.Background(), memory.New()
	g, err := association.Open(ctx, store, &association.Options{Clock: func() time.Time { return time.Unix(0, 100) }})
	require.NoError(t, err)
	since, err := retention.Since(ctx, store)
	require.NoError(t, err)
	require.Zero(t, since)
	_, err = g.Associate(ctx, record.New(record.Contacts, "1"), record.New(record.Companies, "1"))
	require.NoError(t, err)
	_, err = g.TrimHistory(ctx, record.Time(50).Time())
	require.NoError(t, err)
	since, err = retention.Since(ctx, store)
	require.NoError(t, err)
	require.EqualValues(t, 50, since)
}
