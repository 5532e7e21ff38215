package storage

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Batch is the whole conversation of a transaction. The caller appends rows with
// their keys set (and no key twice), Read fills in the answers, see [Unread], and Apply
// writes the rows that the caller changed. Positions in the slices are stable until
// [Batch.Reset]. The zero Batch is ready to use.
type Batch struct {
	// Clock is the earliest time that an operation of this batch may get, in
	// Unix nanoseconds; see Record.Newest.
	Clock int64

	Schema     Schema
	Records    []Record
	Operations []Operation
	Metadata   []Metadata
	Degrees    []Degree
	Links      []Link

	NeighborPages     []NeighborPage
	Neighbors         []Neighbor // the rows of all Pages
	DegreePages       []DegreePage
	DegreeRows        []DegreeRow // the rows of all DegreePages
	EventPages        []EventPage
	EventRows         []Event // the rows of all EventPages
	ExpiredPages      []ExpiredPage
	ExpiredRecords    []Record    // the rows of the ExpiredPages of lives
	ExpiredOperations []Operation // the rows of the ExpiredPages of operations

	Events     []history.Event // to append, in order
	DropEvents []Position      // events to drop, ascending; one that is gone already is no error. A View that stands may still show them

	read progress
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

// A Record is the life of one record. A RecordState is stored only for ids that were
// deleted or merged away; a backend may keep a row to lock for any id. The engine
// asks for every record that it touches.
type Record struct {
	Of       record.Ref
	Was, Now RecordState

	// Newest is the time of the newest event that ever named the record,
	// forgotten ones included. A backend may answer with any lesser value when
	// that time is before Batch.Clock.
	Newest int64
}

// A RecordState says whether a record can be written to. The zero RecordState is alive.
type RecordState struct {
	Status    RecordStatus
	Into      record.ID           // of a merged one: the direct survivor, of the same type
	At        int64               // when it ended, in Unix nanoseconds
	Expires   int64               // restorable up to and including this time; 0: no longer
	Operation history.OperationID // that ended it
}

// A RecordStatus is alive, deleted or merged.
type RecordStatus uint8

// The states of a record. A backend stores any value, also of states to come.
const (
	Alive RecordStatus = iota
	Deleted
	Merged
)

// An Operation remembers an operation that carries its caller's own id.
type Operation struct {
	ID       history.OperationID
	Was, Now StoredResult
}

// StoredResult is what a repetition of an operation is answered from. The zero StoredResult means
// that the operation has not been done.
type StoredResult struct {
	Fingerprint [16]byte // of the request
	Result      string   // in the engine's own form, at most MaxResult bytes
	At          int64    // when it was done, in Unix nanoseconds; never 0
}

// A Metadata is a note that the engine keeps for itself: how far a walk came, since when
// history is kept.
type Metadata struct {
	Key      string // 1 to MaxMetadataKey bytes of valid UTF-8 without NUL
	Was, Now string // at most MaxMetadata bytes; "" is no row
}

// Sizes in bytes, inclusive. The engine keeps to them.
const (
	MaxDocument    = 1 << 20
	MaxResult      = 64 << 10
	MaxMetadataKey = 255
	MaxMetadata    = 4 << 10
)

// A Degree is a record seen towards a type: how many links there are, and which is
// the primary. With a Label it counts only the links that carry it; the engine
// writes such rows where a label limit stands, and they have no primary.
type Degree struct {
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
	b.Clock, b.Schema, b.read = 0, Schema{}, progress{}
	b.Records, b.Operations, b.Metadata = emptied(b.Records), emptied(b.Operations), emptied(b.Metadata)
	b.Degrees, b.Links, b.NeighborPages = emptied(b.Degrees), emptied(b.Links), emptied(b.NeighborPages)
	b.DegreePages, b.EventPages, b.ExpiredPages = emptied(b.DegreePages), emptied(b.EventPages), emptied(b.ExpiredPages)
	b.dropAnswers()
}

// Rewind makes the rows of b questions again, to be answered by the next Read, and
// drops answers and wishes. A transaction that starts over so asks at once for all
// that its last attempt had learned to ask. Pages, censuses and streams that go on
// behind a cursor are dropped, since what stands before it may have changed.
func (b *Batch) Rewind() {
	b.Schema, b.read = Schema{Have: b.Schema.Have}, progress{}
	b.NeighborPages = slices.DeleteFunc(b.NeighborPages, func(p NeighborPage) bool { return p.After != Cursor{} })
	b.DegreePages = slices.DeleteFunc(b.DegreePages, func(c DegreePage) bool { return c.After != "" })
	b.EventPages = slices.DeleteFunc(b.EventPages, func(s EventPage) bool { return s.After != Position{} })
	b.unmarkAll()
	b.dropAnswers()
}

func (b *Batch) dropAnswers() {
	b.Neighbors, b.DegreeRows, b.EventRows = emptied(b.Neighbors), emptied(b.DegreeRows), emptied(b.EventRows)
	b.ExpiredRecords, b.ExpiredOperations = emptied(b.ExpiredRecords), emptied(b.ExpiredOperations)
	b.Events, b.DropEvents = emptied(b.Events), emptied(b.DropEvents)
}
