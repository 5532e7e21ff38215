package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var ann = record.New(record.Contacts, "1")

// answer answers everything that b asks, as a backend does.
func answer(t *testing.T, b *storage.Batch) {
	t.Helper()
	u := b.Unread()
	require.NoError(t, u.Check())
	answerRows(&u)
	answerPages(&u)
	require.NoError(t, u.Finish())
}

func answerRows(u *storage.Unread) {
	storage.Take(&u.Schema)
	storage.Take(&u.Records)
	storage.Take(&u.Operations)
	storage.Take(&u.Metadata)
	storage.Take(&u.Degrees)
	storage.Take(&u.Links)
}

func answerPages(u *storage.Unread) {
	for i := range u.NeighborPages {
		u.NeighborPages[i].MarkAnswered()
	}
	for i := range u.DegreePages {
		u.DegreePages[i].MarkAnswered()
	}
	for i := range u.EventPages {
		u.EventPages[i].MarkAnswered()
	}
	for i := range u.ExpiredPages {
		u.ExpiredPages[i].MarkAnswered()
	}
}

// A question is unread until Finish, and rows added later are unread alone.
func TestUnreadIsWhatWasAdded(t *testing.T) {
	var b storage.Batch
	require.NotNil(t, b.Unread().Schema)
	b.Records = append(b.Records, storage.Record{Of: ann})
	require.False(t, b.IsRead())
	answer(t, &b)
	require.True(t, b.IsRead())
	require.Nil(t, b.Unread().Schema)
	require.Empty(t, b.Unread().Records)

	b.Degrees = append(b.Degrees, storage.Degree{Of: ann, To: record.Companies})
	b.Metadata = append(b.Metadata, storage.Metadata{Key: "walk"})
	u := b.Unread()
	require.False(t, b.IsRead())
	require.Empty(t, u.Records)
	require.Len(t, u.Metadata, 1)
	u.Degrees[0].Was.Count = 3
	require.Equal(t, 3, b.Degrees[0].Was.Count, "answers are filled in place")
}

// Rewind asks for everything again but for pages that go on behind a cursor.
func TestRewindAsksAgain(t *testing.T) {
	b := storage.Batch{
		Records: []storage.Record{{Of: ann}},
		NeighborPages: []storage.NeighborPage{
			{Of: ann, To: record.Companies, Max: 2},
			{Of: ann, To: record.Companies, Max: 2, After: storage.Cursor{ID: "10"}},
		},
		DegreePages: []storage.DegreePage{{Of: ann}, {Of: record.Ref{Type: record.Contacts}, After: "7", Max: 1}},
		EventPages:  []storage.EventPage{{Kind: storage.Feed, Max: 1}, {Kind: storage.Feed, After: storage.Position{Sequence: 1}, Max: 1}},
		Events:      []history.Event{{A: ann}},
	}
	b.Schema = storage.Schema{Have: 4, Version: 4, Body: []byte("next")}
	answer(t, &b)
	b.Rewind()
	u := b.Unread()
	require.Len(t, u.Records, 1)
	require.Len(t, u.NeighborPages, 1)
	require.Len(t, u.DegreePages, 1)
	require.Len(t, u.EventPages, 1)
	require.Empty(t, b.Events)
	require.Equal(t, storage.Schema{Have: 4}, b.Schema)
}

func TestResetForgetsEverything(t *testing.T) {
	b := storage.Batch{Clock: 9, Records: []storage.Record{{Of: ann}}, Links: make([]storage.Link, 5000)}
	answer(t, &b)
	b.Reset()
	require.Zero(t, b.Clock)
	require.Empty(t, b.Records)
	require.Zero(t, cap(b.Links), "the memory of a great batch is not kept")
	require.NotNil(t, b.Unread().Schema)
}

// Each order is total, newest first is the reverse of oldest first, and ids break ties.
func TestOrdersOfCursors(t *testing.T) {
	cursor := rapid.Custom(func(t *rapid.T) storage.Cursor {
		return storage.Cursor{
			Of:      rapid.SampledFrom([]record.ID{"", "1", "10", "x"}).Draw(t, "of"),
			Created: record.Time(rapid.Int64Range(1, 3).Draw(t, "created")),
			ID:      rapid.SampledFrom([]record.ID{"2", "9", "10", "a"}).Draw(t, "id"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := cursor.Draw(t, "a"), cursor.Draw(t, "b")
		for _, o := range []storage.Order{storage.ByID, storage.OldestFirst, storage.NewestFirst} {
			require.Equal(t, o.CompareCursors(a, b), -o.CompareCursors(b, a))
		}
		require.Equal(t, storage.OldestFirst.CompareCursors(a, b), storage.NewestFirst.CompareCursors(b, a))
		if a.Created == b.Created {
			require.Equal(t, record.CompareIDs(a.ID, b.ID), storage.OldestFirst.CompareCursors(a, b))
		}
	})
}
