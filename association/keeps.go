package association

import (
	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// keeps reports whether an event that is older than the horizon stays. The events of the
// page before it have been decided.
func (s *sieve) keeps(e *storage.Event) bool {
	if e.Subject != history.Link {
		life := s.life(e.A)
		return life.Status != storage.Alive && life.Operation == e.Operation || turns(&e.Event, e.A) && s.isWaitedFor(e)
	}
	p := e.Pair()
	return s.isRestorable(e.A) || s.isRestorable(e.B) || s.isFirst(e) ||
		s.tellsMark(e.From(p.A), e.Position) || s.tellsMark(e.From(p.B), e.Position) || s.isLast(e)
}

// isRestorable reports whether a record is deleted and can come back, or was merged into
// one of which that is true: a restore looks at the events of the links of both.
func (s *sieve) isRestorable(ref record.Ref) bool {
	life := s.life(s.survivor(ref))
	return life.Status == storage.Deleted && life.Expires >= s.now
}

// isWaitedFor reports whether a deletion or restore of a record is one through which a link
// may be waiting for its other end: the next restore looks at what was before it. So it is
// where no time between it, the next such ones and now is longer than a restore can come
// after a deletion, and for a record that was merged, whose survivor's count as well.
func (s *sieve) isWaitedFor(e *storage.Event) bool {
	if s.life(e.A).Status == storage.Merged {
		return true
	}
	stream, span := &s.EventPages[s.lives[e.A]], restorable(s.life(e.A), s.core.keep)
	rows, since := stream.Rows(&s.Batch.Batch), s.now
	for i := range rows {
		row := &rows[i]
		switch {
		case !turns(&row.Event, e.A):
		case row.At < since-span:
			return false
		case row.Position == e.Position:
			return true
		default:
			since = min(since, row.At)
		}
	}
	return stream.More
}

// isBeginning reports whether an event began a link.
func isBeginning(e *history.Event) bool { return !e.Was.Linked() && e.Now.Linked() }

// takesMark and setsMark report whether B lost or got A's primary mark.
func takesMark(e *history.Event) bool { return e.Was.Near.Primary && !e.Now.Near.Primary }
func setsMark(e *history.Event) bool  { return !e.Was.Near.Primary && e.Now.Near.Primary }

// isFirst reports whether an event began what stands: the link itself, or one that a merge
// moved there. Of a link that went and came back with the time at which it began, that is
// the one of that time and the newest.
func (s *sieve) isFirst(e *storage.Event) bool {
	if !isBeginning(&e.Event) {
		return false
	}
	p := s.survivors(e.Pair())
	if p.A == p.B {
		return false
	}
	stands := s.standing(p)
	return stands.Linked() && (e.At == stands.Created || s.isNewest(s.pairs[e.Pair()], e.Position, isBeginning))
}

// tellsMark reports whether an event, as A sees it, is the one that Why quotes: the newest
// that set the mark which stands or, where none stands, the newest that took one.
func (s *sieve) tellsMark(e history.Event, at storage.Position) bool {
	p := e.Pair()
	switch {
	case setsMark(&e):
		stands := s.standing(p)
		if p.A != e.A {
			stands = stands.Flip()
		}
		return stands.Near.Primary && s.isNewest(s.pairs[p], at, func(row *history.Event) bool {
			seen := row.From(e.A)
			return setsMark(&seen)
		})
	case takesMark(&e):
		key := batch.DegreeKey{Of: e.A, To: e.B.Type}
		if s.Degrees[s.Degree(key.Of, key.To, label.TypeID{})].Was.Primary != "" || s.life(e.A).Status == storage.Deleted {
			return false
		}
		return s.isNewest(s.towards[key], at, func(row *history.Event) bool {
			seen := row.From(e.A)
			return takesMark(&seen)
		})
	}
	return false
}

// isLast reports whether an event is the newest of its link and the link stands, or an
// older event of it stays: what is kept of a link never ends with what it is not.
func (s *sieve) isLast(e *storage.Event) bool {
	stream := &s.EventPages[s.pairs[e.Pair()]]
	rows := stream.Rows(&s.Batch.Batch)
	if rows[0].Position != e.Position {
		return false
	}
	if s.standing(e.Pair()).Linked() || stream.More {
		return true
	}
	for i := range rows[1:] {
		at := rows[1+i].Position
		if storage.ComparePositions(at, s.begin) <= 0 || s.kept[at] {
			return true
		}
	}
	return false
}

// isNewest reports whether the event at a position is the newest of its kind in a stream,
// or may be, since the rows that were read have none.
func (s *sieve) isNewest(stream int, at storage.Position, is func(*history.Event) bool) bool {
	rows := s.EventPages[stream].Rows(&s.Batch.Batch)
	for i := range rows {
		if is(&rows[i].Event) {
			return rows[i].Position == at
		}
	}
	return true
}
