package memory_test

import (
	"context"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// drawQuestions draws some questions of every kind, and asks for a few keys too.
func drawQuestions(t *rapid.T) storage.Batch {
	anyID := func(name string) record.ID { return draw(t, unknownIDs, name) }
	b := storage.Batch{Clock: record.Time(draw(t, someTimes, "clock"))}
	for _, of := range rapid.SliceOfNDistinct(rapid.SampledFrom(someIDs), 0, 3, rapid.ID).Draw(t, "records") {
		b.Records = append(b.Records, storage.Record{Of: record.New("contacts", of)})
		b.Degrees = append(b.Degrees, storage.Degree{Of: record.New("contacts", of), To: "companies"})
		b.Links = append(b.Links, storage.Link{A: record.New("companies", anyID("id")), B: record.New("contacts", of)})
	}
	for range 4 {
		p := storage.NeighborPage{Of: record.Ref{Type: draw(t, someTypes, "of"), ID: draw(t, someIDs, "of")}, To: draw(t, someTypes, "to"), Max: rapid.IntRange(1, 3).Draw(t, "max")}
		p.Order = storage.Order(rapid.IntRange(0, 2).Draw(t, "order"))
		p.PrimaryOf = rapid.IntRange(0, 3).Draw(t, "primary") == 0
		if rapid.IntRange(0, 3).Draw(t, "labeled") == 0 {
			p.Label = draw(t, someLabels, "label")
		}
		if rapid.Bool().Draw(t, "after") {
			p.After = storage.Cursor{ID: anyID("after"), Created: record.Time(draw(t, someTimes, "after"))}
			if p.After.ID == "" {
				p.After = storage.Cursor{}
			}
		}
		if rapid.IntRange(0, 2).Draw(t, "pair") == 0 {
			p.Of.ID, p.Order = "", storage.ByID
			if p.After.ID != "" {
				p.After.Of = draw(t, unknownIDs[1:], "after record")
			}
		}
		b.NeighborPages = append(b.NeighborPages, p)
	}
	for range 3 {
		c := storage.DegreePage{Of: record.Ref{Type: draw(t, someTypes, "of")}, To: draw(t, someTypes, "to"), Max: rapid.IntRange(1, 3).Draw(t, "max"), AtLeast: rapid.IntRange(0, 2).Draw(t, "least")}
		c.Of.ID, c.After = draw(t, append([]record.ID{""}, someIDs...), "of"), anyID("after")
		if rapid.Bool().Draw(t, "labeled") {
			c.Label = draw(t, someLabels, "label")
		}
		b.DegreePages = append(b.DegreePages, c)
	}
	for kind := storage.OfRecord; kind <= storage.Feed; kind++ {
		s := storage.EventPage{Kind: kind, Of: drawRef(t, "of"), With: drawRef(t, "with"), Operation: drawOperation(t, "operation"), Max: rapid.IntRange(1, 4).Draw(t, "max")}
		if kind == storage.OfRecord && rapid.Bool().Draw(t, "typed") {
			s.To = draw(t, someTypes, "to")
		}
		if kind <= storage.OfPair && rapid.Bool().Draw(t, "until") {
			s.Until = record.Time(draw(t, someTimes, "until"))
		}
		b.EventPages = append(b.EventPages, s)
	}
	for kind := storage.RecordsExpired; kind <= storage.OperationsExpired; kind++ {
		b.ExpiredPages = append(b.ExpiredPages, storage.ExpiredPage{Kind: kind, Before: record.Time(draw(t, someTimes, "before")), Max: rapid.IntRange(1, 4).Draw(t, "max")})
	}
	b.Metadata = []storage.Metadata{{Key: "walk"}, {Key: "since"}}
	b.Operations = []storage.Operation{{ID: history.Numbered(1)}, {ID: history.Numbered(1 << 63)}}
	return b
}

// ask returns all that the contract defines of the answers, pages followed to their
// end, in a form that can be compared.
func ask(t *rapid.T, from storage.Reader, questions storage.Batch) []any {
	b := questions
	b.Records, b.Degrees, b.Links = slices.Clone(b.Records), slices.Clone(b.Degrees), slices.Clone(b.Links)
	b.NeighborPages, b.DegreePages, b.EventPages = slices.Clone(b.NeighborPages), slices.Clone(b.DegreePages), slices.Clone(b.EventPages)
	b.ExpiredPages, b.Metadata, b.Operations = slices.Clone(b.ExpiredPages), slices.Clone(b.Metadata), slices.Clone(b.Operations)
	require.NoError(t, from.Read(context.Background(), &b))
	answers := []any{b.Schema.Version, string(b.Schema.Document), b.Degrees, b.Links, b.Metadata, b.Operations}
	for _, r := range append(slices.Clone(b.Records), b.ExpiredRecords...) {
		if r.Newest < b.Clock {
			r.Newest = 0 // any lesser value would do
		}
		answers = append(answers, r)
	}
	for i := range b.NeighborPages {
		answers = append(answers, "page", i, pageToEnd(t, from, b.NeighborPages[i]))
	}
	for i := range b.DegreePages {
		answers = append(answers, "degree page", i, degreesToEnd(t, from, b.DegreePages[i]))
	}
	for i := range b.EventPages {
		answers = append(answers, "event page", i, eventsToEnd(t, from, b.EventPages[i]))
	}
	for i := range b.ExpiredPages {
		answers = append(answers, "expiry", i, b.ExpiredPages[i].Count, b.ExpiredPages[i].More)
	}
	return append(answers, b.ExpiredOperations)
}

// pageToEnd follows a page; a page of one record has to be full as long as there is
// more.
func pageToEnd(t *rapid.T, from storage.Reader, p storage.NeighborPage) (rows []storage.Neighbor) {
	for range 200 {
		b := storage.Batch{NeighborPages: []storage.NeighborPage{p}}
		require.NoError(t, from.Read(context.Background(), &b))
		got := &b.NeighborPages[0]
		rows = append(rows, got.Rows(&b)...)
		require.True(t, got.Count == p.Max || !got.More || p.Of.ID == "")
		if !got.More {
			return rows
		}
		p.After = got.Next
	}
	t.Fatalf("page has no end: %+v", p)
	return nil
}

func degreesToEnd(t *rapid.T, from storage.Reader, c storage.DegreePage) (rows []storage.DegreeRow) {
	for range 200 {
		b := storage.Batch{DegreePages: []storage.DegreePage{c}}
		require.NoError(t, from.Read(context.Background(), &b))
		got := &b.DegreePages[0]
		rows = append(rows, got.Rows(&b)...)
		if !got.More {
			return rows
		}
		c.After = got.Next
	}
	t.Fatalf("degree page has no end: %+v", c)
	return nil
}

// eventsToEnd leaves the positions out: those of a transaction's own events are not
// defined.
func eventsToEnd(t *rapid.T, from storage.Reader, s storage.EventPage) (rows []history.Event) {
	for range 200 {
		b := storage.Batch{EventPages: []storage.EventPage{s}}
		require.NoError(t, from.Read(context.Background(), &b))
		got := &b.EventPages[0]
		for _, row := range got.Rows(&b) {
			rows = append(rows, row.Event)
			s.After = row.Position
		}
		require.True(t, got.Count == s.Max || !got.More)
		if !got.More {
			return rows
		}
	}
	t.Fatalf("event page has no end: %+v", s)
	return nil
}
