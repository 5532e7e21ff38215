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
	Pages    map[storage.Page][]storage.Neighbor
	Censuses map[storage.Census][]storage.Tally
	Streams  map[storage.Stream][]history.Event
}

// survey asks a reader everything about a world: all first pages in one Read, all
// second pages in the next, and so on.
func (w world) survey(ctx context.Context, from storage.Reader) (answers, error) {
	a := answers{
		Pages: map[storage.Page][]storage.Neighbor{}, Censuses: map[storage.Census][]storage.Tally{},
		Streams: map[storage.Stream][]history.Event{},
	}
	b := w.byKey()
	b.Pages, b.Censuses, b.Streams = w.pages(), w.censuses(), w.streams()
	f := follower{
		answers: &a, pages: slices.Clone(b.Pages), censuses: slices.Clone(b.Censuses), streams: slices.Clone(b.Streams),
	}
	for range maxSteps {
		if err := from.Read(ctx, &b); err != nil {
			return a, err
		}
		if f.goOn(&b); b.IsRead() {
			a.Version, a.Document = b.Schema.Version, string(b.Schema.Document)
			a.Rows = storage.Batch{
				Records: b.Records, Operations: b.Operations, Memos: b.Memos, Sides: b.Sides, Links: b.Links,
				Expiries: b.Expiries, Ended: b.Ended, Lapsed: b.Lapsed,
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
	pages    []storage.Page
	censuses []storage.Census
	streams  []storage.Stream

	atPage, atCensus, atStream int // how many of the batch's are dealt with
}

// goOn takes the answers of the last Read and asks for what is behind them.
func (f *follower) goOn(b *storage.Batch) {
	for n := len(b.Pages); f.atPage < n; f.atPage++ {
		first, p := f.pages[f.atPage], b.Pages[f.atPage]
		f.Pages[first] = append(f.Pages[first], p.Rows(b)...)
		if p.More {
			f.pages, b.Pages = append(f.pages, first), append(b.Pages, behind(first, p.Next))
		}
	}
	for n := len(b.Censuses); f.atCensus < n; f.atCensus++ {
		first, c := f.censuses[f.atCensus], b.Censuses[f.atCensus]
		f.Censuses[first] = append(f.Censuses[first], c.Rows(b)...)
		if c.More {
			next := first
			next.After = c.Next
			f.censuses, b.Censuses = append(f.censuses, first), append(b.Censuses, next)
		}
	}
	for n := len(b.Streams); f.atStream < n; f.atStream++ {
		first, s := f.streams[f.atStream], b.Streams[f.atStream]
		f.Streams[first] = append(f.Streams[first], eventsOf(s.Rows(b))...)
		if s.More && s.Count > 0 {
			next := first
			next.After = b.Past[s.Start+s.Count-1].Position
			f.streams, b.Streams = append(f.streams, first), append(b.Streams, next)
		}
	}
}

// byKey returns the questions that one Read answers whole.
func (w world) byKey() (b storage.Batch) {
	for i, of := range w.records {
		b.Records = append(b.Records, storage.Record{Of: of})
		for _, to := range w.types() {
			for _, l := range counted {
				b.Sides = append(b.Sides, storage.Side{Of: of, To: to, Label: l})
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
		b.Memos = append(b.Memos, storage.Memo{Key: key})
	}
	for _, before := range []int64{1, 20, 1 << 60} {
		b.Expiries = append(b.Expiries,
			storage.Expiry{Kind: storage.LifeExpiry, Before: before, Max: w.page},
			storage.Expiry{Kind: storage.OperationExpiry, Before: before, Max: w.page})
	}
	return b
}

// pages asks for the neighbours of every record and the links of every pair.
func (w world) pages() (pages []storage.Page) {
	for _, to := range w.types() {
		for _, of := range w.types() {
			pages = append(pages,
				storage.Page{Of: record.Ref{Type: of}, To: to, Max: w.page},
				storage.Page{Of: record.Ref{Type: of}, To: to, Label: manager, PrimaryOf: true, Max: w.page})
		}
		for _, of := range w.records {
			for _, order := range []storage.Order{storage.ByID, storage.OldestFirst, storage.NewestFirst} {
				for _, l := range []label.TypeID{{}, friend} {
					pages = append(pages, storage.Page{Of: of, To: to, Label: l, PrimaryOf: l == friend, Order: order, Max: w.page})
				}
			}
		}
	}
	return pages
}

// censuses asks for every side in both ways.
func (w world) censuses() (censuses []storage.Census) {
	for _, of := range w.records {
		censuses = append(censuses, storage.Census{Of: of})
	}
	for _, of := range w.types() {
		for _, to := range w.types() {
			for _, l := range counted {
				for _, atLeast := range []int{1, 2} {
					censuses = append(censuses, storage.Census{
						Of: record.Ref{Type: of}, To: to, Label: l, AtLeast: atLeast, Max: w.page,
					})
				}
			}
		}
	}
	return censuses
}

// streams asks for every list of events.
func (w world) streams() []storage.Stream {
	streams := []storage.Stream{{Kind: storage.Feed, Max: w.page}}
	for i, of := range w.records {
		streams = append(streams,
			storage.Stream{Kind: storage.OfRecord, Of: of, Max: w.page},
			storage.Stream{Kind: storage.OfRecord, Of: of, Until: 5, Max: w.page},
			storage.Stream{Kind: storage.OfLife, Of: of, Max: w.page})
		for _, to := range w.types() {
			streams = append(streams, storage.Stream{Kind: storage.OfRecord, Of: of, To: to, Max: w.page})
		}
		for _, with := range w.records[:i] {
			streams = append(streams, storage.Stream{Kind: storage.OfPair, Of: of, With: with, Max: w.page})
		}
	}
	for _, id := range w.ids {
		streams = append(streams, storage.Stream{Kind: storage.OfOperation, Operation: id, Max: w.page})
		streams = append(streams, storage.Stream{Kind: storage.OfGroup, Operation: id, Max: w.page})
	}
	return streams
}
