package history

import (
	"iter"
	"maps"
	"slices"
)

// Difference returns what the events, given oldest first, did to links when taken
// together: for each link that ended up different one event from the state before
// the first to the state after the last, with the newest event's time, source and
// operation, in the order of [ComparePairs]. A link that came and went again is not
// in it, nor is a record's life. Given the events after one time up to another, it
// is the difference between the two times.
//
// The error is a *[BrokenError] when two events of a link do not join up.
func Difference(events iter.Seq[Event]) ([]Event, error) {
	changed := map[Pair]Event{}
	for e := range events {
		if e.Subject != Link {
			continue
		}
		p := e.Pair()
		e = e.From(p.A)
		if before, seen := changed[p]; seen {
			if before.Now != e.Was {
				return nil, &BrokenError{Event: e, State: before.Now, Reason: "the link that stood before is another one"}
			}
			e.Was = before.Was
		}
		changed[p] = e
	}
	maps.DeleteFunc(changed, func(_ Pair, e Event) bool { return e.Was == e.Now })
	return slices.SortedFunc(maps.Values(changed), func(a, b Event) int { return ComparePairs(a.Pair(), b.Pair()) }), nil
}
