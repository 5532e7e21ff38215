package batch

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Batch is a [storage.Batch] whose rows are found by key. The zero Batch is ready to use.
// It is for one goroutine.
type Batch struct {
	storage.Batch

	records Index[record.Ref]
	degrees Index[DegreeKey]
	links   Index[linkKey]
	pages   Index[pageKey]
	events  Index[eventsKey]
	ends    linksByEnd
}

// Reset empties the batch and keeps its memory. version is that of the schema under which
// the next questions are asked.
func (b *Batch) Reset(version uint64) {
	if b.Size() == 0 && !b.isSchemaRead() {
		b.Schema.Have = version
		return // as the last Reset left it
	}
	b.Batch.Reset()
	b.Schema.Have = version
	b.records.Reset()
	b.degrees.Reset()
	b.links.Reset()
	b.pages.Reset()
	b.events.Reset()
	b.ends.reset()
}

// Rewind turns every row into a question again. Pages that go on after a cursor are
// dropped, so the tables of pages are made anew.
func (b *Batch) Rewind(version uint64) {
	b.Batch.Rewind()
	b.Schema.Have = version
	b.pages.Reset()
	b.events.Reset()
}

func (b *Batch) isSchemaRead() bool { return b.Unread().Schema == nil }

// Size returns how many rows and questions the batch has.
func (b *Batch) Size() int {
	return len(b.Records) + len(b.Operations) + len(b.Metadata) + len(b.Degrees) + len(b.Links) +
		len(b.NeighborPages) + len(b.DegreePages) + len(b.EventPages) + len(b.ExpiredPages)
}

// Reserve makes room for the links of a hub, so that its rows are not moved again and
// again while they are appended. records is how many other records take part, and links
// how many links change.
func (b *Batch) Reserve(records, links int) {
	const besides = 8 // records, degrees and events of the hub itself
	b.Records = slices.Grow(b.Records, records+besides)
	b.Degrees = slices.Grow(b.Degrees, records+besides)
	b.Links = slices.Grow(b.Links, links+besides)
	b.Events = slices.Grow(b.Events, links+besides)
}

// Record returns the position of a record's row, asking for it when it is new.
func (b *Batch) Record(ref record.Ref) int {
	i := Find(&b.records, b.Records, keyOfRecord, ref)
	if i < 0 {
		i = len(b.Records)
		b.Records = append(b.Records, storage.Record{Of: ref})
	}
	return i
}

// Degree returns the position of the row that has how many links a record has towards a
// type, asking for it when it is new. The zero label counts all links.
func (b *Batch) Degree(of record.Ref, to record.Type, id label.TypeID) int {
	i := Find(&b.degrees, b.Degrees, keyOfDegree, DegreeKey{of, to, id})
	if i < 0 {
		i = len(b.Degrees)
		b.Degrees = append(b.Degrees, storage.Degree{Of: of, To: to, Label: id})
	}
	return i
}

// Link returns the position of the row of the link between two different records, asking
// for it when it is new.
func (b *Batch) Link(from, to record.Ref) int {
	key := keyOf(from, to)
	i := Find(&b.links, b.Links, keyOfLink, key)
	if i < 0 {
		i = len(b.Links)
		b.Links = append(b.Links, storage.Link{A: key.a, B: key.b})
	}
	return i
}

// FindLink returns the position of the row of the link between two records, or -1 when
// the batch has none. It asks for nothing.
func (b *Batch) FindLink(from, to record.Ref) int {
	return Find(&b.links, b.Links, keyOfLink, keyOf(from, to))
}

// Note returns the metadata row of a key, asking for it when it is new. The row is good
// until the next one is asked for.
func (b *Batch) Note(key string) *storage.Metadata {
	for i := range b.Metadata {
		if b.Metadata[i].Key == key {
			return &b.Metadata[i]
		}
	}
	b.Metadata = append(b.Metadata, storage.Metadata{Key: key})
	return &b.Metadata[len(b.Metadata)-1]
}

// A DegreeKey names a degree: a record towards a type, perhaps under a label.
type DegreeKey struct {
	Of    record.Ref
	To    record.Type
	Label label.TypeID
}

// A linkKey names a link, a before b in Ref order.
type linkKey struct{ a, b record.Ref }

// keyOf returns the key of the link between two records.
func keyOf(a, b record.Ref) linkKey {
	if record.Compare(a, b) > 0 {
		return linkKey{b, a}
	}
	return linkKey{a, b}
}

// A pageKey names a page of neighbours, and an eventsKey a page of events.
type (
	pageKey struct {
		of    record.Ref
		to    record.Type
		label label.TypeID
		order storage.Order
		after storage.Cursor
		max   int
	}
	eventsKey struct {
		kind      storage.EventPageKind
		of        record.Ref
		to        record.Type
		operation history.OperationID
		after     storage.Position
		max       int
	}
)

func keyOfRecord(r *storage.Record) record.Ref { return r.Of }

func keyOfDegree(d *storage.Degree) DegreeKey { return DegreeKey{d.Of, d.To, d.Label} }

func keyOfLink(l *storage.Link) linkKey { return linkKey{l.A, l.B} }

func keyOfPage(p *storage.NeighborPage) pageKey {
	return pageKey{p.Of, p.To, p.Label, p.Order, p.After, p.Max}
}

func keyOfEvents(p *storage.EventPage) eventsKey {
	return eventsKey{p.Kind, p.Of, p.To, p.Operation, p.After, p.Max}
}
