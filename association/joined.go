package association

import "github.com/relata-go/relata/history"

// joined returns the events of one operation with one for each link at the most: an
// operation of several parts may have changed a link more than once. It works in place.
func joined(events []history.Event) []history.Event {
	if len(events) < 2 {
		return events
	}
	first := make(map[history.Pair]int, len(events))
	kept, whole := events[:0], true
	for _, e := range events {
		i, again := first[e.Pair()]
		if !again {
			first[e.Pair()] = len(kept)
			kept = append(kept, e)
			continue
		}
		whole = false
		join(&kept[i], e)
	}
	if whole {
		return kept
	}
	changed := kept[:0]
	for _, e := range kept {
		if e.Was != e.Now {
			changed = append(changed, e)
		}
	}
	return changed
}

// join makes e say what e and then next did.
func join(e *history.Event, next history.Event) {
	e.Now = next.Now
	for k, cause := range next.Causes {
		switch {
		case e.Was.Primary[k] == e.Now.Primary[k]:
			e.Causes[k] = history.NoCause
		case cause != history.NoCause:
			e.Causes[k] = cause
		}
	}
}
