package past

import (
	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// keeps reports whether an event that is older than the limit of retention stays. Earlier
// events of the same page have been decided.
func (o *oldEvents) keeps(e *storage.Event) bool {
	if e.Subject != history.Link {
		state := o.state(e.A)
		return state.Status != storage.Alive && state.Operation == e.Operation ||
			IsDeletionOrRestore(&e.Event, e.A) && o.isWaitedFor(e)
	}
	p := e.Pair()
	return o.isRestorable(e.A) || o.isRestorable(e.B) || o.isFirst(e) ||
		o.tellsMark(e.From(p.A), e.Position) || o.tellsMark(e.From(p.B), e.Position) || o.isLast(e)
}

// isRestorable reports whether a record, or its survivor, is deleted and can
// be restored: a restore looks at the events of the links of both.
func (o *oldEvents) isRestorable(ref record.Ref) bool {
	state := o.state(o.survivor(ref))
	return state.Status == storage.Deleted && state.Expires >= o.now
}

// isWaitedFor reports whether a link may be waiting for its other end since a deletion or
// restore of a record: the next restore looks at the time before. That is so when no
// time between this event, the next deletions and restores, and now is longer than a
// record can be restored. The same holds for a record that was merged, since the times of
// the survivor count as well.
func (o *oldEvents) isWaitedFor(e *storage.Event) bool {
	state := o.state(e.A)
	if state.Status == storage.Merged {
		return true
	}
	page, span := &o.ask.Batch.EventPages[o.states[e.A]], RestorableFor(state, o.keep)
	rows, since := page.Rows(&o.ask.Batch.Batch), o.now
	for i := range rows {
		row := &rows[i]
		switch {
		case !IsDeletionOrRestore(&row.Event, e.A):
		case row.At < since.Add(-span):
			return false
		case row.Position == e.Position:
			return true
		default:
			since = min(since, row.At)
		}
	}
	return page.More
}

// isBeginning reports whether an event began a link.
func isBeginning(e *history.Event) bool { return !e.Was.Linked() && e.Now.Linked() }

// takesMark and setsMark report whether B lost or got A's primary mark.
func takesMark(e *history.Event) bool { return e.Was.Near.Primary && !e.Now.Near.Primary }
func setsMark(e *history.Event) bool  { return !e.Was.Near.Primary && e.Now.Near.Primary }

// isFirst reports whether an event began a link that exists, or a link that a merge moved to a
// link that exists. When a link went and came back with its first time, both
// the event of that time and the newest beginning count.
func (o *oldEvents) isFirst(e *storage.Event) bool {
	if !isBeginning(&e.Event) {
		return false
	}
	p := o.survivors(e.Pair())
	if p.A == p.B {
		return false
	}
	now := o.linkNow(p)
	return now.Linked() && (e.At == now.Created || o.isNewest(o.pairs[e.Pair()], e.Position, isBeginning))
}

// tellsMark reports whether an event, as A sees it, is the event that Why quotes: the newest
// that set the mark of now or, without a mark, the newest that took one.
func (o *oldEvents) tellsMark(e history.Event, at storage.Position) bool {
	p := e.Pair()
	switch {
	case setsMark(&e):
		now := o.linkNow(p)
		if p.A != e.A {
			now = now.Flip()
		}
		return now.Near.Primary && o.isNewest(o.pairs[p], at, func(row *history.Event) bool {
			seen := row.From(e.A)
			return setsMark(&seen)
		})
	case takesMark(&e):
		key := batch.DegreeKey{Of: e.A, To: e.B.Type}
		degree := o.ask.Batch.Degrees[o.ask.Batch.Degree(key.Of, key.To, label.TypeID{})].Was
		if degree.Primary != "" || o.state(e.A).Status == storage.Deleted {
			return false
		}
		return o.isNewest(o.towards[key], at, func(row *history.Event) bool {
			seen := row.From(e.A)
			return takesMark(&seen)
		})
	}
	return false
}

// isLast reports whether an event is the newest of its link, and the link exists or an older
// event of the link stays: the kept events of a link always end with the state of now.
func (o *oldEvents) isLast(e *storage.Event) bool {
	page := &o.ask.Batch.EventPages[o.pairs[e.Pair()]]
	rows := page.Rows(&o.ask.Batch.Batch)
	if rows[0].Position != e.Position {
		return false
	}
	if o.linkNow(e.Pair()).Linked() || page.More {
		return true
	}
	for i := range rows[1:] {
		at := rows[1+i].Position
		if storage.ComparePositions(at, o.begin) <= 0 || o.kept[at] {
			return true
		}
	}
	return false
}

// isNewest reports whether the event at a position is the newest of a kind in an event
// page, or may be, since none of the rows that were read is.
func (o *oldEvents) isNewest(page int, at storage.Position, is func(*history.Event) bool) bool {
	rows := o.ask.Batch.EventPages[page].Rows(&o.ask.Batch.Batch)
	for i := range rows {
		if is(&rows[i].Event) {
			return rows[i].Position == at
		}
	}
	return true
}
