package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// one returns a batch with one question of every kind.
func one() *storage.Batch {
	return &storage.Batch{
		Records:       []storage.Record{{Of: ann}},
		Operations:    make([]storage.Operation, 1),
		Metadata:      []storage.Metadata{{Key: "walk"}},
		Degrees:       []storage.Degree{{Of: ann, To: record.Companies}},
		Links:         make([]storage.Link, 1),
		NeighborPages: []storage.NeighborPage{{Of: ann, To: record.Companies, Order: storage.OldestFirst, Max: 1}},
		DegreePages:   []storage.DegreePage{{Of: ann}},
		EventPages:    []storage.EventPage{{Kind: storage.OfGroup, Max: 1}},
		ExpiredPages:  []storage.ExpiredPage{{Kind: storage.OperationsExpired, Max: 1}},
	}
}

// Whichever question a backend leaves out, its Read ends with an error that names it, and
// counts as answered nothing.
func TestFinishRefusesWhatWasLeftOut(t *testing.T) {
	for want, leave := range map[string]func(u *storage.Unread) (later func()){
		"the schema":      func(u *storage.Unread) func() { s := storage.Take(&u.Schema); return func() { u.Schema = s } },
		"1 records":       func(u *storage.Unread) func() { r := storage.Take(&u.Records); return func() { u.Records = r } },
		"1 operations":    func(u *storage.Unread) func() { o := storage.Take(&u.Operations); return func() { u.Operations = o } },
		"1 metadata rows": func(u *storage.Unread) func() { m := storage.Take(&u.Metadata); return func() { u.Metadata = m } },
		"1 degrees":       func(u *storage.Unread) func() { d := storage.Take(&u.Degrees); return func() { u.Degrees = d } },
		"1 links":         func(u *storage.Unread) func() { l := storage.Take(&u.Links); return func() { u.Links = l } },
		"a neighbor page of contacts/1 in order 1": func(u *storage.Unread) func() { storage.Take(&u.NeighborPages); return func() {} },
		"a degree page of contacts/1":              func(u *storage.Unread) func() { storage.Take(&u.DegreePages); return func() {} },
		"an event page of kind 4":                  func(u *storage.Unread) func() { storage.Take(&u.EventPages); return func() {} },
		"an expired page of kind 1":                func(u *storage.Unread) func() { storage.Take(&u.ExpiredPages); return func() {} },
	} {
		b := one()
		u := b.Unread()
		later := leave(&u)
		answerRows(&u)
		answerPages(&u)
		later()
		err := u.Finish()
		require.ErrorIs(t, err, storage.ErrUnanswered, want)
		require.EqualError(t, err, "unanswered question: the backend left out "+want)
		require.False(t, b.IsRead(), want)
	}
}

// A copy of an answered page is a new question: its answer has to be marked again.
func TestMarksDoNotOutliveTheirRead(t *testing.T) {
	b := one()
	answer(t, b)
	next := b.EventPages[0]
	next.After = storage.Position{Sequence: 1}
	b.EventPages = append(b.EventPages, next)
	u := b.Unread()
	require.ErrorIs(t, u.Finish(), storage.ErrUnanswered)
	b.Rewind()
	u = b.Unread()
	answerRows(&u)
	require.ErrorIs(t, u.Finish(), storage.ErrUnanswered, "and so after a Rewind")
}

// A link that a page showed needs no Read, unless others have none yet.
func TestAddAnswered(t *testing.T) {
	b := one()
	answer(t, b)
	b.AddAnswered(storage.Link{A: ann})
	require.True(t, b.IsRead())
	b.Records = append(b.Records, storage.Record{Of: ann})
	b.AddAnswered(storage.Link{A: ann})
	require.Len(t, b.Unread().Links, 1)
}
