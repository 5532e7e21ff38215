package association

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An index finds the rows of one family by key. Few rows are compared one by one,
// which costs less than hashing their names; many are kept in a map.
type index[K comparable] struct {
	rows   map[K]int
	mapped int // how many rows the map has
}

// fewRows is the greatest number of rows that are compared one by one. It serves a
// single operation, whose rows are two sides and a link.
const fewRows = 8

// keptEntries is how many entries of memory a map keeps: clearing it costs as much as it
// ever held.
const keptEntries = 4096

// reset forgets all rows and keeps the map's memory, unless it is large.
func (x *index[K]) reset() {
	switch {
	case x.mapped > keptEntries:
		x.rows = nil
	case x.mapped > 0:
		clear(x.rows)
	}
	x.mapped = 0
}

// find returns the position of the row with the given key, or -1.
func find[K comparable, R any](x *index[K], rows []R, key func(*R) K, want K) int {
	if len(rows) <= fewRows {
		for i := range rows {
			if key(&rows[i]) == want {
				return i
			}
		}
		return -1
	}
	if x.rows == nil {
		x.rows = make(map[K]int, cap(rows))
	}
	for ; x.mapped < len(rows); x.mapped++ {
		x.rows[key(&rows[x.mapped])] = x.mapped
	}
	if i, found := x.rows[want]; found {
		return i
	}
	return -1
}

// A sideKey names a side, a linkKey a link, a before b in Ref order, and a pageKey
// and a streamKey a question.
type (
	sideKey struct {
		of record.Ref
		to record.Type
		id label.TypeID
	}
	linkKey struct{ a, b record.Ref }
	pageKey struct {
		of    record.Ref
		to    record.Type
		label label.TypeID
		order storage.Order
		after storage.Cursor
		max   int
	}
	streamKey struct {
		kind      storage.StreamKind
		of        record.Ref
		to        record.Type
		operation history.OperationID
		after     storage.Position
		max       int
	}
)

func recordKey(r *storage.Record) record.Ref { return r.Of }
func keyOfSide(s *storage.Side) sideKey      { return sideKey{s.Of, s.To, s.Label} }
func keyOfLink(l *storage.Link) linkKey      { return linkKey{l.A, l.B} }
func keyOfPage(p *storage.Page) pageKey {
	return pageKey{p.Of, p.To, p.Label, p.Order, p.After, p.Max}
}
func keyOfStream(s *storage.Stream) streamKey {
	return streamKey{s.Kind, s.Of, s.To, s.Operation, s.After, s.Max}
}
