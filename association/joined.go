package association

import "github.com/relata-go/relata/history"

// joined returns the events of one operation with one for each link at the most: an
// operation of several parts may have changed a link more than once. Events of a record's
// life stay as they are. It works in place.
func joined(events []history.Event) []history.Event {
	if !repeats(events) {
		return events
	}
	first := make(map[history.Pair]int, len(events))
	kept := events[:0]
	for _, e := range events {
		if e.Subject != history.Link {
			kept = append(kept, e)
			continue
		}
		i, again := first[e.Pair()]
		if !again {
			first[e.Pair()] = len(kept)
			kept = append(kept, e)
			continue
		}
		join(&kept[i], e)
	}
	changed := kept[:0]
	for _, e := range kept {
		if e.Subject != history.Link || e.Was != e.Now {
			changed = append(changed, e)
		}
	}
	return changed
}

// repeats reports whether two events may be of one link. Few events, which is what most
// operations write, are compared one by one; many are taken to repeat.
func repeats(events []history.Event) bool {
	if len(events) > fewRows {
		return true
	}
	for i := range events {
		for k := range i {
			if events[i].A == events[k].A && events[i].B == events[k].B && events[i].Subject == events[k].Subject {
				return true
			}
		}
	}
	return false
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
