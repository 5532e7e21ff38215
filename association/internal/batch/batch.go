package batch

import (
	"slices"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Batch is a [storage.Batch] whose rows are found by key. The zero Batch is ready to use.
// Only one goroutine may use a Batch.
type Batch struct {
	storage.Batch

	records Index[record.Ref]
	degrees Index[DegreeKey]
	links   Index[linkKey]
	pages   Index[pageKey]
	events  Index[eventsKey]
	ends    linksByEnd
}

// Reset empties the batch and keeps its memory. version is that of the schema that
// the next questions are asked under.
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

// Note returns the metadata row of a key. A new row becomes a question. The row is good until
// another is asked for.
func (b *Batch) Note(key string) *storage.Metadata {
	for i := range b.Metadata {
		if b.Metadata[i].Key == key {
			return &b.Metadata[i]
		}
	}
	b.Metadata = append(b.Metadata, storage.Metadata{Key: key})
	return &b.Metadata[len(b.Metadata)-1]
}
