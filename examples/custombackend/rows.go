package main

import (
	"maps"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// rows are all that is stored of an account. A row that has the zero value is not there.
type rows struct {
	version    uint64
	document   []byte
	states     map[record.Ref]storage.RecordState
	newest     map[record.Ref]record.Time // stays when the event is dropped
	operations map[history.OperationID]storage.StoredResult
	metadata   map[string]string
	degrees    map[degreeKey]storage.Summary
	links      map[history.Pair]history.State
	events     []storage.Event // by position
	last       uint64          // the newest position there ever was: none is given twice
}

type degreeKey struct {
	of    record.Ref
	to    record.Type
	label label.TypeID
}

func newRows() *rows {
	return &rows{
		states: map[record.Ref]storage.RecordState{}, newest: map[record.Ref]record.Time{},
		operations: map[history.OperationID]storage.StoredResult{}, metadata: map[string]string{},
		degrees: map[degreeKey]storage.Summary{}, links: map[history.Pair]history.State{},
	}
}

// copy returns rows that can be written to while r is read. The events are clipped, so
// that an append makes a new array.
func (r *rows) copy() *rows {
	c := *r
	c.states, c.newest, c.operations = maps.Clone(r.states), maps.Clone(r.newest), maps.Clone(r.operations)
	c.metadata, c.degrees, c.links = maps.Clone(r.metadata), maps.Clone(r.degrees), maps.Clone(r.links)
	c.events = slices.Clip(r.events)
	return &c
}

// A change is the rows that an Apply writes: of a batch only the rows that differ. Replaying
// all changes in order gives the rows again, so the journal needs nothing else.
type change struct {
	Version    uint64              `json:",omitempty"`
	Document   []byte              `json:",omitempty"`
	Records    []storage.Record    `json:",omitempty"`
	Operations []storage.Operation `json:",omitempty"`
	Metadata   []storage.Metadata  `json:",omitempty"`
	Degrees    []storage.Degree    `json:",omitempty"`
	Links      []linkRow           `json:",omitempty"`
	Events     []eventRow          `json:",omitempty"`
	DropEvents []storage.Position  `json:",omitempty"`
}

// changeOf copies the changed rows out of b.
func changeOf(b *storage.Batch) (c change) {
	if b.Schema.Body != nil {
		c.Version, c.Document = b.Schema.Version+1, slices.Clone(b.Schema.Body)
	}
	c.Records = where(b.Records, func(r storage.Record) bool { return r.Was != r.Now })
	c.Operations = where(b.Operations, func(o storage.Operation) bool { return o.Was != o.Now })
	c.Metadata = where(b.Metadata, func(m storage.Metadata) bool { return m.Was != m.Now })
	c.Degrees = where(b.Degrees, func(s storage.Degree) bool { return s.Was != s.Now })
	for _, l := range b.Links {
		if l.Was != l.Now {
			c.Links = append(c.Links, linkRow{l.A, l.B, journaled(l.Now)})
		}
	}
	for _, e := range b.Events {
		c.Events = append(c.Events, journalEvent(e))
	}
	c.DropEvents = slices.Clone(b.DropEvents)
	return c
}

func where[R any](all []R, is func(R) bool) (some []R) {
	for _, r := range all {
		if is(r) {
			some = append(some, r)
		}
	}
	return some
}

// write makes a change, fresh from a batch or read back from the journal.
func (r *rows) write(c change) error {
	if c.Version != 0 {
		r.version, r.document = c.Version, c.Document
	}
	for _, row := range c.Records {
		put(r.states, row.Of, row.Now)
	}
	for _, row := range c.Operations {
		put(r.operations, row.ID, row.Now)
	}
	for _, row := range c.Metadata {
		put(r.metadata, row.Key, row.Now)
	}
	for _, row := range c.Degrees {
		put(r.degrees, degreeKey{row.Of, row.To, row.Label}, row.Now)
	}
	for _, row := range c.Links {
		state, err := row.State.state()
		if err != nil {
			return err
		}
		put(r.links, history.Pair{A: row.A, B: row.B}, state)
	}
	for _, row := range c.Events {
		e, err := row.event()
		if err != nil {
			return err
		}
		r.last++
		r.events = append(r.events, storage.Event{Event: e, Position: storage.Position{Sequence: r.last}})
		r.newest[e.A], r.newest[e.B] = max(r.newest[e.A], e.At), max(r.newest[e.B], e.At)
	}
	if len(c.DropEvents) > 0 {
		r.events = where(r.events, func(e storage.Event) bool { return !slices.Contains(c.DropEvents, e.Position) })
	}
	return nil
}

// put stores a row; the zero value is no row.
func put[K, V comparable](table map[K]V, key K, now V) {
	var none V
	if now == none {
		delete(table, key)
		return
	}
	table[key] = now
}
