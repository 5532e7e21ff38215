package storagetest

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// maxSteps bounds a walk, so that a backend whose cursors turn in circles does not hang the
// suite.
const maxSteps = 100_000

var errEndless = fmt.Errorf("a walk has not ended after %d pages: %w", maxSteps, storage.ErrCorrupt)

// walk returns all rows of p's list, page by page of p.Max rows, each after Next of the page
// before.
func walk(ctx context.Context, from storage.Reader, p storage.NeighborPage) (rows []storage.Neighbor, err error) {
	var b storage.Batch
	for range maxSteps {
		b.Reset()
		b.NeighborPages = append(b.NeighborPages, p)
		if err := from.Read(ctx, &b); err != nil {
			return nil, err
		}
		answer := &b.NeighborPages[0]
		rows = append(rows, answer.Rows(&b)...)
		if !answer.More {
			return rows, nil
		}
		p.After = answer.Next
	}
	return nil, errEndless
}

// walkDegrees is walk for records by their number of links.
func walkDegrees(ctx context.Context, from storage.Reader, c storage.DegreePage) (rows []storage.DegreeRow, err error) {
	var b storage.Batch
	for range maxSteps {
		b.Reset()
		b.DegreePages = append(b.DegreePages, c)
		if err := from.Read(ctx, &b); err != nil {
			return nil, err
		}
		answer := &b.DegreePages[0]
		rows = append(rows, answer.Rows(&b)...)
		if !answer.More {
			return rows, nil
		}
		c.After = answer.Next
	}
	return nil, errEndless
}

// walkStream is walk for events; each page begins after the last event of the page before.
func walkStream(ctx context.Context, from storage.Reader, s storage.EventPage) (rows []storage.Event, err error) {
	var b storage.Batch
	for range maxSteps {
		b.Reset()
		b.EventPages = append(b.EventPages, s)
		if err := from.Read(ctx, &b); err != nil {
			return nil, err
		}
		answer := &b.EventPages[0]
		rows = append(rows, answer.Rows(&b)...)
		if !answer.More {
			return rows, nil
		}
		if answer.Count == 0 {
			return nil, fmt.Errorf("a stream page is empty although there are more events: %w", storage.ErrCorrupt)
		}
		s.After = rows[len(rows)-1].Position
	}
	return nil, errEndless
}

// pageOf asks for the neighbours of a record.
func pageOf(of record.Ref, to record.Type, most int) storage.NeighborPage {
	return storage.NeighborPage{Of: of, To: to, Max: most}
}

// pairOf asks for all links between two types.
func pairOf(of, to record.Type, most int) storage.NeighborPage {
	return storage.NeighborPage{Of: record.Ref{Type: of}, To: to, Max: most}
}

// idsOf returns the neighbours' ids in the order of the rows.
func idsOf(rows []storage.Neighbor) []record.ID {
	ids := make([]record.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	return ids
}

// eventsOf returns the events without their places.
func eventsOf(rows []storage.Event) []history.Event {
	events := make([]history.Event, len(rows))
	for i := range rows {
		events[i] = rows[i].Event
	}
	return events
}

// pageAfter returns p with its cursor set to a place.
func pageAfter(p storage.NeighborPage, place storage.Cursor) storage.NeighborPage {
	p.After = place
	return p
}
