package batch

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

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
