package storagetest

import (
	"context"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A dataset is the records and types in the suite's small stores. Every question about a
// dataset can be asked, so two stores can be compared.
type dataset struct {
	records  []record.Ref // in Ref order
	metadata []string
	names    []string // of operations
	ids      []history.OperationID
	page     int // rows of a page
}

// smallSet is the dataset of random transactions.
var smallSet = dataset{
	records: []record.Ref{
		record.New(record.Companies, "9"), acme, inn, ann, bob, record.New(record.Contacts, "01"),
		record.New(record.Contacts, "é"), record.New(record.Deals, "1"),
	},
	metadata: []string{"a", "b", "b/c"},
	names:    []string{"first", "second"},
	ids:      []history.OperationID{numbered(1), numbered(2), numbered(3), numbered(4)},
	page:     2,
}

// types returns the types of the dataset's records, each once.
func (d dataset) types() (types []record.Type) {
	for i, r := range d.records {
		if i == 0 || d.records[i-1].Type != r.Type {
			types = append(types, r.Type)
		}
	}
	return types
}

// answers are all that a store says about a dataset. Places of events are left out:
// they are the backend's own.
type answers struct {
	Version  uint64
	Document string
	Rows     storage.Batch
	Pages    map[storage.NeighborPage][]storage.Neighbor
	Degrees  map[storage.DegreePage][]storage.DegreeRow
	Events   map[storage.EventPage][]history.Event
}

// readAll asks a reader all questions about a dataset: all first pages in a Read, all second
// pages in the next, and so on.
func (d dataset) readAll(ctx context.Context, from storage.Reader) (answers, error) {
	a := answers{
		Pages: map[storage.NeighborPage][]storage.Neighbor{}, Degrees: map[storage.DegreePage][]storage.DegreeRow{},
		Events: map[storage.EventPage][]history.Event{},
	}
	b := d.byKey()
	b.NeighborPages, b.DegreePages, b.EventPages = d.pages(), d.degreePages(), d.eventPages()
	f := follower{
		answers: &a, pages: slices.Clone(b.NeighborPages), degreePages: slices.Clone(b.DegreePages), eventPages: slices.Clone(b.EventPages),
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

// A follower collects the rows of many lists at once. The questions are those that began each
// list, one for every question of the batch.
type follower struct {
	*answers
	pages       []storage.NeighborPage
	degreePages []storage.DegreePage
	eventPages  []storage.EventPage

	atPage, atDegrees, atEvents int // how many of the batch's are dealt with
}

// goOn takes the answers of the last Read and asks for the pages after them.
func (f *follower) goOn(b *storage.Batch) {
	for n := len(b.NeighborPages); f.atPage < n; f.atPage++ {
		first, p := f.pages[f.atPage], b.NeighborPages[f.atPage]
		f.Pages[first] = append(f.Pages[first], p.Rows(b)...)
		if p.More {
			f.pages, b.NeighborPages = append(f.pages, first), append(b.NeighborPages, pageAfter(first, p.Next))
		}
	}
	for n := len(b.DegreePages); f.atDegrees < n; f.atDegrees++ {
		first, c := f.degreePages[f.atDegrees], b.DegreePages[f.atDegrees]
		f.Degrees[first] = append(f.Degrees[first], c.Rows(b)...)
		if c.More {
			next := first
			next.After = c.Next
			f.degreePages, b.DegreePages = append(f.degreePages, first), append(b.DegreePages, next)
		}
	}
	for n := len(b.EventPages); f.atEvents < n; f.atEvents++ {
		first, s := f.eventPages[f.atEvents], b.EventPages[f.atEvents]
		f.Events[first] = append(f.Events[first], eventsOf(s.Rows(b))...)
		if s.More && s.Count > 0 {
			next := first
			next.After = b.EventRows[s.Start+s.Count-1].Position
			f.eventPages, b.EventPages = append(f.eventPages, first), append(b.EventPages, next)
		}
	}
}

// byKey returns the questions that a single Read answers whole.
func (d dataset) byKey() (b storage.Batch) {
	for i, of := range d.records {
		b.Records = append(b.Records, storage.Record{Of: of})
		for _, to := range d.types() {
			for _, l := range counted {
				b.Degrees = append(b.Degrees, storage.Degree{Of: of, To: to, Label: l})
			}
		}
		for _, to := range d.records[i+1:] {
			b.Links = append(b.Links, storage.Link{A: of, B: to})
		}
	}
	for _, name := range d.names {
		b.Operations = append(b.Operations, storage.Operation{ID: named(name)})
	}
	for _, key := range d.metadata {
		b.Metadata = append(b.Metadata, storage.Metadata{Key: key})
	}
	for _, before := range []int64{1, 20, 1 << 60} {
		b.ExpiredPages = append(b.ExpiredPages,
			storage.ExpiredPage{Kind: storage.RecordsExpired, Before: record.Time(before), Max: d.page},
			storage.ExpiredPage{Kind: storage.OperationsExpired, Before: record.Time(before), Max: d.page})
	}
	return b
}

// pages asks for the neighbours of every record and the links of every pair.
func (d dataset) pages() (pages []storage.NeighborPage) {
	for _, to := range d.types() {
		for _, of := range d.types() {
			pages = append(pages,
				storage.NeighborPage{Of: record.Ref{Type: of}, To: to, Max: d.page},
				storage.NeighborPage{Of: record.Ref{Type: of}, To: to, Label: manager, PrimaryOf: true, Max: d.page})
		}
		for _, of := range d.records {
			for _, order := range []storage.Order{storage.ByID, storage.OldestFirst, storage.NewestFirst} {
				for _, l := range []label.TypeID{{}, friend} {
					pages = append(pages, storage.NeighborPage{Of: of, To: to, Label: l, PrimaryOf: l == friend, Order: order, Max: d.page})
				}
			}
		}
	}
	return pages
}

// degreePages asks for every degree in both ways.
func (d dataset) degreePages() (degreePages []storage.DegreePage) {
	for _, of := range d.records {
		degreePages = append(degreePages, storage.DegreePage{Of: of})
	}
	for _, of := range d.types() {
		for _, to := range d.types() {
			for _, l := range counted {
				for _, atLeast := range []int{1, 2} {
					degreePages = append(degreePages, storage.DegreePage{
						Of: record.Ref{Type: of}, To: to, Label: l, AtLeast: atLeast, Max: d.page,
					})
				}
			}
		}
	}
	return degreePages
}

// eventPages asks for every list of events.
func (d dataset) eventPages() []storage.EventPage {
	eventPages := []storage.EventPage{{Kind: storage.Feed, Max: d.page}}
	for i, of := range d.records {
		eventPages = append(eventPages,
			storage.EventPage{Kind: storage.OfRecord, Of: of, Max: d.page},
			storage.EventPage{Kind: storage.OfRecord, Of: of, Until: 5, Max: d.page},
			storage.EventPage{Kind: storage.OfRecordState, Of: of, Max: d.page})
		for _, to := range d.types() {
			eventPages = append(eventPages, storage.EventPage{Kind: storage.OfRecord, Of: of, To: to, Max: d.page})
		}
		for _, with := range d.records[:i] {
			eventPages = append(eventPages, storage.EventPage{Kind: storage.OfPair, Of: of, With: with, Max: d.page})
		}
	}
	for _, id := range d.ids {
		eventPages = append(eventPages, storage.EventPage{Kind: storage.OfOperation, Operation: id, Max: d.page})
		eventPages = append(eventPages, storage.EventPage{Kind: storage.OfGroup, Operation: id, Max: d.page})
	}
	return eventPages
}
