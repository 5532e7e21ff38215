package draft

import (
	"slices"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
)

// joined returns the events of one operation with at most one for each link: an operation
// of several steps may have changed a link more than once. Events of a record's state stay
// as they are. joined works in place.
func joined(events []history.Event) []history.Event {
	kept, first := events[:0], batch.Index[EventKey]{}
	for _, e := range events {
		if e.Subject == history.Link {
			if i := batch.Find(&first, kept, KeyOfEvent, KeyOfEvent(&e)); i >= 0 {
				join(&kept[i], e)
				continue
			}
		}
		kept = append(kept, e)
	}
	return slices.DeleteFunc(kept, func(e history.Event) bool { return e.Subject == history.Link && e.Was == e.Now })
}

// An EventKey names the link or the record that an event is about.
type EventKey struct {
	subject history.Subject
	link    history.Pair
}

// KeyOfEvent returns the key of an event.
func KeyOfEvent(e *history.Event) EventKey { return EventKey{e.Subject, e.Pair()} }

// join makes e the event of both changes, that of e and then that of next.
func join(e *history.Event, next history.Event) {
	e.Now = next.Now
	joinCause(&e.Causes.Near, next.Causes.Near, e.Was.Near.Primary != e.Now.Near.Primary)
	joinCause(&e.Causes.Far, next.Causes.Far, e.Was.Far.Primary != e.Now.Far.Primary)
}

// joinCause keeps the last cause of a mark that moved.
func joinCause(cause *primary.Cause, next primary.Cause, moved bool) {
	switch {
	case !moved:
		*cause = primary.NoCause
	case next != primary.NoCause:
		*cause = next
	}
}
