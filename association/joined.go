package association

import (
	"slices"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
)

// joined returns the events of one operation with one for each link at the most: an
// operation of several parts may have changed a link more than once. Events of a record's
// life stay as they are. It works in place.
func joined(events []history.Event) []history.Event {
	kept, first := events[:0], batch.Index[eventKey]{}
	for _, e := range events {
		if e.Subject == history.Link {
			if i := batch.Find(&first, kept, keyOfEvent, keyOfEvent(&e)); i >= 0 {
				join(&kept[i], e)
				continue
			}
		}
		kept = append(kept, e)
	}
	return slices.DeleteFunc(kept, func(e history.Event) bool { return e.Subject == history.Link && e.Was == e.Now })
}

// An eventKey is what the events of one link have in common.
type eventKey struct {
	subject history.Subject
	link    history.Pair
}

func keyOfEvent(e *history.Event) eventKey { return eventKey{e.Subject, e.Pair()} }

// join makes e say what e and then next did.
func join(e *history.Event, next history.Event) {
	e.Now = next.Now
	for k := range 2 {
		cause := *next.Causes.End(k)
		switch {
		case e.Was.End(k).Primary == e.Now.End(k).Primary:
			(*e.Causes.End(k)) = primary.NoCause
		case cause != primary.NoCause:
			(*e.Causes.End(k)) = cause
		}
	}
}
