package kv

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// degreePages answer pages of degrees.
type degreePages struct {
	read   *reading
	lastID []byte // memory for the id of the last record that was read
}

// answer answers p: all degrees of one record, or the records of a type that have
// enough links.
func (g *degreePages) answer(p *storage.DegreePage) {
	batch := g.read.batch
	p.Start, p.Count, p.More, p.Next = len(batch.DegreeRows), 0, false, p.After
	if p.Of.ID != "" {
		g.ofRecord(p)
	} else {
		g.ofType(p)
	}
	p.Count = len(batch.DegreeRows) - p.Start
	p.MarkAnswered()
}

// append appends a row of the page.
func (g *degreePages) append(row storage.DegreeRow) {
	g.read.batch.DegreeRows = append(g.read.batch.DegreeRows, row)
}

// ofRecord lists the degrees of a record. There are few, and the keys are in the order
// in which the types were first written, so they are sorted here.
func (g *degreePages) ofRecord(p *storage.DegreePage) {
	r := g.read
	r.scan(r.recordKey(familyDegree, p.Of), nil, func(d *codec.Decoder, key, value []byte) bool {
		to, l, v := d.Type(), d.Label(), codec.NewDecoder(value)
		summary := v.Summary(&r.strings)
		if !r.isWhole(key, d, &v) {
			return false
		}
		g.append(storage.DegreeRow{Of: p.Of.ID, To: r.typeName(to, key), Label: l, Summary: summary})
		return true
	})
	slices.SortFunc(r.batch.DegreeRows[p.Start:], func(a, b storage.DegreeRow) int {
		return cmp.Or(cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
	})
}

// ofType goes over the degrees of all records of the type. There is no index by count:
// every Associate would have to move two of its keys. After many rows the page ends,
// between two records.
func (g *degreePages) ofType(p *storage.DegreePage) {
	r := g.read
	to := r.typeNumber(p.To)
	prefix := r.keep(codec.AppendType(r.key(familyDegree), r.typeNumber(p.Of.Type)))
	r.keys.low = append(r.keys.low[:0], prefix...)
	if p.After != "" {
		r.keys.high = codec.AppendID(append(r.keys.high[:0], prefix...), p.After)
		r.keys.low = codec.AppendPrefixEnd(r.keys.low[:0], r.keys.high)
	}
	budget, last := maxScan+p.Max, g.lastID[:0]
	r.scan(prefix, r.keys.low, func(d *codec.Decoder, key, value []byte) bool {
		of, rowTo, l, v := d.ID(), d.Type(), d.Label(), codec.NewDecoder(value)
		if budget--; budget <= 0 && !bytes.Equal(of, last) {
			p.More = true
			return false
		}
		last = append(last[:0], of...)
		if rowTo != to || l != p.Label {
			return true
		}
		summary := v.Summary(&r.strings)
		switch {
		case !r.isWhole(key, d, &v):
			return false
		case summary.Count < p.AtLeast:
			return true
		case len(r.batch.DegreeRows)-p.Start == p.Max:
			p.More = true
			return false
		}
		p.Next = record.ID(r.strings.Text(of))
		g.append(storage.DegreeRow{Of: p.Next, To: p.To, Label: p.Label, Summary: summary})
		return true
	})
	// If the page ended for its budget, the next page goes on after the last record
	// that was read, which may be far after the last row.
	if budget <= 0 && p.More && len(r.batch.DegreeRows)-p.Start < p.Max {
		p.Next = record.ID(last)
	}
	g.lastID = last
}
