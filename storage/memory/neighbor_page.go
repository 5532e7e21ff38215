package memory

import (
	"slices"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// neighborPages answer pages of neighbours: by id, by age, and of a whole pair of types.
// Their memory is used again for later pages.
type neighborPages struct {
	read *reading
	scan neighborScan

	page  *storage.NeighborPage     // under way, for visit
	visit func(*adjacency.Row) bool // made once, so that a page by id does not allocate
	aged  []adjacency.Row           // rows of a page by age, to be sorted
}

// answer answers p.
func (n *neighborPages) answer(p *storage.NeighborPage) {
	r := n.read
	p.Start, p.Count, p.More, p.Next = len(r.batch.Neighbors), 0, false, p.After
	if p.Order > storage.NewestFirst {
		return // an order of a later version: Finish refuses it
	}
	p.MarkAnswered()
	to, known := r.state.names.FindType(p.To)
	if !known {
		return
	}
	if p.Of.ID == "" {
		n.answerPair(p, to)
		return
	}
	of, known := r.state.names.Find(p.Of)
	if !known {
		return
	}
	if p.Order == storage.ByID {
		n.answerByID(p, of, to)
	} else {
		n.answerByAge(p, of, to)
	}
	p.Count = len(r.batch.Neighbors) - p.Start
	if p.Count > 0 {
		p.Next = r.batch.Neighbors[p.Start+p.Count-1].Cursor()
	}
}

// answerByID appends rows as they are in the neighbour index, which is in this order.
func (n *neighborPages) answerByID(p *storage.NeighborPage, of rowid.ID, to rowid.Type) {
	row := n.read.state.degrees.Row(of, to)
	n.reserve(p, int(row.Count))
	if n.page = p; n.visit == nil {
		n.visit = func(row *adjacency.Row) bool { return n.append(n.page, "", row) }
	}
	n.scan.run(n.read.state, of, to, p.After.ID, n.visit)
}

// reserve makes space for so many rows, as far as the page may have them. If the page
// has a filter, most rows may be left out, so only the ids get space.
func (n *neighborPages) reserve(p *storage.NeighborPage, rows int) {
	rows = min(rows, p.Max)
	n.read.strings.Reserve(rows)
	if p.Label.IsZero() && !p.PrimaryOf {
		n.read.batch.Neighbors = slices.Grow(n.read.batch.Neighbors, rows)
	}
}

// append appends a row that passes the filter of p. If the page is full, append notes
// that there are more, and returns false.
func (n *neighborPages) append(p *storage.NeighborPage, of record.ID, row *adjacency.Row) bool {
	r := n.read
	if !n.passes(p, row) {
		return true
	}
	if len(r.batch.Neighbors)-p.Start == p.Max {
		p.More = true
		return false
	}
	r.batch.Neighbors = append(r.batch.Neighbors, storage.Neighbor{
		Of: of, ID: r.recordID(row.To), State: r.linkState(row),
	})
	return true
}

// passes reports whether a row passes the filter of p.
func (n *neighborPages) passes(p *storage.NeighborPage, row *adjacency.Row) bool {
	if p.PrimaryOf && row.Marks()&linkstate.FarPrimary == 0 {
		return false
	}
	return p.Label.IsZero() || n.read.state.labels.At(row.Labels()).Near.Has(p.Label)
}
