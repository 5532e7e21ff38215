package storage

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A Batch is the whole conversation of a transaction. The caller appends rows with
// their keys set (and no key twice). Read fills in the answers, see [Unread]. Apply
// writes the rows that the caller changed. A row keeps its index in its slice until
// [Batch.Reset], so the caller may remember indexes. The zero Batch is ready to use.
type Batch struct {
	// Clock is the earliest time that an operation of this batch may get,
	// see Record.Newest.
	Clock record.Time

	Schema     Schema
	Records    []Record
	Operations []Operation
	Metadata   []Metadata
	Degrees    []Degree
	Links      []Link

	NeighborPages     []NeighborPage
	Neighbors         []Neighbor // the rows of all NeighborPages
	DegreePages       []DegreePage
	DegreeRows        []DegreeRow // the rows of all DegreePages
	EventPages        []EventPage
	EventRows         []Event // the rows of all EventPages
	ExpiredPages      []ExpiredPage
	ExpiredRecords    []Record    // the rows of the ExpiredPages of records
	ExpiredOperations []Operation // the rows of the ExpiredPages of operations

	Events     []history.Event // to append, in order
	DropEvents []Position      // of events to drop, ascending; dropping an event again is no error. An open View may still show them

	read progress
}

// keptRows is the greatest capacity of a slice that Reset keeps. Common batches fit.
// The memory that the links of a large hub took is given back.
const keptRows = 4096

// emptied returns the slice without its rows, and with its memory unless that is large.
func emptied[R any](rows []R) []R {
	if cap(rows) > keptRows {
		return nil
	}
	return rows[:0]
}

// Reset empties b for another transaction and keeps the memory of its slices.
func (b *Batch) Reset() {
	b.Clock, b.Schema, b.read = 0, Schema{}, progress{}
	b.Records, b.Operations, b.Metadata = emptied(b.Records), emptied(b.Operations), emptied(b.Metadata)
	b.Degrees, b.Links, b.NeighborPages = emptied(b.Degrees), emptied(b.Links), emptied(b.NeighborPages)
	b.DegreePages, b.EventPages, b.ExpiredPages = emptied(b.DegreePages), emptied(b.EventPages), emptied(b.ExpiredPages)
	b.dropAnswers()
}

// Rewind makes the rows and pages of b questions again, which the next Read answers. It
// drops answers and changes. So a transaction that starts over asks, in a single Read,
// for everything that the attempt before needed. Pages with a cursor are dropped,
// because the rows before the cursor may have changed.
func (b *Batch) Rewind() {
	b.Schema, b.read = Schema{Have: b.Schema.Have}, progress{}
	b.NeighborPages = slices.DeleteFunc(b.NeighborPages, func(p NeighborPage) bool { return p.After != Cursor{} })
	b.DegreePages = slices.DeleteFunc(b.DegreePages, func(c DegreePage) bool { return c.After != "" })
	b.EventPages = slices.DeleteFunc(b.EventPages, func(s EventPage) bool { return s.After != Position{} })
	b.unmarkAll()
	b.dropAnswers()
}

// dropAnswers empties the rows of all pages, and the events to write and to drop.
func (b *Batch) dropAnswers() {
	b.Neighbors, b.DegreeRows, b.EventRows = emptied(b.Neighbors), emptied(b.DegreeRows), emptied(b.EventRows)
	b.ExpiredRecords, b.ExpiredOperations = emptied(b.ExpiredRecords), emptied(b.ExpiredOperations)
	b.Events, b.DropEvents = emptied(b.Events), emptied(b.DropEvents)
}
