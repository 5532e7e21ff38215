package main

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var luke = record.New(record.Contacts, "luke")

// linked returns the journal of an account in which luke has n companies.
func linked(t *testing.T, path string, n int) []byte {
	for range n {
		require.NoError(t, visit(t.Context(), path, new(bytes.Buffer)))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return text
}

// count returns how many companies luke has.
func count(t *testing.T, path string) int {
	store := open(t, path)
	defer store.Close()
	graph, err := association.Open(t.Context(), store, nil)
	require.NoError(t, err)
	n, err := graph.Count(t.Context(), luke, record.Companies)
	require.NoError(t, err)
	return n
}

func TestVisitsAddUp(t *testing.T) {
	path := newPath(t)
	linked(t, path, 1)
	var said bytes.Buffer
	require.NoError(t, visit(t.Context(), path, &said))
	require.Equal(t, "contacts/luke has:\n  companies/1, primary: true\n  companies/2, primary: false\n", said.String())
}

// Wherever a crash cuts the last line off, the commits before that line remain, and the next
// line is written in the place of the cut line.
func TestTornLineIsDropped(t *testing.T) {
	path := newPath(t)
	one := linked(t, path, 1)
	two := linked(t, path, 1)
	for end := len(one); end < len(two); end += 7 {
		require.NoError(t, os.WriteFile(path, two[:end], 0o600))
		require.Equal(t, 1, count(t, path), "cut off at byte %d of %d", end, len(two))
		linked(t, path, 1)
		require.Equal(t, 2, count(t, path))
	}
}

// A line that is broken in front of others was not torn by a crash.
func TestBrokenLineIsRefused(t *testing.T) {
	path := newPath(t)
	text := linked(t, path, 2)
	text[20] ^= 1
	require.NoError(t, os.WriteFile(path, text, 0o600))
	_, err := Open(path)
	require.ErrorIs(t, err, storage.ErrCorrupt)
	require.ErrorContains(t, err, "the line at byte 0")
}

// When the file takes no more, the outcome of the commit is unknown, and nothing is written
// afterwards.
func TestBrokenAppend(t *testing.T) {
	path := newPath(t)
	linked(t, path, 1)
	store := open(t, path)
	require.NoError(t, store.journal.file.Close())
	write := func() error {
		return store.Update(t.Context(), nil, func(tx storage.Tx) error {
			b := storage.Batch{Metadata: []storage.Metadata{{Key: "a", Now: "x"}}}
			return tx.Apply(context.Background(), &b)
		})
	}
	require.ErrorIs(t, write(), storage.ErrAmbiguous)
	err := write()
	require.ErrorContains(t, err, "open the store again")
	require.NotErrorIs(t, err, storage.ErrAmbiguous)
	require.Equal(t, 1, count(t, path))
}
