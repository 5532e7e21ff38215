package history

import (
	"iter"

	"github.com/relata-go/relata/record"
)

// ReplaySince is [Replay] of a history in which events before a time, exclusive, may be
// missing. The newest event of a link is never missing, so the links that exist in the end
// are exact. How a link came about is checked from its first event on that is not before the
// time. Both hold for the states of records too. The error is a *[BrokenError].
func ReplaySince(since record.Time, events iter.Seq[Event]) (*Projection, error) {
	p := &Projection{trimmed: &trimmed{since: since, links: map[Pair]bool{}, records: map[record.Ref]bool{}}}
	for e := range events {
		if err := p.Apply(e); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// A trimmed says of which links and records all further events are there, in a history
// that lacks old events.
type trimmed struct {
	since   record.Time
	links   map[Pair]bool
	records map[record.Ref]bool
}

// mayPrecede reports whether events may be missing right before e.
func (t *trimmed) mayPrecede(e Event) bool {
	switch {
	case t == nil:
		return false
	case e.Subject == Link:
		return !t.links[e.Pair()]
	}
	return !t.records[e.A]
}

// took notes that e was applied.
func (t *trimmed) took(e Event) {
	switch {
	case t == nil || e.At < t.since:
	case e.Subject == Link:
		t.links[e.Pair()] = true
	default:
		t.records[e.A] = true
	}
}
