package kv_test

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// tellStory writes events with the sources that format 1 knows.
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

// A store of format 1 opens, answers as before, and takes events with a request id. Then it
// has the new format, which an earlier version of the package refuses.
func TestStoreOfFormat1(t *testing.T) {
	e := newEngine()
	text, err := os.ReadFile("testdata/format1.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		key, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		require.True(t, found)
		var row kv.Change
		row.Key, err = hex.DecodeString(key)
		require.NoError(t, err)
		row.Value, err = hex.DecodeString(value)
		require.NoError(t, err)
		e.tree.ReplaceOrInsert(row)
	}
	old, fresh := open(t, e), open(t, newEngine())
	tellStory(t, fresh)
	require.Len(t, feedOf(t, old), 8)
	require.Equal(t, feedOf(t, fresh), feedOf(t, old))
	row, _ := e.tree.Get(kv.Change{Key: []byte{0, 'F'}})
	require.Equal(t, "relata\x02\x00", string(row.Value))

	graph, err := association.Open(t.Context(), old, nil)
	require.NoError(t, err)
	import7 := history.By(history.Import).WithUser("7", "Ann").WithRequest("r1")
	_, err = graph.As(import7).Associate(t.Context(), record.New(record.Contacts, "3"), record.New(record.Companies, "10"))
	require.NoError(t, err)
	again := open(t, e)
	require.Equal(t, import7, feedOf(t, again)[8].Source)
	require.Equal(t, 2, e.writes, "the format and the association")
}

// feedOf returns all events of a store.
func feedOf(t *testing.T, store storage.Storage) []storage.Event {
	t.Helper()
	b := storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, Max: 100}}}
	require.NoError(t, store.Read(t.Context(), &b))
	return b.EventRows
}
