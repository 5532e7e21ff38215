package memory

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// maxScan is the greatest number of records and links that a page over all records of a
// type reads. The page then ends, if need be with fewer rows than asked for.
const maxScan = storage.MaxPage

// firstID comes before every id. It is the neighbour in the cursor of a page that ended
// with a record without rows.
const firstID record.ID = "\x01"

// answerPair answers a page of all links between two types: record by record in Ref
// order, and for each its neighbours.
func (n *neighborPages) answerPair(p *storage.NeighborPage, to rowid.Type) {
	r := n.read
	of, known := r.state.names.FindType(p.Of.Type)
	if !known {
		return
	}
	r.strings.Reserve(2 * min(p.Max, r.state.neighbors.Len()))
	// Records count against the budget too: many of them may have no link to the type.
	budget := maxScan
	records := adjacency.RecordsAfter(r.state.neighbors, &r.state.names, r.state.textCache(), of, p.After.Of, true)
	for id, ok := records.Next(); ok && !p.More; id, ok = records.Next() {
		if budget == 0 {
			p.More = true
			break
		}
		budget--
		n.appendLinks(p, id, to, &budget)
	}
	p.Count = len(r.batch.Neighbors) - p.Start
}

// appendLinks appends the links of one record and moves Next to the last link that was
// read.
func (n *neighborPages) appendLinks(p *storage.NeighborPage, of rowid.ID, to rowid.Type, budget *int) {
	after, id, last := record.ID(""), n.read.recordID(of), rowid.ID(0)
	if id == p.After.Of {
		after = p.After.ID
	}
	n.scan.run(n.read.state, of, to, after, func(row *adjacency.Row) bool {
		if *budget == 0 {
			p.More = true
			return false
		}
		*budget--
		if !n.append(p, id, row) {
			return false
		}
		last = row.To
		return true
	})
	switch {
	case last != 0:
		p.Next = storage.Cursor{Of: id, ID: n.read.recordID(last)}
	case id != p.Next.Of && !p.More:
		p.Next = storage.Cursor{Of: id, ID: firstID}
	}
}
