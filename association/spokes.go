package association

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A spoke is one link of a record, as the record sees it.
type spoke struct {
	farEnd
	state history.State
}

// A farEnd is the record that a spoke leads to.
type farEnd struct {
	other     record.Ref
	row, side int // those of other and of its side towards the hub, once they were asked for
}

// spokes returns all links of a record as the draft sees them, by type and then by id. It
// asks for the record's sides, then for the links of each type in pages, and returns
// errAgain until they are there.
func (d *draft) spokes(of record.Ref) ([]spoke, error) {
	types, err := d.linkedTypes(of)
	if err != nil {
		return nil, err
	}
	var all []spoke
	var again error
	for _, to := range types {
		err := d.all(of, to, func(rows []storage.Neighbor) {
			all = slices.Grow(all, len(rows))
			for i := range rows {
				all = append(all, spoke{farEnd{other: record.New(to, rows[i].ID)}, rows[i].State})
			}
		})
		if err != nil {
			again = err // the other types are asked for too
		}
	}
	return all, again
}

// compareAge orders links by the time they began, and then by record.
func compareAge(at int64, a record.Ref, bt int64, b record.Ref) int {
	return cmp.Or(cmp.Compare(at, bt), record.Compare(a, b))
}

// linkedTypes returns the types of the records that a record may be linked to.
func (d *draft) linkedTypes(of record.Ref) ([]record.Type, error) {
	census := d.DegreesOf(of)
	if census == nil {
		return nil, errAgain
	}
	var types []record.Type
	for _, row := range census.Rows(&d.Batch.Batch) {
		if row.Label.IsZero() && row.Summary.Count > 0 {
			types = append(types, row.To)
		}
	}
	for i := range d.LinksOf(of) {
		switch l := &d.Links[i]; of {
		case l.A:
			types = append(types, l.B.Type)
		case l.B:
			types = append(types, l.A.Type)
		}
	}
	slices.Sort(types)
	return slices.Compact(types), nil
}

// all calls fn with all links of a record towards a type, page by page.
func (d *draft) all(of record.Ref, to record.Type, fn func([]storage.Neighbor)) error {
	for q := (storage.NeighborPage{Of: of, To: to, Max: storage.MaxPage}); ; {
		page := d.Neighbors(q)
		if page == nil {
			return errAgain
		}
		fn(d.overlay(page, ""))
		if !page.More {
			return nil
		}
		q.After = page.Next
	}
}

// reach asks for what it takes to change a link of a hub of the given type at its far end.
func (d *draft) reach(far *farEnd, hub record.Type) {
	far.row = d.touch(far.other)
	far.side = d.Degree(far.other, hub, label.TypeID{})
}

// shown returns the link of a record that a page showed, which need not be read again. Its
// far end has been asked for.
func (d *draft) shown(of record.Ref, s spoke) edge {
	e := d.end(of, s.other)
	e.records[1], e.sides[1] = s.row, s.side
	if e.row >= 0 {
		return e
	}
	row := storage.Link{A: e.from, B: e.to, Was: s.state, Now: s.state}
	if e.flip {
		row.A, row.B = row.B, row.A
		row.Was, row.Now = s.state.Flip(), s.state.Flip()
	}
	read := d.IsRead()
	e.row = len(d.Links)
	d.Links = append(d.Links, row)
	if read {
		d.MarkRead()
	}
	return e
}

// back calls fn with the events of a record, newest first and as the record sees them,
// those of earlier operations of the transaction included, until fn returns false. With a type it shows only
// the events of links towards it. It returns errAgain when a page is still to be read.
func (d *draft) back(of record.Ref, to record.Type, pageLen int, fn func(history.Event) bool) error {
	for _, e := range slices.Backward(d.Events[:d.first]) {
		if !e.Touches(of) || to != "" && (e.Subject != history.Link || e.From(of).B.Type != to) {
			continue
		}
		if !fn(e.From(of)) {
			return nil
		}
	}
	return d.stored(storage.EventPage{Kind: storage.OfRecord, Of: of, To: to, Max: pageLen}, func(e history.Event) bool { return fn(e.From(of)) })
}

// stored calls fn with the events of a stream that stand in the store until it returns
// false, or returns errAgain when a page is still to be read.
func (d *draft) stored(q storage.EventPage, fn func(history.Event) bool) error {
	for {
		s := d.EventsOf(q)
		if s == nil {
			return errAgain
		}
		rows := s.Rows(&d.Batch.Batch)
		for i := range rows {
			if !fn(rows[i].Event) {
				return nil
			}
		}
		if !s.More {
			return nil
		}
		q.After = rows[len(rows)-1].Position
	}
}

// standIns returns a record and all that were merged into it, directly or by way of others.
// When something is still to be read it returns those that it knows, and errAgain.
func (d *draft) standIns(of record.Ref) ([]record.Ref, error) {
	ids, again := []record.Ref{of}, error(nil)
	for i := 0; i < len(ids); i++ {
		into := ids[i]
		stands := func(e history.Event) bool {
			if e.Subject != history.Merged || e.B != into || slices.Contains(ids, e.A) {
				return true
			}
			if life := d.record(e.A).Now; life.Status == storage.Merged && life.Into == into.ID {
				ids = append(ids, e.A)
			}
			return true
		}
		for _, e := range d.Events {
			stands(e)
		}
		if err := d.stored(storage.EventPage{Kind: storage.OfRecordState, Of: into, Max: fewEvents}, stands); err != nil {
			again = err
		}
	}
	if !d.ready() {
		again = errAgain
	}
	return ids, again
}
