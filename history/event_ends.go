package history

import "github.com/relata-go/relata/record"

// Touches reports whether ref is a record of the event.
func (e Event) Touches(ref record.Ref) bool { return e.A == ref || e.B == ref }

// Other returns the record at the other end of ref: B for A, and A for B. It is the
// zero Ref if the event does not touch ref or touches no second record.
func (e Event) Other(ref record.Ref) record.Ref {
	switch ref {
	case e.A:
		return e.B
	case e.B:
		return e.A
	}
	return record.Ref{}
}

// From returns a link's event as ref sees the link: ref is A, and the near end is that of ref.
// Other events are returned as they are: an event that does not touch ref, an event that ref
// sees already, and an event about a record's state, where A and B have meanings of their own.
func (e Event) From(ref record.Ref) Event {
	if e.Subject != Link || e.B != ref || e.A == ref {
		return e
	}
	return e.Flip()
}

// Flip returns a link's event with the two ends exchanged. Other events are
// returned as they are.
func (e Event) Flip() Event {
	if e.Subject == Link {
		e.A, e.B = e.B, e.A
		e.Was, e.Now = e.Was.Flip(), e.Now.Flip()
		e.Causes = e.Causes.Flip()
	}
	return e
}
