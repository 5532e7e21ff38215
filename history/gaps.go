package history

import (
	"iter"

	"github.com/relata-go/relata/record"
)

// ReplaySince is [Replay] of a history of which events before a time, exclusive, may be
// missing. What is kept of a link ends with its newest event, so what stands in the end is
// exact; how it came about is checked from the first event on that is of the time or later.
// Of a record's end the same holds. The error is a *[BrokenError].
func ReplaySince(since int64, events iter.Seq[Event]) (*Projection, error) {
	l := &Projection{gaps: &gaps{since: since, links: map[Pair]bool{}, lives: map[record.Ref]bool{}}}
	for e := range events {
		if err := l.Apply(e); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// A gaps says of which links and lives all further events are there.
type gaps struct {
	since int64
	links map[Pair]bool
	lives map[record.Ref]bool
}

// before reports whether events may be missing before e.
func (g *gaps) before(e Event) bool {
	switch {
	case g == nil:
		return false
	case e.Subject == Link:
		return !g.links[e.Pair()]
	}
	return !g.lives[e.A]
}

// took notes that e has been told.
func (g *gaps) took(e Event) {
	switch {
	case g == nil || e.At < g.since:
	case e.Subject == Link:
		g.links[e.Pair()] = true
	default:
		g.lives[e.A] = true
	}
}
