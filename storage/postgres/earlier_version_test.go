package postgres_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// tellStory writes events with the sources that version 1 knows.
func tellStory(t *testing.T, store storage.Storage) {
	t.Helper()
	var last uint64
	clock := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	graph, err := association.Open(t.Context(), store, &association.Options{
		NextID: func() uint64 { last++; return last },
		Clock:  func() time.Time { clock = clock.Add(time.Minute); return clock },
	})
	require.NoError(t, err)
	group, err := history.NamedOperation("an import")
	require.NoError(t, err)
	contact, first, second := record.New(record.Contacts, "1"), record.New(record.Companies, "10"), record.New(record.Companies, "Åkers")
	for _, step := range []struct {
		as *association.Graph
		op association.Operation
	}{
		{graph, &association.Associate{From: contact, To: first}},
		{graph.As(history.ByUser("7", "Ann")), &association.Associate{From: contact, To: second}},
		{graph.As(history.By(history.Import)).Grouped(group), &association.SetPrimary{From: contact, To: second}},
		{graph.As(history.ByUser("8", "")), &association.Dissociate{From: contact, To: first}},
		{graph, &association.DeleteRecord{Record: contact}},
		{graph.As(history.ByUser("", "Ann")), &association.Associate{From: record.New(record.Contacts, "2"), To: first}},
	} {
		_, err := step.as.Do(t.Context(), step.op)
		require.NoError(t, err)
	}
}

// A database of version 1 is migrated, answers as before, and takes events with a request id.
func TestDatabaseOfVersion1(t *testing.T) {
	dsn := postgrestest.Start(t)
	execute(t, dsn, `CREATE SCHEMA relata; CREATE TABLE relata.version (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
		INSERT INTO relata.version (version) VALUES (1)`)
	for _, name := range []string{"migrations/1.sql", "testdata/version1.sql"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		execute(t, dsn, string(text))
	}
	old, err := postgres.Open(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer old.Close()
	fresh, err := postgres.Open(t.Context(), postgrestest.Start(t), nil)
	require.NoError(t, err)
	defer fresh.Close()
	tellStory(t, fresh)
	require.Len(t, feed(t, old, storage.Position{}), 8)
	require.Equal(t, eventsOf(t, fresh), eventsOf(t, old))

	graph, err := association.Open(t.Context(), old, nil)
	require.NoError(t, err)
	import7 := history.By(history.Import).WithUser("7", "Ann").WithRequest("r1")
	_, err = graph.As(import7).Associate(t.Context(), contact(3), company(10))
	require.NoError(t, err)
	require.Equal(t, import7, eventsOf(t, old)[8].Source)
}

// eventsOf returns all events of a database without their positions, which come from the server.
func eventsOf(t *testing.T, db *postgres.DB) (all []history.Event) {
	t.Helper()
	for _, e := range feed(t, db, storage.Position{}) {
		all = append(all, e.Event)
	}
	return all
}
