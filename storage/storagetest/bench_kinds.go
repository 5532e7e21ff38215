package storagetest

import (
	"math"
	"strconv"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A benchQuestion is a kind of question that a Read can answer.
type benchQuestion struct {
	name string
	ask  func(*storage.Batch)
}

// questions are questions about the hub.
func (h *benched) questions() []benchQuestion {
	middle := company(benchFirst + benchHub/2)
	page := func(p storage.NeighborPage) func(*storage.Batch) {
		p.To, p.Max = record.Companies, 100
		return func(b *storage.Batch) { b.NeighborPages = append(b.NeighborPages, p) }
	}
	degreePage := func(c storage.DegreePage) func(*storage.Batch) {
		return func(b *storage.Batch) { b.DegreePages = append(b.DegreePages, c) }
	}
	stream := func(s storage.EventPage) func(*storage.Batch) {
		s.Max = 100
		return func(b *storage.Batch) { b.EventPages = append(b.EventPages, s) }
	}
	expiry := func(e storage.ExpiredPage) func(*storage.Batch) {
		e.Max, e.Before = 100, math.MaxInt64
		return func(b *storage.Batch) { b.ExpiredPages = append(b.ExpiredPages, e) }
	}
	return []benchQuestion{
		{"schema that is known", func(b *storage.Batch) { b.Schema.Have = 1 }},
		{"schema that is new", func(*storage.Batch) {}},
		{"record", func(b *storage.Batch) { b.Schema.Have, b.Records = 1, append(b.Records, storage.Record{Of: inn}) }},
		{"operation", func(b *storage.Batch) {
			b.Schema.Have, b.Operations = 1, append(b.Operations, storage.Operation{ID: named("first")})
		}},
		{"memo", func(b *storage.Batch) { b.Schema.Have, b.Metadata = 1, append(b.Metadata, storage.Metadata{Key: "a"}) }},
		{"count", func(b *storage.Batch) {
			b.Schema.Have, b.Degrees = 1, append(b.Degrees, storage.Degree{Of: ann, To: record.Companies})
		}},
		{"point", func(b *storage.Batch) { b.Schema.Have, b.Links = 1, append(b.Links, storage.Link{A: middle, B: ann}) }},
		{"page of 100 by id", knowing(page(storage.NeighborPage{Of: ann}))},
		{"page of 100 after a cursor", knowing(page(storage.NeighborPage{Of: ann, After: storage.Cursor{ID: middle.ID}}))},
		{"page of the 100 newest", knowing(page(storage.NeighborPage{Of: ann, Order: storage.NewestFirst}))},
		{"page of 100 with a label", knowing(page(storage.NeighborPage{Of: ann, Label: friend}))},
		{"page of the whole pair", knowing(page(storage.NeighborPage{Of: record.Ref{Type: record.Contacts}}))},
		{"page whose primary it is", knowing(func(b *storage.Batch) {
			b.NeighborPages = append(b.NeighborPages, storage.NeighborPage{Of: company(benchFirst), To: record.Contacts, PrimaryOf: true, Max: 100})
		})},
		{"degrees of a record", knowing(degreePage(storage.DegreePage{Of: ann}))},
		{"degrees of a type", knowing(degreePage(storage.DegreePage{Of: record.Ref{Type: record.Contacts}, To: record.Companies, AtLeast: 1000, Max: 100}))},
		{"newest 100 events", knowing(stream(storage.EventPage{Kind: storage.OfRecord, Of: ann}))},
		{"newest 100 events towards a type", knowing(stream(storage.EventPage{Kind: storage.OfRecord, Of: ann, To: record.Companies}))},
		{"events of a link", knowing(stream(storage.EventPage{Kind: storage.OfPair, Of: ann, With: middle}))},
		{"events of a life", knowing(stream(storage.EventPage{Kind: storage.OfRecordState, Of: inn}))},
		{"100 events of an operation", knowing(stream(storage.EventPage{Kind: storage.OfOperation, Operation: numbered(1)}))},
		{"100 events of a group", knowing(stream(storage.EventPage{Kind: storage.OfGroup, Operation: numbered(1)}))},
		{"100 events of the feed", knowing(stream(storage.EventPage{Kind: storage.Feed, After: h.events[benchHub/2]}))},
		{"ended records", knowing(expiry(storage.ExpiredPage{Kind: storage.RecordsExpired}))},
		{"expired operations", knowing(expiry(storage.ExpiredPage{Kind: storage.OperationsExpired}))},
	}
}

// knowing asks without the document, as an engine does that has read the document before.
func knowing(ask func(*storage.Batch)) func(*storage.Batch) {
	return func(b *storage.Batch) { b.Schema.Have = 1; ask(b) }
}

// A benchWrite is a kind of write that an Apply can make.
type benchWrite struct {
	name  string
	uses  bool // each edit takes something of the hub away
	links int  // how many new links the write makes at once, instead of an edit
	edit  func(h *benched, n int) edit
}

var benchWrites = []benchWrite{
	{name: "associate", edit: func(_ *benched, n int) edit {
		return edit{links: []change{newLink(n)}, clock: record.Time(n)}
	}},
	{name: "associate 100 at once", links: 100},
	{name: "dissociate", uses: true, edit: func(_ *benched, n int) edit {
		return edit{links: []change{unlinked(ann, company(benchFirst+n%benchHub))}}
	}},
	{name: "set labels", edit: func(_ *benched, n int) edit {
		c := linked(ann, company(benchFirst+n%benchHub), 1, manager)
		if n/benchHub%2 == 1 {
			c = linked(ann, c.b, 1, friend)
		}
		return edit{links: []change{c}}
	}},
	{name: "move the primary", edit: func(_ *benched, n int) edit {
		from, to := company(benchFirst+n%benchHub), company(benchFirst+(n+1)%benchHub)
		return edit{links: []change{linked(ann, from, 1, friend), linked(ann, to, 1, friend).asPrimary()}}
	}},
	{name: "end or restore a record", edit: func(_ *benched, n int) edit {
		of := record.New(record.Deals, record.ID(strconv.Itoa(n/2+1)))
		if n%2 == 1 {
			return edit{states: []stateChange{{of, storage.RecordState{}}}}
		}
		return edit{states: []stateChange{{of, storage.RecordState{Status: storage.Deleted, At: 1, Expires: 5}}}}
	}},
	{name: "remember an operation", edit: func(_ *benched, n int) edit {
		return edit{name: "operation " + strconv.Itoa(n), clock: record.Time(n)}
	}},
	{name: "note a memo", edit: func(_ *benched, n int) edit {
		return edit{metadata: []metadataChange{{"place", strconv.Itoa(n)}}}
	}},
	{name: "new schema of 10 kB", edit: func(_ *benched, n int) edit {
		document := make([]byte, 10_000)
		document[0] = byte(n)
		return edit{document: document}
	}},
	{name: "forget an event", uses: true, edit: func(h *benched, n int) edit {
		first := h.events[0]
		h.events = h.events[1:]
		return edit{forget: []storage.Position{first}}
	}},
}

// newLink links a new contact to a company, which becomes the contact's primary.
func newLink(n int) change {
	of := record.New(record.Contacts, record.ID(strconv.Itoa(n+1000)))
	return linked(of, company(benchFirst+n%benchHub), record.Time(n+1)).asPrimary()
}
