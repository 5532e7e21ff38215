package kv

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// maxScan is how many rows beyond its Max a page reads at most, if the page may end
// with fewer rows than were asked for. The bound keeps a caller that looks for few
// carriers among millions of links from holding a snapshot for minutes.
const maxScan = 4096

// neighborPages answer pages of neighbours: by id, by age, and of a whole pair of types.
type neighborPages struct {
	read *reading
	aged []agedLink // of the page by age under way
	ids  []byte     // of the neighbours in aged, concatenated
}

// answer answers p.
func (n *neighborPages) answer(p *storage.NeighborPage) {
	r := n.read
	p.Start, p.Count, p.More, p.Next = len(r.batch.Neighbors), 0, false, p.After
	if p.Order > storage.NewestFirst {
		return // unanswered, so Finish refuses this order of a later version
	}
	a, b := r.typeNumber(p.Of.Type), r.typeNumber(p.To)
	prefix := r.keep(codec.AppendType(codec.AppendType(r.key(familyLink), a), b))
	switch {
	case p.Of.ID == "":
		n.answerPair(p, prefix)
	case p.Order == storage.ByID:
		n.answerByID(p, r.keep(codec.AppendID(prefix, p.Of.ID)))
	default:
		n.answerByAge(p, r.keep(codec.AppendID(prefix, p.Of.ID)))
	}
	p.Count = len(r.batch.Neighbors) - p.Start
	p.MarkAnswered()
}

// answerByID appends rows in the order of their keys.
func (n *neighborPages) answerByID(p *storage.NeighborPage, prefix []byte) {
	keys := &n.read.keys
	// The cursor need not be a link that exists. The cursor's key with a zero byte
	// appended is the least key after the cursor.
	keys.low = append(keys.low[:0], prefix...)
	if p.After.ID != "" {
		keys.low = append(codec.AppendID(keys.low, p.After.ID), 0)
	}
	n.read.scan(prefix, keys.low, func(d *codec.Decoder, key, value []byte) bool {
		id := d.ID()
		return n.append(p, nil, id, d, key, value)
	})
	n.setNext(p)
}

// answerPair goes over the links of two types. After many rows that the page does not
// want, the page ends.
func (n *neighborPages) answerPair(p *storage.NeighborPage, prefix []byte) {
	keys := &n.read.keys
	keys.low = append(keys.low[:0], prefix...)
	if p.After.Of != "" {
		keys.low = append(codec.AppendID(codec.AppendID(keys.low, p.After.Of), p.After.ID), 0)
	}
	budget := maxScan + p.Max
	n.read.scan(prefix, keys.low, func(d *codec.Decoder, key, value []byte) bool {
		of, id := d.ID(), d.ID()
		if budget--; budget < 0 {
			p.More = true
			return false
		}
		if !n.append(p, of, id, d, key, value) {
			return false
		}
		if budget == 0 { // the next page goes on after this row, wanted or not
			p.Next = storage.Cursor{Of: record.ID(of), ID: record.ID(id)}
		}
		return true
	})
	if budget > 0 || len(n.read.batch.Neighbors)-p.Start == p.Max {
		n.setNext(p)
	}
}

// setNext lets the next page go on after the last row, if there is a row.
func (n *neighborPages) setNext(p *storage.NeighborPage) {
	if rows := n.read.batch.Neighbors; len(rows) > p.Start {
		p.Next = rows[len(rows)-1].Cursor()
	}
}

// append appends a row if the link passes the filter of p. If the page is full, append
// sets More instead and returns false. d is the rest of the key, which should be empty.
func (n *neighborPages) append(p *storage.NeighborPage, of, id []byte, d *codec.Decoder, key, value []byte) bool {
	r := n.read
	v := codec.NewDecoder(value)
	state := v.State(&r.labels)
	switch {
	case !r.isWhole(key, d, &v):
		return false
	case !passes(p, &state):
		return true
	case len(r.batch.Neighbors)-p.Start == p.Max:
		p.More = true
		return false
	}
	r.batch.Neighbors = append(r.batch.Neighbors, storage.Neighbor{
		Of: record.ID(r.strings.Text(of)), ID: record.ID(r.strings.Text(id)), State: state,
	})
	return true
}

// passes reports whether a link passes the filter of p.
func passes(p *storage.NeighborPage, state *history.State) bool {
	return (!p.PrimaryOf || state.Far.Primary) && (p.Label.IsZero() || state.Near.Labels.Has(p.Label))
}
