package memory

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// lookedAt bounds the records and links that one page over all records of a type
// looks at.
const lookedAt = storage.MaxPage

// firstID stands before, or at, any id: it is the place of a record that has no rows.
const firstID record.ID = "\x01"

// pairPage answers a page of all links between two types: record by record in Ref
// order, and of each its neighbours.
func (q *query) pairPage(p *storage.NeighborPage, to kind) {
	k, typed := q.state.types.kind(p.Of.Type)
	if !typed {
		return
	}
	q.strings.Reserve(2 * min(p.Max, q.state.items.Len()))
	budget := lookedAt
	all := q.state.records(q.state.items, k, p.After.Of, true)
	for of, ok := all.next(); ok && !p.More; of, ok = all.next() {
		if budget == 0 {
			p.More = true
			break
		}
		budget--
		q.pairLinks(p, of, to, &budget)
	}
	p.Count = len(q.batch.Neighbors) - p.Start
}

// pairLinks appends the links of one record and moves Next to where it came.
func (q *query) pairLinks(p *storage.NeighborPage, of handle, to kind, budget *int) {
	after, id, last := record.ID(""), q.state.id(of, &q.strings), handle(0)
	if id == p.After.Of {
		after = p.After.ID
	}
	q.walk(of, to, after, func(it *item) bool {
		if *budget == 0 {
			p.More = true
			return false
		}
		*budget--
		if !q.neighbor(p, id, it) {
			return false
		}
		last = it.to
		return true
	})
	switch {
	case last != 0:
		p.Next = storage.Cursor{Of: id, ID: q.state.id(last, &q.strings)}
	case id != p.Next.Of && !p.More:
		p.Next = storage.Cursor{Of: id, ID: firstID}
	}
}
