package association

import (
	"slices"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// others returns the records of type to that are linked to of, without gone: the first
// of them in the given order, about as many as are wanted, and at least one if there is one.
func (d *draft) others(of record.Ref, to record.Type, gone record.ID, order storage.Order, wanted int) ([]storage.Neighbor, error) {
	changed := 0
	for i := range d.LinksOf(of) {
		if _, touches := d.row(i, of, to); touches && d.Links[i].Now != d.Links[i].Was {
			changed++
		}
	}
	for want := wanted + changed; ; want *= 2 {
		want = min(want, storage.MaxPage)
		page := d.Neighbors(storage.NeighborPage{Of: of, To: to, Order: order, Max: want})
		if page == nil {
			return nil, errAgain
		}
		rows := d.overlay(page, gone)
		if len(rows) > 0 || !page.More || want == storage.MaxPage {
			return rows, nil
		}
	}
}

// listed is how many candidates an error names at most.
const listed = 25

// overlay returns the rows of page as the draft sees them, without gone. They are the
// page's own where the draft changes nothing, and only to be read. A link that was asked for and is still to be
// read is as the page has it.
func (d *draft) overlay(page *storage.NeighborPage, gone record.ID) []storage.Neighbor {
	rows, links := slices.Clip(page.Rows(&d.Batch.Batch)), len(d.Links)-len(d.Unread().Links)
	hides := func(row storage.Neighbor) bool {
		i := d.FindLink(page.Of, record.New(page.To, row.ID))
		return row.ID == gone || i >= 0 && i < links
	}
	if slices.ContainsFunc(rows, hides) {
		rows = slices.DeleteFunc(slices.Clone(rows), hides)
	}
	read := len(rows)
	for i := range d.LinksOf(page.Of) {
		row, touches := d.row(i, page.Of, page.To)
		if i >= links || !touches || !row.State.Linked() || row.ID == gone {
			continue
		}
		// Behind the last row read there may be rows that stand before this one; what
		// stands before the first is of another page.
		if page.More && page.Order.CompareCursors(row.Cursor(), page.Next) > 0 || page.After != (storage.Cursor{}) && page.Order.CompareCursors(row.Cursor(), page.After) <= 0 {
			continue
		}
		rows = append(rows, row)
	}
	if len(rows) > read {
		slices.SortFunc(rows, func(a, b storage.Neighbor) int { return page.Order.CompareCursors(a.Cursor(), b.Cursor()) })
	}
	return rows
}

// row returns the i-th link of the draft as a row of a page of of's neighbours.
func (d *draft) row(i int, of record.Ref, to record.Type) (storage.Neighbor, bool) {
	switch l := &d.Links[i]; {
	case l.A == of && l.B.Type == to:
		return storage.Neighbor{ID: l.B.ID, State: l.Now}, true
	case l.B == of && l.A.Type == to:
		return storage.Neighbor{ID: l.A.ID, State: l.Now.Flip()}, true
	}
	return storage.Neighbor{}, false
}
