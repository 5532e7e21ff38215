package kv

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// census answers c: all sides of one record, or the records whose side has enough
// links.
func (q *query) census(c *storage.DegreePage) {
	c.Start, c.Count, c.More, c.Next = len(q.batch.DegreeRows), 0, false, c.After
	if c.Of.ID != "" {
		q.recordSides(c)
	} else {
		q.typeSides(c)
	}
	c.Count = len(q.batch.DegreeRows) - c.Start
	c.MarkAnswered()
}

// recordSides lists the sides of a record. There are few, and they stand in the order
// in which their types were first written, so they are sorted here.
func (q *query) recordSides(c *storage.DegreePage) {
	q.scan(q.ref(familySide, c.Of), nil, func(s *scanner, key, value []byte) bool {
		to, l, v := s.kind(), s.label(), scanner{left: value}
		summary := v.summary(&q.strings)
		if !q.whole(key, s, &v) {
			return false
		}
		q.batch.DegreeRows = append(q.batch.DegreeRows, storage.DegreeRow{Of: c.Of.ID, To: q.typeName(to, key), Label: l, Summary: summary})
		return true
	})
	slices.SortFunc(q.batch.DegreeRows[c.Start:], func(a, b storage.DegreeRow) int {
		return cmp.Or(cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
	})
}

// typeSides goes over the sides of all records of the type, and stops between two
// records when it has looked at many.
func (q *query) typeSides(c *storage.DegreePage) {
	to := q.kind(c.To)
	prefix := q.kept(appendKind(q.row(familySide), q.kind(c.Of.Type)))
	q.low = append(q.low[:0], prefix...)
	if c.After != "" {
		q.high = appendID(append(q.high[:0], prefix...), c.After)
		q.low = appendEnd(q.low[:0], q.high)
	}
	budget, last := lookedAt+c.Max, q.ink[:0]
	q.scan(prefix, q.low, func(s *scanner, key, value []byte) bool {
		of, k, l, v := s.id(), s.kind(), s.label(), scanner{left: value}
		if budget--; budget <= 0 && !bytes.Equal(of, last) {
			c.More = true
			return false
		}
		last = append(last[:0], of...)
		if k != to || l != c.Label {
			return true
		}
		summary := v.summary(&q.strings)
		switch {
		case !q.whole(key, s, &v):
			return false
		case summary.Count < c.AtLeast:
			return true
		case len(q.batch.DegreeRows)-c.Start == c.Max:
			c.More = true
			return false
		}
		c.Next = record.ID(q.strings.Text(of))
		q.batch.DegreeRows = append(q.batch.DegreeRows, storage.DegreeRow{Of: c.Next, To: c.To, Label: c.Label, Summary: summary})
		return true
	})
	if budget <= 0 && c.More && len(q.batch.DegreeRows)-c.Start < c.Max {
		c.Next = record.ID(last)
	}
	q.ink = last
}
