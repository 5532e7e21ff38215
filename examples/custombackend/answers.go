package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A reader answers questions from rows. fed is the newest position that the feed may show. A
// transaction's own events come after it, because the transaction may yet fail.
type reader struct {
	rows *rows
	fed  uint64
}

// Read implements [storage.Reader]. Unread is the part of b that is not answered yet; its
// slices are b's own memory, so answers are put in place. Check refuses questions that no
// backend answers, such as a page of no rows. Finish refuses a Read that left out a question.
func (r reader) Read(_ context.Context, b *storage.Batch) error {
	u := b.Unread()
	if err := u.Check(); err != nil {
		return err
	}
	r.byKey(&u)
	for i := range u.NeighborPages {
		r.page(b, &u.NeighborPages[i])
	}
	for i := range u.DegreePages {
		r.degreePage(b, &u.DegreePages[i])
	}
	for i := range u.EventPages {
		if err := r.eventPage(b, &u.EventPages[i]); err != nil {
			return err
		}
	}
	for i := range u.ExpiredPages {
		r.expiredPage(b, &u.ExpiredPages[i])
	}
	return u.Finish()
}

// byKey fills in the stored rows, once as Was and once as Now. The engine edits Now. Take takes
// each family of rows out of u, and Finish returns an error for a family that is left.
func (r reader) byKey(u *storage.Unread) {
	if s := storage.Take(&u.Schema); s != nil {
		s.Version, s.Document = r.rows.version, nil
		if s.Have != s.Version {
			s.Document = slices.Clone(r.rows.document)
		}
	}
	records := storage.Take(&u.Records)
	for i := range records {
		records[i] = r.record(records[i].Of)
	}
	operations := storage.Take(&u.Operations)
	for i := range operations {
		row := &operations[i]
		row.Was = r.rows.operations[row.ID]
		row.Now = row.Was
	}
	metadata := storage.Take(&u.Metadata)
	for i := range metadata {
		row := &metadata[i]
		row.Was = r.rows.metadata[row.Key]
		row.Now = row.Was
	}
	degrees := storage.Take(&u.Degrees)
	for i := range degrees {
		row := &degrees[i]
		row.Was = r.rows.degrees[degreeKey{row.Of, row.To, row.Label}]
		row.Now = row.Was
	}
	links := storage.Take(&u.Links)
	for i := range links {
		row := &links[i]
		row.Was = r.rows.links[history.Pair{A: row.A, B: row.B}]
		row.Now = row.Was
	}
}

func (r reader) record(of record.Ref) storage.Record {
	state := r.rows.states[of]
	return storage.Record{Of: of, Was: state, Now: state, Newest: r.rows.newest[of]}
}

// A cutout says which rows of a batch's slice answer a question.
type cutout struct {
	start, count int
	more         bool
}

// cut appends the first rows of a sorted list, as many as a page takes.
func cut[R any](to, list []R, most int) ([]R, cutout) {
	n := min(most, len(list))
	return append(to, list[:n]...), cutout{len(to), n, n < len(list)}
}

// page answers for a record, or for all records of a type if the id is empty.
func (r reader) page(b *storage.Batch, p *storage.NeighborPage) {
	whole, after := p.Of.ID == "", p.After
	if !whole {
		after.Of = "" // the order of a single record's page does not use Of
	}
	var list []storage.Neighbor
	look := func(of, to record.Ref, s history.State) {
		n := storage.Neighbor{ID: to.ID, State: s}
		if whole {
			n.Of = of.ID
		}
		asked := of.Type == p.Of.Type && to.Type == p.To && (whole || of == p.Of) &&
			(p.Label.IsZero() || s.Near.Labels.Has(p.Label)) && (!p.PrimaryOf || s.Far.Primary)
		if asked && (p.After == storage.Cursor{} || p.Order.CompareCursors(n.Cursor(), after) > 0) {
			list = append(list, n)
		}
	}
	for pair, state := range r.rows.links { // a link is there once, and is seen from both ends
		look(pair.A, pair.B, state)
		look(pair.B, pair.A, state.Flip())
	}
	slices.SortFunc(list, func(m, n storage.Neighbor) int { return p.Order.CompareCursors(m.Cursor(), n.Cursor()) })
	var is cutout
	b.Neighbors, is = cut(b.Neighbors, list, p.Max)
	if p.Order <= storage.NewestFirst { // Finish returns an error for an order that is newer than this example
		p.MarkAnswered()
	}
	p.Start, p.Count, p.More, p.Next = is.start, is.count, is.more, p.After
	if is.count > 0 {
		p.Next = list[is.count-1].Cursor()
	}
}

