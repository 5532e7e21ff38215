package storage

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Batch is the whole conversation of a transaction. The caller appends rows with
// their keys set (and no key twice), Read fills in the answers, and Apply writes
// the rows that the caller changed. Positions in the slices are stable until
// [Batch.Reset]. The zero Batch is ready to use.
type Batch struct {
	// Clock is the caller's clock, in Unix nanoseconds; see Record.Newest.
	Clock int64

	Schema     Schema
	Records    []Record
	Operations []Operation
	Sides      []Side
	Links      []Link

	Pages     []Page
	Neighbors []Neighbor // the rows of all Pages
	Censuses  []Census
	Tallies   []Tally // the rows of all Censuses
	Streams   []Stream
	Past      []Event // the rows of all Streams
	Expiries  []Expiry
	Ended     []Record    // the rows of the Expiries of lives
	Lapsed    []Operation // the rows of the Expiries of operations

	Events []history.Event // to append, in order
	Forget []Position      // events to drop; one that is gone already is no error

	read marks
}

// marks count the rows that were answered.
type marks struct {
	schema                                                                bool
	records, operations, sides, links, pages, censuses, streams, expiries int
}

// A Schema is the account's one document of types, labels, limits and rules.
type Schema struct {
	Have     uint64 // asked: the version that the caller knows; 0: none
	Version  uint64 // answered: the version that stands; 0: none was ever written
	Document []byte // answered when Version differs from Have

	Next uint64 // wished: the version to write; 0 writes nothing
	Body []byte // wished: the document of version Next
}

// A Record is the life of one record. A row is stored only for ids that were
// deleted or merged away. The engine asks for every record that it touches.
type Record struct {
	Of       record.Ref
	Was, Now Life

	// Newest is the time of the newest event of the record. A backend may
	// answer with any lesser value when that time is before Batch.Clock.
	Newest int64
}

// A Life says whether a record can be written to. The zero Life is alive.
type Life struct {
	State     LifeState
	Into      record.ID           // of a merged one: the survivor, of the same type
	At        int64               // when it ended, in Unix nanoseconds
	Until     int64               // restorable up to and including this time; 0: no longer
	Operation history.OperationID // that ended it
}

// A LifeState is alive, deleted or merged.
type LifeState uint8

// The states of a record.
const (
	Alive LifeState = iota
	Deleted
	Merged
)

// An Operation remembers an operation that carries its caller's own id.
type Operation struct {
	ID       history.OperationID
	Was, Now Done
}

// Done is what a repetition of an operation is answered from. The zero Done means
// that the operation has not been done.
type Done struct {
	Fingerprint [16]byte // of the request
	Result      string   // in the engine's own form
	At          int64    // when it was done, in Unix nanoseconds; never 0
}

// A Side is a record seen towards a type: how many links there are, and which is
// the primary. With a Label it counts only the links that carry it; such rows
// exist where a label limit stands, and have no primary.
type Side struct {
	Of       record.Ref
	To       record.Type
	Label    label.TypeID // zero: every link
	Was, Now Summary
}

// A Summary is what a side stores. The zero Summary is stored as no row.
type Summary struct {
	Count   int
	Primary record.ID // "" for none
}

// A Link is one link or the place where one could be: one row for both ends. A
// stands before B in Ref order.
type Link struct {
	A, B     record.Ref
	Was, Now history.State
}

// Reset empties b for another transaction and keeps its memory.
func (b *Batch) Reset() {
	*b = Batch{
		Records: b.Records[:0], Operations: b.Operations[:0], Sides: b.Sides[:0], Links: b.Links[:0],
		Pages: b.Pages[:0], Neighbors: b.Neighbors[:0], Censuses: b.Censuses[:0], Tallies: b.Tallies[:0],
		Streams: b.Streams[:0], Past: b.Past[:0], Expiries: b.Expiries[:0], Ended: b.Ended[:0], Lapsed: b.Lapsed[:0],
		Events: b.Events[:0], Forget: b.Forget[:0],
	}
}

// Rewind makes every row of b a question again, to be answered by the next Read,
// and drops answers and wishes. A transaction that starts over so asks at once for
// all that its last attempt had learned to ask.
func (b *Batch) Rewind() {
	b.read = marks{}
	b.Schema = Schema{Have: b.Schema.Have}
	b.Neighbors, b.Tallies, b.Past = b.Neighbors[:0], b.Tallies[:0], b.Past[:0]
	b.Ended, b.Lapsed = b.Ended[:0], b.Lapsed[:0]
	b.Events, b.Forget = b.Events[:0], b.Forget[:0]
}

// Unread is the part of a Batch that the next Read answers. Its slices share the
// batch's memory, so a backend fills the answers in place.
type Unread struct {
	Schema     *Schema // nil when it was answered already
	Records    []Record
	Operations []Operation
	Sides      []Side
	Links      []Link
	Pages      []Page
	Censuses   []Census
	Streams    []Stream
	Expiries   []Expiry
}

// Unread returns the questions that no Read has answered yet.
func (b *Batch) Unread() Unread {
	u := Unread{
		Records: b.Records[b.read.records:], Operations: b.Operations[b.read.operations:],
		Sides: b.Sides[b.read.sides:], Links: b.Links[b.read.links:],
		Pages: b.Pages[b.read.pages:], Censuses: b.Censuses[b.read.censuses:],
		Streams: b.Streams[b.read.streams:], Expiries: b.Expiries[b.read.expiries:],
	}
	if !b.read.schema {
		u.Schema = &b.Schema
	}
	return u
}

// MarkRead records that every question up to here has its answer. Every Read ends
// with it.
func (b *Batch) MarkRead() {
	b.read = marks{
		schema: true, records: len(b.Records), operations: len(b.Operations), sides: len(b.Sides),
		links: len(b.Links), pages: len(b.Pages), censuses: len(b.Censuses), streams: len(b.Streams),
		expiries: len(b.Expiries),
	}
}

// IsRead reports whether nothing in b waits for an answer.
func (b *Batch) IsRead() bool {
	return b.read == marks{
		schema: b.read.schema, records: len(b.Records), operations: len(b.Operations), sides: len(b.Sides),
		links: len(b.Links), pages: len(b.Pages), censuses: len(b.Censuses), streams: len(b.Streams),
		expiries: len(b.Expiries),
	}
}
