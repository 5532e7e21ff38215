package storagetest

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func (r referenceReader) page(b *storage.Batch, p *storage.NeighborPage) {
	if p.Order <= storage.NewestFirst {
		p.MarkAnswered()
	}
	after := p.After
	if p.Of.ID != "" {
		after.Of = "" // a place of another kind of page
	}
	var rows []storage.Neighbor
	for _, n := range r.neighbors(p) {
		if p.After == (storage.Cursor{}) || p.Order.CompareCursors(n.Cursor(), after) > 0 {
			rows = append(rows, n)
		}
	}
	slices.SortFunc(rows, func(m, n storage.Neighbor) int { return p.Order.CompareCursors(m.Cursor(), n.Cursor()) })
	p.Start, p.Next = len(b.Neighbors), p.After
	b.Neighbors, p.More = cut(b.Neighbors, rows, p.Max)
	p.Count = len(b.Neighbors) - p.Start
	if p.Count > 0 {
		p.Next = b.Neighbors[len(b.Neighbors)-1].Cursor()
	}
}

// neighbors returns all rows of p's list, as if p had no cursor and no end.
func (r referenceReader) neighbors(p *storage.NeighborPage) (rows []storage.Neighbor) {
	whole := p.Of.ID == ""
	see := func(of, to record.Ref, state history.State) {
		n := storage.Neighbor{ID: to.ID, State: state}
		if whole {
			n.Of = of.ID
		}
		if of.Type == p.Of.Type && to.Type == p.To && (whole || of == p.Of) && wanted(p, n) {
			rows = append(rows, n)
		}
	}
	for pair, state := range r.links {
		see(pair.A, pair.B, state)
		see(pair.B, pair.A, state.Flip())
	}
	return rows
}

// wanted applies the conditions of p.
func wanted(p *storage.NeighborPage, n storage.Neighbor) bool {
	return (p.Label.IsZero() || n.State.Near.Labels.Has(p.Label)) && (!p.PrimaryOf || n.State.Far.Primary)
}

func (r referenceReader) degreePage(b *storage.Batch, c *storage.DegreePage) {
	c.MarkAnswered()
	c.Start, c.Next, c.More = len(b.DegreeRows), c.After, false
	if c.Of.ID != "" {
		b.DegreeRows = append(b.DegreeRows, r.sidesOf(c.Of)...)
		c.Count = len(b.DegreeRows) - c.Start
		return
	}
	b.DegreeRows, c.More = cut(b.DegreeRows, r.crowded(c), c.Max)
	c.Count = len(b.DegreeRows) - c.Start
	if c.Count > 0 {
		c.Next = b.DegreeRows[len(b.DegreeRows)-1].Of
	}
}

func (r referenceReader) sidesOf(of record.Ref) (rows []storage.DegreeRow) {
	for key, summary := range r.degrees {
		if key.of == of {
			rows = append(rows, storage.DegreeRow{Of: of.ID, To: key.to, Label: key.label, Summary: summary})
		}
	}
	slices.SortFunc(rows, func(a, b storage.DegreeRow) int {
		return cmp.Or(cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
	})
	return rows
}

// crowded returns the degrees after the cursor that have at least as many links as c asks for.
func (r referenceReader) crowded(c *storage.DegreePage) (rows []storage.DegreeRow) {
	for key, summary := range r.degrees {
		if key.of.Type == c.Of.Type && key.to == c.To && key.label == c.Label &&
			summary.Count >= c.AtLeast && record.CompareIDs(key.of.ID, c.After) > 0 {
			rows = append(rows, storage.DegreeRow{Of: key.of.ID, To: key.to, Label: key.label, Summary: summary})
		}
	}
	slices.SortFunc(rows, func(a, b storage.DegreeRow) int { return record.CompareIDs(a.Of, b.Of) })
	return rows
}
