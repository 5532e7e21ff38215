package batch

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

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

func keyOfPage(p *storage.NeighborPage) pageKey {
	return pageKey{p.Of, p.To, p.Label, p.Order, p.After, p.Max}
}

func keyOfEvents(p *storage.EventPage) eventsKey {
	return eventsKey{p.Kind, p.Of, p.To, p.Operation, p.After, p.Max}
}
