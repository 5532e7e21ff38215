package kv

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// An agedLink is a link that a page by age may show. The neighbour's id is
// ids[start:end]: one slice holds all ids, so a link that is cut later has cost no
// allocation.
type agedLink struct {
	state      history.State
	start, end int
}

// answerByAge reads all links of the record to the type and keeps the oldest or newest
// ones after the cursor. There is no index by age: a third and a fourth key for each
// link would make every write dearer. The kept links are sorted and cut now and then,
// so that there are never many more than the page can show.
func (n *neighborPages) answerByAge(p *storage.NeighborPage, prefix []byte) {
	r := n.read
	n.aged, n.ids = n.aged[:0], n.ids[:0]
	r.scan(prefix, nil, func(d *codec.Decoder, key, value []byte) bool {
		id, v := d.ID(), codec.NewDecoder(value)
		state := v.State(&r.labels)
		if !r.isWhole(key, d, &v) {
			return false
		}
		if !passes(p, &state) || p.After != (storage.Cursor{}) && !isAfter(p, state.Created, id) {
			return true
		}
		if len(n.aged) > 2*p.Max+maxScan {
			n.cutAged(p)
		}
		start := len(n.ids)
		n.ids = append(n.ids, id...)
		n.aged = append(n.aged, agedLink{state, start, len(n.ids)})
		return true
	})
	n.cutAged(p)
	p.More = len(n.aged) > p.Max
	r.strings.Reserve(min(len(n.aged), p.Max))
	for _, l := range n.aged[:min(len(n.aged), p.Max)] {
		id := record.ID(r.strings.Text(n.ids[l.start:l.end]))
		r.batch.Neighbors = append(r.batch.Neighbors, storage.Neighbor{ID: id, State: l.state})
	}
	n.setNext(p)
}

// cutAged sorts the kept links and cuts them to Max+1. The last of these is for More,
// and not for the page.
func (n *neighborPages) cutAged(p *storage.NeighborPage) {
	slices.SortFunc(n.aged, func(a, b agedLink) int {
		c := cmp.Or(cmp.Compare(a.state.Created, b.state.Created), compareIDs(n.ids[a.start:a.end], n.ids[b.start:b.end]))
		if p.Order == storage.NewestFirst {
			return -c
		}
		return c
	})
	n.aged = n.aged[:min(len(n.aged), p.Max+1)]
}

// isAfter reports whether a link comes after the cursor of a page by age.
func isAfter(p *storage.NeighborPage, created record.Time, id []byte) bool {
	return p.Order.CompareCursors(storage.Cursor{Created: created, ID: record.ID(id)}, p.After) > 0
}

// compareIDs orders ids in bytes as record.CompareIDs does. The conversions do not
// allocate.
func compareIDs(a, b []byte) int { return record.CompareIDs(record.ID(a), record.ID(b)) }
