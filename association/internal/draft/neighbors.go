package draft

import (
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// others returns the records of type to that are linked to of, without gone: the first of
// them in the given order, about as many as are wanted, and at least one if any exists.
func (d *Draft) others(of record.Ref, to record.Type, gone record.ID, order storage.Order, wanted int) ([]storage.Neighbor, error) {
	changed := 0
	for i := range d.Rows.LinksOf(of) {
		if _, touches := d.neighborRow(i, of, to); touches && d.Rows.Links[i].Now != d.Rows.Links[i].Was {
			changed++
		}
	}
	for size := wanted + changed; ; size *= 2 {
		size = min(size, storage.MaxPage)
		page := d.Rows.Neighbors(storage.NeighborPage{Of: of, To: to, Order: order, Max: size})
		if page == nil {
			return nil, MoreRows
		}
		rows := d.PageRows(page, gone)
		if len(rows) > 0 || !page.More || size == storage.MaxPage {
			return rows, nil
		}
	}
}

// PageRows returns the rows of a page as the draft sees them, without gone. They are the
// page's own where the draft changes nothing, and only to be read. A link that was asked
// for and is still to be read is as in the page.
func (d *Draft) PageRows(page *storage.NeighborPage, gone record.ID) []storage.Neighbor {
	rows, links := slices.Clip(page.Rows(&d.Rows.Batch)), len(d.Rows.Links)-len(d.Rows.Unread().Links)
	hides := func(row storage.Neighbor) bool {
		i := d.Rows.FindLink(page.Of, record.New(page.To, row.ID))
		return row.ID == gone || i >= 0 && i < links
	}
	if slices.ContainsFunc(rows, hides) {
		rows = slices.DeleteFunc(slices.Clone(rows), hides)
	}
	read := len(rows)
	for i := range d.Rows.LinksOf(page.Of) {
		row, touches := d.neighborRow(i, page.Of, page.To)
		if i >= links || !touches || !row.State.Linked() || row.ID == gone {
			continue
		}
		if inPage(page, row.Cursor()) {
			rows = append(rows, row)
		}
	}
	if len(rows) > read {
		slices.SortFunc(rows, func(a, b storage.Neighbor) int { return page.Order.CompareCursors(a.Cursor(), b.Cursor()) })
	}
	return rows
}

// inPage reports whether a row of the draft is of a page. After the last row that was read
// there may be rows that come before it, and a row before the first is of another page.
func inPage(page *storage.NeighborPage, at storage.Cursor) bool {
	if page.More && page.Order.CompareCursors(at, page.Next) > 0 {
		return false
	}
	return page.After == (storage.Cursor{}) || page.Order.CompareCursors(at, page.After) > 0
}

// neighborRow returns the i-th link of the draft as a row of a page of of's neighbours.
func (d *Draft) neighborRow(i int, of record.Ref, to record.Type) (storage.Neighbor, bool) {
	switch l := &d.Rows.Links[i]; {
	case l.A == of && l.B.Type == to:
		return storage.Neighbor{ID: l.B.ID, State: l.Now}, true
	case l.B == of && l.A.Type == to:
		return storage.Neighbor{ID: l.A.ID, State: l.Now.Flip()}, true
	}
	return storage.Neighbor{}, false
}

// LinkedTypes returns the types of the records that a record may be linked to, in order.
func (d *Draft) LinkedTypes(of record.Ref) ([]record.Type, error) {
	degrees := d.Rows.DegreesOf(of)
	if degrees == nil {
		return nil, MoreRows
	}
	var types []record.Type
	for _, row := range degrees.Rows(&d.Rows.Batch) {
		if row.Label.IsZero() && row.Summary.Count > 0 {
			types = append(types, row.To)
		}
	}
	for i := range d.Rows.LinksOf(of) {
		switch l := &d.Rows.Links[i]; of {
		case l.A:
			types = append(types, l.B.Type)
		case l.B:
			types = append(types, l.A.Type)
		}
	}
	slices.Sort(types)
	return slices.Compact(types), nil
}

// AllNeighbors calls fn with all links of a record towards a type, page by page, as the
// draft sees them. AllNeighbors returns [MoreRows] when a page is still to be read.
func (d *Draft) AllNeighbors(of record.Ref, to record.Type, fn func([]storage.Neighbor)) error {
	for q := (storage.NeighborPage{Of: of, To: to, Max: storage.MaxPage}); ; {
		page := d.Rows.Neighbors(q)
		if page == nil {
			return MoreRows
		}
		fn(d.PageRows(page, ""))
		if !page.More {
			return nil
		}
		q.After = page.Next
	}
}

// CountOf returns how many links a record has towards a type, asking when nobody has.
func (d *Draft) CountOf(of record.Ref, to record.Type) int { return d.DegreeOf(of, to).Count }

// DegreeOf returns how many links a record has towards a type, and which is primary,
// asking when nobody has.
func (d *Draft) DegreeOf(of record.Ref, to record.Type) storage.Summary {
	return d.Rows.Degrees[d.Rows.Degree(of, to, label.TypeID{})].Now
}
