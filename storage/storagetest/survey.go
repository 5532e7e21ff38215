package storagetest

import (
	"context"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A world is what the suite's small stores are about: every question over it can be
// asked, so that two stores can be compared.
type world struct {
	records []record.Ref // in Ref order
	memos   []string
	names   []string // of operations
	ids     []history.OperationID
	page    int // rows of a page
}

// small is the world of random transactions.
var small = world{
	records: []record.Ref{
		record.New(record.Companies, "9"), acme, inn, ann, bob, record.New(record.Contacts, "01"),
		record.New(record.Contacts, "é"), record.New(record.Deals, "1"),
	},
	memos: []string{"a", "b", "b/c"},
	names: []string{"first", "second"},
	ids:   []history.OperationID{numbered(1), numbered(2), numbered(3), numbered(4)},
	page:  2,
}

// types returns the types of the world's records, each once.
func (w world) types() (types []record.Type) {
	for i, r := range w.records {
		if i == 0 || w.records[i-1].Type != r.Type {
			types = append(types, r.Type)
		}
	}
	return types
}

// answers are all that a store says about a world. Places of events are left out:
// they are the backend's own.
type answers struct {
	Version  uint64
	Document string
	Rows     storage.Batch
	Pages    map[storage.NeighborPage][]storage.Neighbor
	Censuses map[storage.DegreePage][]storage.DegreeRow
	Streams  map[storage.EventPage][]history.Event
}

// survey asks a reader everything about a world: all first pages in one Read, all
// second pages in the next, and so on.
func (w world) survey(ctx context.Context, from storage.Reader) (answers, error) {
	a := answers{
		Pages: map[storage.NeighborPage][]storage.Neighbor{}, Censuses: map[storage.DegreePage][]storage.DegreeRow{},
		Streams: map[storage.EventPage][]history.Event{},
	}
	b := w.byKey()
	b.NeighborPages, b.DegreePages, b.EventPages = w.pages(), w.censuses(), w.streams()
	f := follower{
		answers: &a, pages: slices.Clone(b.NeighborPages), censuses: slices.Clone(b.DegreePages), streams: slices.Clone(b.EventPages),
	}
	for range maxSteps {
		if err := from.Read(ctx, &b); err != nil {
			return a, err
		}
		if f.goOn(&b); b.IsRead() {
			a.Version, a.Document = b.Schema.Version, string(b.Schema.Document)
			a.Rows = storage.Batch{
				Records: b.Records, Operations: b.Operations, Metadata: b.Metadata, Degrees: b.Degrees, Links: b.Links,
				ExpiredPages: b.ExpiredPages, ExpiredRecords: b.ExpiredRecords, ExpiredOperations: b.ExpiredOperations,
			}
			return a, nil
		}
	}
	return a, errEndless
}

// A follower collects the rows of many lists at once. Its questions are those that
// began each list, one for every question of the batch.
type follower struct {
	*answers
	pages    []storage.NeighborPage
	censuses []storage.DegreePage
	streams  []storage.EventPage

	atPage, atCensus, atStream int // how many of the batch's are dealt with
}

// goOn takes the answers of the last Read and asks for what is behind them.
func (f *follower) goOn(b *storage.Batch) {
	for n := len(b.NeighborPages); f.atPage < n; f.atPage++ {
		first, p := f.pages[f.atPage], b.NeighborPages[f.atPage]
		f.Pages[first] = append(f.Pages[first], p.Rows(b)...)
		if p.More {
			f.pages, b.NeighborPages = append(f.pages, first), append(b.NeighborPages, behind(first, p.Next))
		}
	}
	for n := len(b.DegreePages); f.atCensus < n; f.atCensus++ {
		first, c := f.censuses[f.atCensus], b.DegreePages[f.atCensus]
		f.Censuses[first] = append(f.Censuses[first], c.Rows(b)...)
		if c.More {
			next := first
			next.After = c.Next
			f.censuses, b.DegreePages = append(f.censuses, first), append(b.DegreePages, next)
		}
	}
	for n := len(b.EventPages); f.atStream < n; f.atStream++ {
		first, s := f.streams[f.atStream], b.EventPages[f.atStream]
		f.Streams[first] = append(f.Streams[first], eventsOf(s.Rows(b))...)
		if s.More && s.Count > 0 {
			next := first
			next.After = b.EventRows[s.Start+s.Count-1].Position
			f.streams, b.EventPages = append(f.streams, first), append(b.EventPages, next)
		}
	}
}

// byKey returns the questions that one Read answers whole.
func (w world) byKey() (b storage.Batch) {
	for i, of := range w.records {
		b.Records = append(b.Records, storage.Record{Of: of})
		for _, to := range w.types() {
			for _, l := range counted {
				b.Degrees = append(b.Degrees, storage.Degree{Of: of, To: to, Label: l})
			}
		}
		for _, to := range w.records[i+1:] {
			b.Links = append(b.Links, storage.Link{A: of, B: to})
		}
	}
	for _, name := range w.names {
		b.Operations = append(b.Operations, storage.Operation{ID: named(name)})
	}
	for _, key := range w.memos {
		b.Metadata = append(b.Metadata, storage.Metadata{Key: key})
	}
	for _, before := range []int64{1, 20, 1 << 60} {
		b.ExpiredPages = append(b.ExpiredPages,
			storage.ExpiredPage{Kind: storage.RecordsExpired, Before: before, Max: w.page},
			storage.ExpiredPage{Kind: storage.OperationsExpired, Before: before, Max: w.page})
	}
	return b
}

// pages asks for the neighbours of every record and the links of every pair.
func (w world) pages() (pages []storage.NeighborPage) {
	for _, to := range w.types() {
		for _, of := range w.types() {
			pages = append(pages,
				storage.NeighborPage{Of: record.Ref{Type: of}, To: to, Max: w.page},
				storage.NeighborPage{Of: record.Ref{Type: of}, To: to, Label: manager, PrimaryOf: true, Max: w.page})
		}
		for _, of := range w.records {
			for _, order := range []storage.Order{storage.ByID, storage.OldestFirst, storage.NewestFirst} {
				for _, l := range []label.TypeID{{}, friend} {
					pages = append(pages, storage.NeighborPage{Of: of, To: to, Label: l, PrimaryOf: l == friend, Order: order, Max: w.page})
				}
			}
		}
	}
	return pages
}

// censuses asks for every side in both ways.
func (w world) censuses() (censuses []storage.DegreePage) {
	for _, of := range w.records {
		censuses = append(censuses, storage.DegreePage{Of: of})
	}
	for _, of := range w.types() {
		for _, to := range w.types() {
			for _, l := range counted {
				for _, atLeast := range []int{1, 2} {
					censuses = append(censuses, storage.DegreePage{
						Of: record.Ref{Type: of}, To: to, Label: l, AtLeast: atLeast, Max: w.page,
					})
				}
			}
		}
	}
	return censuses
}

// streams asks for every list of events.
func (w world) streams() []storage.EventPage {
	streams := []storage.EventPage{{Kind: storage.Feed, Max: w.page}}
	for i, of := range w.records {
		streams = append(streams,
			storage.EventPage{Kind: storage.OfRecord, Of: of, Max: w.page},
			storage.EventPage{Kind: storage.OfRecord, Of: of, Until: 5, Max: w.page},
			storage.EventPage{Kind: storage.OfRecordState, Of: of, Max: w.page})
		for _, to := range w.types() {
			streams = append(streams, storage.EventPage{Kind: storage.OfRecord, Of: of, To: to, Max: w.page})
		}
		for _, with := range w.records[:i] {
			streams = append(streams, storage.EventPage{Kind: storage.OfPair, Of: of, With: with, Max: w.page})
		}
	}
	for _, id := range w.ids {
		streams = append(streams, storage.EventPage{Kind: storage.OfOperation, Operation: id, Max: w.page})
		streams = append(streams, storage.EventPage{Kind: storage.OfGroup, Operation: id, Max: w.page})
	}
	return streams
}
