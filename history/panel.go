package history

import (
	"iter"
	"maps"
	"slices"

	"github.com/relata-go/relata/record"
)

// A Moment is when something happened, who or what did it, and what it was.
type Moment struct {
	At     int64 // Unix nanoseconds
	Source Source
	Kinds  Kinds // as the record whose panel it is sees them
}

// A Row tells what became of one association, standing or removed.
type Row struct {
	Other  record.Ref // the record at the other end
	First  Moment     // when they were first associated
	Last   Moment     // the newest change
	Stands bool       // whether they are associated now
}

// Panel returns a row for every record that was ever associated with the record of,
// in Ref order of the others, removed associations included. Its events are given
// newest first; those of a record's life have no row.
//
// merged are the ids that were merged into the record: their events are given too,
// and count as its own. A row is one record at the other end; it stands when it is
// linked to any of them.
//
// First is told by the oldest event. When that one shows that the link is older than
// itself (its beginning is no longer kept, or was not part of the events), First has
// the link's creation time, and the source Unknown.
func Panel(newestFirst iter.Seq[Event], of record.Ref, merged ...record.Ref) []Row {
	self := append([]record.Ref{of}, merged...)
	rows := map[record.Ref]*panelRow{}
	for e := range newestFirst {
		i := slices.IndexFunc(self, e.Touches)
		if e.Subject != Link || i < 0 {
			continue
		}
		e = e.From(self[i])
		row := rows[e.B]
		if row == nil {
			row = &panelRow{Row: Row{Other: e.B}, seen: map[record.Ref]bool{}}
			rows[e.B] = row
		}
		row.add(e)
	}
	panel := make([]Row, 0, len(rows))
	for _, other := range slices.SortedFunc(maps.Keys(rows), record.Compare) {
		panel = append(panel, rows[other].Row)
	}
	return panel
}

// A panelRow is a Row that is being built from events that go back in time.
type panelRow struct {
	Row
	last Event
	seen map[record.Ref]bool // the records whose newest event was given
}

func (r *panelRow) add(e Event) {
	if !r.seen[e.A] {
		r.seen[e.A] = true
		r.Stands = r.Stands || e.Now.Linked()
	}
	if r.isLast(e) {
		r.last = e
		r.Last = Moment{At: e.At, Source: e.Source, Kinds: e.Kinds()}
	}
	if first := began(e); r.First.At == 0 || first.At < r.First.At || first.At == r.First.At && r.First.Source == By(Unknown) {
		r.First = first
	}
}

// isLast reports whether e tells the newest change better than what was seen. A
// merge takes a link from one id and gives it to another at the same time: the one
// that leaves the link standing is what the reader is told.
func (r *panelRow) isLast(e Event) bool {
	switch {
	case r.last.A.IsZero():
		return true
	case r.last.A == e.A || r.last.At != e.At:
		return false
	}
	return e.Now.Linked() && !r.last.Now.Linked()
}

// began says what e knows about the beginning of its link. Only the event that made
// the link knows who did.
func began(e Event) Moment {
	created := e.Was.Created
	if !e.Was.Linked() {
		created = e.Now.Created
	}
	if !e.Was.Linked() && created == e.At {
		return Moment{At: created, Source: e.Source, Kinds: e.Kinds()}
	}
	return Moment{At: created, Source: By(Unknown), Kinds: Created}
}
