package history

import (
	"iter"
	"maps"
	"slices"
)

// Difference returns the effect of events, given oldest first, on links in all. For each
// link that is different in the end there is one event, from the state before the first event
// to the state after the last, with the time, source and operation of the newest. They are
// in the order of [ComparePairs]. A link that was created and removed again has none, and
// neither has a record's state. Given the events after one time up to another, the result is the
// difference between the two times.
//
// The error is a *[BrokenError] if two events of a link do not join up.
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
				return nil, &BrokenError{Event: e, State: before.Now, Reason: "the link that existed before is another one"}
			}
			e.Was = before.Was
		}
		changed[p] = e
	}
	maps.DeleteFunc(changed, func(_ Pair, e Event) bool { return e.Was == e.Now })
	return slices.SortedFunc(maps.Values(changed), func(a, b Event) int { return ComparePairs(a.Pair(), b.Pair()) }), nil
}