// degreePage lists the degrees of a record, or the records of a type with many links.
func (r reader) degreePage(b *storage.Batch, c *storage.DegreePage) {
	one, most := c.Of.ID != "", c.Max
	var list []storage.DegreeRow
	for key, summary := range r.rows.degrees {
		crowded := key.of.Type == c.Of.Type && key.to == c.To && key.label == c.Label &&
			summary.Count >= c.AtLeast && record.CompareIDs(key.of.ID, c.After) > 0
		if one && key.of == c.Of || !one && crowded {
			list = append(list, storage.DegreeRow{Of: key.of.ID, To: key.to, Label: key.label, Summary: summary})
		}
	}
	slices.SortFunc(list, func(a, b storage.DegreeRow) int {
		return cmp.Or(record.CompareIDs(a.Of, b.Of), cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
	})
	if one {
		most = storage.MaxPage // a page of a single record asks for all degrees of the record
	}
	var is cutout
	b.DegreeRows, is = cut(b.DegreeRows, list, most)
	c.MarkAnswered()
	c.Start, c.Count, c.More, c.Next = is.start, is.count, is.more, c.After
	if is.count > 0 {
		c.Next = list[is.count-1].Of
	}
}

// eventPage lists events. They are stored in the order of the feed. Some kinds of page ask
// for the newest first.
func (r reader) eventPage(b *storage.Batch, s *storage.EventPage) error {
	if storage.ComparePositions(s.After, storage.Position{Sequence: r.rows.last}) > 0 {
		return fmt.Errorf("%w: %q is after the newest event", storage.ErrPosition, s.After)
	}
	fromNewest := s.Kind == storage.OfRecord || s.Kind == storage.OfPair || s.Kind == storage.OfRecordState
	list := where(r.rows.events, func(e storage.Event) bool {
		place := storage.ComparePositions(e.Position, s.After)
		after := s.After == storage.Position{} || fromNewest && place < 0 || !fromNewest && place > 0
		return after && r.belongs(e, s)
	})
	if fromNewest {
		slices.Reverse(list)
	}
	var is cutout
	b.EventRows, is = cut(b.EventRows, list, s.Max)
	if s.Kind <= storage.Feed {
		s.MarkAnswered()
	}
	s.Start, s.Count, s.More = is.start, is.count, is.more
	return nil
}

// belongs reports whether e is an answer to an event page, before cursor and Max.
func (r reader) belongs(e storage.Event, s *storage.EventPage) bool {
	link, inTime := e.Subject == history.Link, s.Until == 0 || e.At <= s.Until
	switch s.Kind {
	case storage.OfRecord:
		return e.Touches(s.Of) && inTime && (s.To == "" || link && e.Other(s.Of).Type == s.To)
	case storage.OfPair:
		return link && inTime && e.Pair() == history.PairOf(s.Of, s.With)
	case storage.OfRecordState:
		return !link && e.Touches(s.Of)
	case storage.OfOperation:
		return e.Operation == s.Operation
	case storage.OfGroup:
		return e.Group == s.Operation
	}
	return e.Position.Sequence <= r.fed // the feed
}

// expiredPage lists the rows that have expired, the oldest first.
func (r reader) expiredPage(b *storage.Batch, e *storage.ExpiredPage) {
	var is cutout
	if e.Kind == storage.OperationsExpired {
		var list []storage.Operation
		for id, done := range r.rows.operations {
			if done.At < e.Before {
				list = append(list, storage.Operation{ID: id, Was: done, Now: done})
			}
		}
		slices.SortFunc(list, func(a, b storage.Operation) int {
			return cmp.Or(cmp.Compare(a.Was.At, b.Was.At), history.CompareOperations(a.ID, b.ID))
		})
		b.ExpiredOperations, is = cut(b.ExpiredOperations, list, e.Max)
	} else {
		var list []storage.Record
		for of, state := range r.rows.states {
			if state.Expires != 0 && state.Expires < e.Before {
				list = append(list, r.record(of))
			}
		}
		slices.SortFunc(list, func(a, b storage.Record) int {
			return cmp.Or(cmp.Compare(a.Was.Expires, b.Was.Expires), record.Compare(a.Of, b.Of))
		})
		b.ExpiredRecords, is = cut(b.ExpiredRecords, list, e.Max)
	}
	if e.Kind <= storage.OperationsExpired {
		e.MarkAnswered()
	}
	e.Start, e.Count, e.More = is.start, is.count, is.more
}
