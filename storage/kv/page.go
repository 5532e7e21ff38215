package kv

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// lookedAt is how many rows a page that may be short looks at, before it ends with
// fewer rows than were wanted.
const lookedAt = 4096

// page answers p, by id as the halves stand, by age from all of them.
func (q *query) page(p *storage.NeighborPage) {
	p.Start, p.Count, p.More, p.Next = len(q.batch.Neighbors), 0, false, p.After
	a, b := q.kind(p.Of.Type), q.kind(p.To)
	prefix := appendKind(appendKind(q.row(familyLink), a), b)
	switch q.kept(prefix); {
	case p.Of.ID == "":
		q.pairPage(p, prefix)
	case p.Order == storage.ByID:
		q.pageByID(p, q.kept(appendID(prefix, p.Of.ID)))
	default:
		q.pageByAge(p, q.kept(appendID(prefix, p.Of.ID)))
	}
	p.Count = len(q.batch.Neighbors) - p.Start
	if p.Order <= storage.NewestFirst { // a later order is left unanswered
		p.MarkAnswered()
	}
}

func (q *query) pageByID(p *storage.NeighborPage, prefix []byte) {
	q.low = append(q.low[:0], prefix...)
	if p.After.ID != "" {
		q.low = append(appendID(q.low, p.After.ID), 0)
	}
	q.scan(prefix, q.low, func(s *scanner, key, value []byte) bool {
		id := s.id()
		return q.neighbor(p, nil, id, s, key, value)
	})
	q.nextPage(p)
}

// pairPage goes over the links of two types, and stops when it has looked at many.
func (q *query) pairPage(p *storage.NeighborPage, prefix []byte) {
	q.low = append(q.low[:0], prefix...)
	if p.After.Of != "" {
		q.low = append(appendID(appendID(q.low, p.After.Of), p.After.ID), 0)
	}
	budget := lookedAt + p.Max
	q.scan(prefix, q.low, func(s *scanner, key, value []byte) bool {
		of, id := s.id(), s.id()
		if budget--; budget < 0 {
			p.More = true
			return false
		}
		if !q.neighbor(p, of, id, s, key, value) {
			return false
		}
		if budget == 0 { // the page ends behind this row
			p.Next = storage.Cursor{Of: record.ID(of), ID: record.ID(id)}
		}
		return true
	})
	if budget > 0 || len(q.batch.Neighbors)-p.Start == p.Max {
		q.nextPage(p)
	}
}

// nextPage goes on behind the last row.
func (q *query) nextPage(p *storage.NeighborPage) {
	if n := len(q.batch.Neighbors); n > p.Start {
		p.Next = q.batch.Neighbors[n-1].Cursor()
	}
}

// neighbor appends a row that p wants, or finds that there are more than it may have.
func (q *query) neighbor(p *storage.NeighborPage, of, id []byte, s *scanner, key, value []byte) bool {
	v := scanner{left: value}
	state := v.state(0, false, &q.sets)
	switch {
	case !q.whole(key, s, &v):
		return false
	case !wants(p, &state):
		return true
	case len(q.batch.Neighbors)-p.Start == p.Max:
		p.More = true
		return false
	}
	q.batch.Neighbors = append(q.batch.Neighbors, storage.Neighbor{
		Of: record.ID(q.strings.Text(of)), ID: record.ID(q.strings.Text(id)), State: state,
	})
	return true
}

// wants applies what restricts p.
func wants(p *storage.NeighborPage, state *history.State) bool {
	return (!p.PrimaryOf || state.Far.Primary) && (p.Label.IsZero() || state.Near.Labels.Has(p.Label))
}

// An agedLink is a link that a page by age may show. Its id is in the query's ink.
type agedLink struct {
	state      history.State
	start, end int
}

// pageByAge picks the oldest or newest links behind the cursor. It keeps few more
// than the page can have at any time.
func (q *query) pageByAge(p *storage.NeighborPage, prefix []byte) {
	q.aged, q.ink = q.aged[:0], q.ink[:0]
	q.scan(prefix, nil, func(s *scanner, key, value []byte) bool {
		id, v := s.id(), scanner{left: value}
		state := v.state(0, false, &q.sets)
		if !q.whole(key, s, &v) {
			return false
		}
		if !wants(p, &state) || p.After != (storage.Cursor{}) && !isBehind(p, state.Created, id) {
			return true
		}
		if len(q.aged) > 2*p.Max+lookedAt {
			q.pickAged(p)
		}
		start := len(q.ink)
		q.ink = append(q.ink, id...)
		q.aged = append(q.aged, agedLink{state, start, len(q.ink)})
		return true
	})
	q.pickAged(p)
	p.More = len(q.aged) > p.Max
	q.strings.Reserve(min(len(q.aged), p.Max))
	for _, l := range q.aged[:min(len(q.aged), p.Max)] {
		id := record.ID(q.strings.Text(q.ink[l.start:l.end]))
		q.batch.Neighbors = append(q.batch.Neighbors, storage.Neighbor{ID: id, State: l.state})
	}
	q.nextPage(p)
}

// pickAged sorts what was collected and keeps what the page needs: its rows and one
// that says that there are more.
func (q *query) pickAged(p *storage.NeighborPage) {
	slices.SortFunc(q.aged, func(a, b agedLink) int {
		c := cmp.Or(cmp.Compare(a.state.Created, b.state.Created), compareIDs(q.ink[a.start:a.end], q.ink[b.start:b.end]))
		if p.Order == storage.NewestFirst {
			return -c
		}
		return c
	})
	q.aged = q.aged[:min(len(q.aged), p.Max+1)]
}

// isBehind reports whether a link stands behind the cursor of a page by age.
func isBehind(p *storage.NeighborPage, created int64, id []byte) bool {
	return p.Order.CompareCursors(storage.Cursor{Created: created, ID: record.ID(id)}, p.After) > 0
}

func compareIDs(a, b []byte) int { return record.CompareIDs(record.ID(a), record.ID(b)) }
