package history

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"github.com/relata-go/relata/record"
)

// An Occurrence says when something happened, from which source, and of which kind.
type Occurrence struct {
	At     record.Time `json:"at,omitzero"`
	Source Source      `json:"source,omitzero"`
	Kinds  Kinds       `json:"kinds,omitzero"` // as the record of the panel sees them
	// As is the id that had the link then, if that id was merged into the record later.
	// Zero: the record's own id.
	As record.Ref `json:"as,omitzero"`
}

// A PanelRow tells the history of an association that exists or was removed.
type PanelRow struct {
	Other  record.Ref `json:"other,omitzero"`  // the record at the other end
	First  Occurrence `json:"first,omitzero"`  // when they were first associated
	Last   Occurrence `json:"last,omitzero"`   // the newest change; if they are associated now, that of their link
	Linked bool       `json:"linked,omitzero"` // whether they are associated now
}

// Panel returns a row for every record that was ever associated with the record of, in Ref
// order, also for removed associations. The record's events are given newest first. Events
// of a record's state have no row.
//
// merged are the ids that were merged into the record. Their events are given too, and
// count as the record's own. A row is a record at the other end, linked if that record is
// linked to any of the ids.
//
// First is from the oldest event. If that event shows that the link existed before it,
// because the beginning is no longer kept, First has the creation time that the link had
// then, and the source Unknown.
func Panel(of record.Ref, newestFirst iter.Seq[Event], merged ...record.Ref) []PanelRow {
	p := panel{self: append([]record.Ref{of}, merged...), rows: map[record.Ref]*panelRow{}}
	for e := range newestFirst {
		p.add(e)
	}
	return p.finish(len(p.rows))
}

// PanelAfter returns the rows of [Panel] whose other record is after the given one in Ref
// order, at most so many, and whether there are more. It looks at all events, and holds no more
// than some two pages of rows.
func PanelAfter(after record.Ref, most int, of record.Ref, newestFirst iter.Seq[Event], merged ...record.Ref) (rows []PanelRow, more bool) {
	p := panel{self: append([]record.Ref{of}, merged...), rows: map[record.Ref]*panelRow{}, after: after}
	for e := range newestFirst {
		if p.add(e); len(p.rows) > 2*most+panelSlack {
			p.cut(most + 1)
		}
	}
	return p.finish(most), len(p.rows) > most
}

// panelSlack is how many rows a panel holds beyond two pages before it drops those that the
// page cannot have.
const panelSlack = 64

// A panel is the rows of some other records, built from events that go back in time.
type panel struct {
	self  []record.Ref // the record, and the ids that were merged into it
	rows  map[record.Ref]*panelRow
	after record.Ref // rows up to this record are left out; zero: none
	upto  record.Ref // rows after this record are left out; zero: none
}

func (p *panel) add(e Event) {
	i := slices.IndexFunc(p.self, e.Touches)
	if e.Subject != Link || i < 0 {
		return
	}
	e = e.From(p.self[i])
	if !p.after.IsZero() && record.Compare(e.B, p.after) <= 0 || !p.upto.IsZero() && record.Compare(e.B, p.upto) > 0 {
		return
	}
	row := p.rows[e.B]
	if row == nil {
		row = &panelRow{PanelRow: PanelRow{Other: e.B}, firsts: map[record.Ref]Occurrence{}}
		p.rows[e.B] = row
	}
	row.add(e, p.self[0])
}

// cut keeps the first rows in Ref order. Rows after them are left out from then on.
func (p *panel) cut(most int) {
	others := slices.SortedFunc(maps.Keys(p.rows), record.Compare)
	p.upto = others[most-1]
	for _, other := range others[most:] {
		delete(p.rows, other)
	}
}

// finish returns the first rows in Ref order.
func (p *panel) finish(most int) []PanelRow {
	others := slices.SortedFunc(maps.Keys(p.rows), record.Compare)
	rows := make([]PanelRow, min(most, len(others)))
	for i := range rows {
		rows[i] = p.rows[others[i]].finish()
	}
	return rows
}

// A panelRow is a PanelRow that is built from events that go back in time.
type panelRow struct {
	PanelRow
	last   Event
	firsts map[record.Ref]Occurrence // for each of the record's ids, from the oldest event so far
}

func (r *panelRow) add(e Event, of record.Ref) {
	as := e.A
	if as == of {
		as = record.Ref{}
	}
	if _, seen := r.firsts[e.A]; !seen {
		r.end(e, as)
	}
	first := began(e)
	first.As = as
	r.firsts[e.A] = first
}

// end takes the newest event of one of the record's ids. If the link exists under any of them,
// the row has the newest event of that id, however late a link of another id was removed:
// the last change of a link that exists is not that of a merged-away id.
func (r *panelRow) end(e Event, as record.Ref) {
	exists := !r.last.Now.Linked() && e.Now.Linked()
	if len(r.firsts) == 0 || exists {
		r.last = e
		r.Last = Occurrence{At: e.At, Source: e.Source, Kinds: e.Kinds(), As: as}
	}
	r.Linked = r.Linked || e.Now.Linked()
}

// began returns what e, the oldest event of a link, shows of the beginning.
func began(e Event) Occurrence {
	if e.Was.Linked() {
		return Occurrence{At: e.Was.Created, Source: By(Unknown), Kinds: Created}
	}
	return Occurrence{At: e.At, Source: e.Source, Kinds: e.Kinds()}
}

// finish returns the row; the earliest beginning of all ids is the first.
func (r *panelRow) finish() PanelRow {
	r.First = slices.MinFunc(slices.Collect(maps.Values(r.firsts)), func(a, b Occurrence) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Source.Kind, b.Source.Kind), cmp.Compare(a.Kinds, b.Kinds), record.Compare(a.As, b.As))
	})
	return r.PanelRow
}
