package storage

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Batch is the whole conversation of a transaction. The caller appends rows with
// their keys set (and no key twice), Read fills in the answers, and Apply writes
// the rows that the caller changed. Positions in the slices are stable until
// [Batch.Reset]. The zero Batch is ready to use.
type Batch struct {
	// Clock is the earliest time that an operation of this batch may get, in
	// Unix nanoseconds; see Record.Newest.
	Clock int64

	Schema     Schema
	Records    []Record
	Operations []Operation
	Memos      []Memo
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
	Forget []Position      // events to drop, ascending; one that is gone already is no error. A View that stands may still show them

	read marks
}

// marks count the rows that were answered.
type marks struct {
	schema                                                                       bool
	records, operations, memos, sides, links, pages, censuses, streams, expiries int
}

// A Schema is the account's one document of types, labels, limits and rules.
type Schema struct {
	Have     uint64 // asked: the version that the caller knows; 0: none
	Version  uint64 // answered: the version that stands; 0: none was ever written
	Document []byte // answered when Version differs from Have

	// Body is wished: the document of version Version+1, 1 to MaxDocument
	// bytes; nil writes nothing. The zero Ref is then among the anchors.
	Body []byte
}

// A Record is the life of one record. A Life is stored only for ids that were
// deleted or merged away; a backend may keep a row to lock for any id. The engine
// asks for every record that it touches.
type Record struct {
	Of       record.Ref
	Was, Now Life

	// Newest is the time of the newest event that ever named the record,
	// forgotten ones included. A backend may answer with any lesser value when
	// that time is before Batch.Clock.
	Newest int64
}

// A Life says whether a record can be written to. The zero Life is alive.
type Life struct {
	State     LifeState
	Into      record.ID           // of a merged one: the direct survivor, of the same type
	At        int64               // when it ended, in Unix nanoseconds
	Expires   int64               // restorable up to and including this time; 0: no longer
	Operation history.OperationID // that ended it
}

// A LifeState is alive, deleted or merged.
type LifeState uint8

// The states of a record. A backend stores any value, also of states to come.
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
	Result      string   // in the engine's own form, at most MaxResult bytes
	At          int64    // when it was done, in Unix nanoseconds; never 0
}

// A Memo is a note that the engine keeps for itself: how far a walk came, since when
// history is kept.
type Memo struct {
	Key      string // 1 to MaxMemoKey bytes of valid UTF-8 without NUL
	Was, Now string // at most MaxMemo bytes; "" is no row
}

// Sizes in bytes, inclusive. The engine keeps to them.
const (
	MaxDocument = 1 << 20
	MaxResult   = 64 << 10
	MaxMemoKey  = 255
	MaxMemo     = 4 << 10
)

// A Side is a record seen towards a type: how many links there are, and which is
// the primary. With a Label it counts only the links that carry it; the engine
// writes such rows where a label limit stands, and they have no primary.
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

// keptRows is how many rows of memory a slice keeps over Reset: enough for the
// batches that come all the time, without holding on to those of a great hub.
const keptRows = 4096

// emptied returns the slice without its rows, and with its memory unless it is large.
func emptied[R any](rows []R) []R {
	if cap(rows) > keptRows {
		return nil
	}
	return rows[:0]
}

// Reset empties b for another transaction and keeps its memory.
func (b *Batch) Reset() {
	b.Clock, b.Schema, b.read = 0, Schema{}, marks{}
	b.Records, b.Operations, b.Memos = emptied(b.Records), emptied(b.Operations), emptied(b.Memos)
	b.Sides, b.Links, b.Pages = emptied(b.Sides), emptied(b.Links), emptied(b.Pages)
	b.Censuses, b.Streams, b.Expiries = emptied(b.Censuses), emptied(b.Streams), emptied(b.Expiries)
	b.dropAnswers()
}

// Rewind makes the rows of b questions again, to be answered by the next Read, and
// drops answers and wishes. A transaction that starts over so asks at once for all
// that its last attempt had learned to ask. Pages, censuses and streams that go on
// behind a cursor are dropped, since what stands before it may have changed.
func (b *Batch) Rewind() {
	b.Schema, b.read = Schema{Have: b.Schema.Have}, marks{}
	b.Pages = slices.DeleteFunc(b.Pages, func(p Page) bool { return p.After != Cursor{} })
	b.Censuses = slices.DeleteFunc(b.Censuses, func(c Census) bool { return c.After != "" })
	b.Streams = slices.DeleteFunc(b.Streams, func(s Stream) bool { return s.After != Position{} })
	b.dropAnswers()
}

func (b *Batch) dropAnswers() {
	b.Neighbors, b.Tallies, b.Past = emptied(b.Neighbors), emptied(b.Tallies), emptied(b.Past)
	b.Ended, b.Lapsed = emptied(b.Ended), emptied(b.Lapsed)
	b.Events, b.Forget = emptied(b.Events), emptied(b.Forget)
}

// Unread is the part of a Batch that the next Read answers. Its slices share the
// batch's memory, so a backend fills the answers in place.
type Unread struct {
	Schema     *Schema // nil when it was answered already
	Records    []Record
	Operations []Operation
	Memos      []Memo
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
		Memos: b.Memos[b.read.memos:],
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
		schema: true, records: len(b.Records), operations: len(b.Operations), memos: len(b.Memos), sides: len(b.Sides),
		links: len(b.Links), pages: len(b.Pages), censuses: len(b.Censuses), streams: len(b.Streams),
		expiries: len(b.Expiries),
	}
}

// IsRead reports whether every row and every page in b has its answer.
func (b *Batch) IsRead() bool {
	return b.read == marks{
		schema: b.read.schema, records: len(b.Records), operations: len(b.Operations), memos: len(b.Memos), sides: len(b.Sides),
		links: len(b.Links), pages: len(b.Pages), censuses: len(b.Censuses), streams: len(b.Streams),
		expiries: len(b.Expiries),
	}
}
