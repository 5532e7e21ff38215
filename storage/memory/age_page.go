package memory

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// answerByAge reads all links of the record to the type, sorts those after the cursor
// by age, and appends the first of them. There is no index by age.
func (n *neighborPages) answerByAge(p *storage.NeighborPage, of rowid.ID, to rowid.Type) {
	n.aged = n.aged[:0]
	n.scan.run(n.read.state, of, to, "", func(row *adjacency.Row) bool {
		if n.passes(p, row) && (p.After == storage.Cursor{} || n.isAfter(p, row)) {
			n.aged = append(n.aged, *row)
		}
		return true
	})
	// Rows come in the order of ids, which is also the order of rows of the same age.
	// So the sort is stable, and newest first begins with the reverse.
	direction := 1
	if p.Order == storage.NewestFirst {
		direction = -1
		slices.Reverse(n.aged)
	}
	slices.SortStableFunc(n.aged, func(a, b adjacency.Row) int { return direction * cmp.Compare(a.Created(), b.Created()) })
	n.reserve(p, len(n.aged))
	for i := range n.aged {
		if !n.append(p, "", &n.aged[i]) {
			return
		}
	}
}

// isAfter reports whether a row comes after the cursor of a page by age.
func (n *neighborPages) isAfter(p *storage.NeighborPage, row *adjacency.Row) bool {
	c := cmp.Compare(row.Created(), p.After.Created)
	if c == 0 {
		c = n.read.state.names.CompareID(row.To, p.After.ID)
	}
	return c > 0 && p.Order == storage.OldestFirst || c < 0 && p.Order == storage.NewestFirst
}
