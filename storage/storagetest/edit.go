package storagetest

import (
	"context"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An edit is the change of a single transaction of the suite. The edit is written as by an
// engine: degrees and events agree with the links, and every row is read before it is written.
type edit struct {
	links    []change
	states   []stateChange
	metadata []metadataChange
	name     string // of an operation to remember; "" for none
	document []byte // of the next schema version; nil for none
	forget   []storage.Position
	clock    record.Time // see Batch.Clock
	source   history.Source
	also     []record.Ref // further records that events name: survivors of merges that end
}

// A change is a link's new state, as seen from a. A change that moves a primary mark comes
// after the change that takes the mark from its holder.
type change struct {
	a, b record.Ref
	now  history.State
}

// A stateChange is the new state of a record.
type stateChange struct {
	of  record.Ref
	now storage.RecordState
}

type metadataChange struct{ key, now string }

// linked returns the change that makes a link with labels as a sees them.
func linked(a, b record.Ref, created record.Time, ids ...label.TypeID) change {
	set := label.SetOf(ids...)
	return change{a, b, history.State{Created: created, Near: history.End{Labels: set}, Far: history.End{Labels: mirrored(set)}}}
}

// asPrimary makes b the primary of a as well.
func (c change) asPrimary() change {
	c.now.Near.Primary = true
	return c
}

// unlinked returns the change that takes a link away.
func unlinked(a, b record.Ref) change { return change{a: a, b: b} }

// anchors returns the records that e decides about, as Update wants them.
func (e *edit) anchors() []record.Ref {
	var refs []record.Ref
	if e.document != nil {
		refs = append(refs, record.Ref{})
	}
	refs = append(refs, e.also...)
	for _, c := range e.links {
		refs = append(refs, c.a, c.b)
	}
	for _, l := range e.states {
		refs = append(refs, l.of)
		if l.now.Into != "" {
			refs = append(refs, record.New(l.of.Type, l.now.Into))
		}
	}
	slices.SortFunc(refs, record.Compare)
	return slices.Compact(refs)
}

// ask adds the rows that e is going to change.
func (e *edit) ask(b *storage.Batch) {
	b.Clock = e.clock
	for _, ref := range e.anchors() {
		if !ref.IsZero() {
			b.Records = append(b.Records, storage.Record{Of: ref})
		}
	}
	for _, c := range e.links {
		p := history.PairOf(c.a, c.b)
		if rowOf(b, p) == nil {
			b.Links = append(b.Links, storage.Link{A: p.A, B: p.B})
		}
		for _, l := range counted {
			askSide(b, c.a, c.b.Type, l)
			askSide(b, c.b, c.a.Type, l)
		}
	}
	for _, m := range e.metadata {
		b.Metadata = append(b.Metadata, storage.Metadata{Key: m.key})
	}
	if e.name != "" {
		b.Operations = append(b.Operations, storage.Operation{ID: named(e.name)})
	}
}

func askSide(b *storage.Batch, of record.Ref, to record.Type, l label.TypeID) {
	if sideOf(b, of, to, l) == nil {
		b.Degrees = append(b.Degrees, storage.Degree{Of: of, To: to, Label: l})
	}
}

func named(name string) history.OperationID {
	id, err := history.NamedOperation(name)
	if err != nil {
		return history.Numbered(1 << 40) // the suite gives legal names only
	}
	return id
}

func rowOf(b *storage.Batch, p history.Pair) *storage.Link {
	for i := range b.Links {
		if b.Links[i].A == p.A && b.Links[i].B == p.B {
			return &b.Links[i]
		}
	}
	return nil
}

func sideOf(b *storage.Batch, of record.Ref, to record.Type, l label.TypeID) *storage.Degree {
	for i := range b.Degrees {
		if s := &b.Degrees[i]; s.Of == of && s.To == to && s.Label == l {
			return s
		}
	}
	return nil
}

func recordOf(b *storage.Batch, of record.Ref) *storage.Record {
	for i := range b.Records {
		if b.Records[i].Of == of {
			return &b.Records[i]
		}
	}
	return nil
}

// wish writes e into the rows that a Read answered. The events are stamped with the operation
// and the first time that is free for all records of e. wish returns that time.
func (e *edit) wish(b *storage.Batch, operation history.OperationID) record.Time {
	event := history.Event{At: max(e.clock, 1), Operation: operation, Group: operation, Source: e.source}
	for _, r := range b.Records {
		event.At = max(event.At, r.Newest+1)
	}
	for _, c := range e.links {
		c.wish(b, event)
	}
	for _, l := range e.states {
		l.wish(b, event)
	}
	for i, m := range e.metadata {
		b.Metadata[i].Now = m.now
	}
	for i := range b.Operations {
		b.Operations[i].Now = storage.StoredResult{Fingerprint: [16]byte{1, 2, 3}, Result: "done: " + e.name, At: event.At}
	}
	b.Schema.Body, b.DropEvents = e.document, append(b.DropEvents, e.forget...)
	return event.At
}

func (c change) wish(b *storage.Batch, e history.Event) {
	p := history.PairOf(c.a, c.b)
	row, now := rowOf(b, p), c.now
	if p.A != c.a {
		now = now.Flip()
	}
	if row.Now == now {
		return
	}
	e.A, e.B, e.Was, e.Now = p.A, p.B, row.Now, now
	b.Events = tell(b.Events, e)
	recount(b, p.A, p.B, row.Now, now)
	recount(b, p.B, p.A, row.Now.Flip(), now.Flip())
	row.Now = now
}

// tell adds e to the events of e's operation, which has one event for each link.
func tell(events []history.Event, e history.Event) []history.Event {
	for i := range events {
		if before := &events[i]; before.Subject == history.Link && before.A == e.A && before.B == e.B {
			before.Now = e.Now
			if before.Was == before.Now {
				return slices.Delete(events, i, i+1)
			}
			return events
		}
	}
	return append(events, e)
}

// recount moves the degrees of an end from the old state to the new state.
func recount(b *storage.Batch, of, to record.Ref, was, now history.State) {
	for _, l := range counted {
		s := sideOf(b, of, to.Type, l)
		if was.Linked() && (l.IsZero() || was.Near.Labels.Has(l)) {
			s.Now.Count--
		}
		if now.Linked() && (l.IsZero() || now.Near.Labels.Has(l)) {
			s.Now.Count++
		}
	}
	s := sideOf(b, of, to.Type, label.TypeID{})
	switch {
	case now.Near.Primary:
		s.Now.Primary = to.ID
	case was.Near.Primary:
		s.Now.Primary = ""
	}
}

func (l stateChange) wish(b *storage.Batch, e history.Event) {
	row := recordOf(b, l.of)
	if row.Now == l.now {
		return
	}
	e.A = l.of
	switch {
	case l.now.Status == storage.Merged:
		e.Subject, e.B = history.Merged, record.New(l.of.Type, l.now.Into)
	case l.now.Status == storage.Deleted:
		e.Subject = history.Deleted
	default:
		e.Subject = history.Restored
		if row.Now.Into != "" {
			e.B = record.New(l.of.Type, row.Now.Into)
		}
	}
	if row.Now.Status != l.now.Status {
		b.Events = append(b.Events, e)
	}
	row.Now = l.now
}

// in runs e in a transaction that is under way.
func (e *edit) in(ctx context.Context, tx storage.Tx, operation history.OperationID) error {
	var b storage.Batch
	e.ask(&b)
	if err := tx.Read(ctx, &b); err != nil {
		return err
	}
	e.wish(&b, operation)
	return tx.Apply(ctx, &b)
}

// commit runs e as a transaction.
func (e *edit) commit(ctx context.Context, s storage.Storage, operation history.OperationID) error {
	return s.Update(ctx, e.anchors(), func(tx storage.Tx) error { return e.in(ctx, tx, operation) })
}
