package batch

import (
	"hash/maphash"
	"slices"

	"github.com/relata-go/relata/label"
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

// Record returns the position of a record's row. A new row becomes a question.
func (b *Batch) Record(ref record.Ref) int {
	i := Find(&b.records, b.Records, keyOfRecord, ref)
	if i < 0 {
		i = len(b.Records)
		b.Records = append(b.Records, storage.Record{Of: ref})
	}
	return i
}

// Degree returns the position of the row that says how many links a record has towards a
// type. A new row becomes a question. The zero label counts all links.
func (b *Batch) Degree(of record.Ref, to record.Type, id label.TypeID) int {
	i := Find(&b.degrees, b.Degrees, keyOfDegree, DegreeKey{of, to, id})
	if i < 0 {
		i = len(b.Degrees)
		b.Degrees = append(b.Degrees, storage.Degree{Of: of, To: to, Label: id})
	}
	return i
}

// Link returns the position of the row of the link between two different records. A new row
// becomes a question.
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
// the batch has none. It asks no question.
func (b *Batch) FindLink(from, to record.Ref) int {
	return Find(&b.links, b.Links, keyOfLink, keyOf(from, to))
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

func keyOfRecord(r *storage.Record) record.Ref { return r.Of }

func keyOfDegree(d *storage.Degree) DegreeKey { return DegreeKey{d.Of, d.To, d.Label} }

func keyOfLink(l *storage.Link) linkKey { return linkKey{l.A, l.B} }

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

// An Index finds the rows of one family by key. Few rows are compared in turn, which
// costs less than hashing their names. Many are mostly asked for again in the order in
// which they were asked for first, so the row after the last find is tried first;
// the others are found in a table of hashes and row numbers, a fraction of the size of a
// map that has the keys as well.
type Index[K comparable] struct {
	slots []slot // as many as a power of two, at most two thirds of them in use
	known int    // how many rows are in slots
	next  int    // the row after the last find
}

// A slot names a row, counted from 1, and has half of the key's hash; 0 names none.
type slot struct{ hash, row uint32 }

// few is the greatest number of rows that are compared in turn. A single operation has fewer:
// two degrees and a link.
const few = 8

// Kept is how many entries of memory are kept for the next transaction, and keptSlots how
// many slots for each row of the last transaction. The larger a table is, the more clearing costs.
const (
	Kept      = 4096
	keptSlots = 16
)

// Reset forgets all rows and keeps the memory, unless that is large, or was made for many
// more rows than there are now.
func (x *Index[K]) Reset() {
	switch {
	case x.known == 0:
	case len(x.slots) > min(2*Kept, keptSlots*x.known): // a row has two or so
		x.slots = nil
	default:
		clear(x.slots)
	}
	x.known, x.next = 0, 0
}

// Find returns the position of the row with the given key, or -1.
func Find[K comparable, R any](x *Index[K], rows []R, key func(*R) K, want K) int {
	if len(rows) <= few {
		for i := range rows {
			if key(&rows[i]) == want {
				return i
			}
		}
		return -1
	}
	if x.next < len(rows) && key(&rows[x.next]) == want {
		x.next++
		return x.next - 1
	}
	if 3*len(rows) > 2*len(x.slots) {
		x.grow(len(rows))
	}
	for ; x.known < len(rows); x.known++ {
		x.put(slot{hash(key(&rows[x.known])), uint32(x.known) + 1})
	}
	code := hash(want)
	for at := code; ; at++ {
		s := x.slots[at&uint32(len(x.slots)-1)]
		if s.row == 0 {
			return -1
		}
		if i := int(s.row - 1); s.hash == code && key(&rows[i]) == want {
			x.next = i + 1
			return i
		}
	}
}

// grow makes a table for so many rows.
func (x *Index[K]) grow(rows int) {
	size := 4 * few
	for 3*rows > 2*size {
		size *= 2
	}
	old := x.slots
	x.slots = make([]slot, size)
	for _, s := range old {
		if s.row != 0 {
			x.put(s)
		}
	}
}

func (x *Index[K]) put(s slot) {
	at := s.hash
	for x.slots[at&uint32(len(x.slots)-1)].row != 0 {
		at++
	}
	x.slots[at&uint32(len(x.slots)-1)] = s
}

var seed = maphash.MakeSeed()

func hash[K comparable](key K) uint32 { return uint32(maphash.Comparable(seed, key)) }
