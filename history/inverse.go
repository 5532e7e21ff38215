package history

// Inverse returns the event that takes e back. Was and Now are exchanged, so a link that
// comes back has the old labels, marks and creation time. A deletion becomes a restoration,
// and so does a merge, with the survivor as B. A restoration with a survivor becomes the
// merge again, and any other becomes a deletion.
//
// Time, operation, group, source and causes are zero. The caller sets them, and compares Was
// with the state that exists, since another event may have changed the link after e.
func (e Event) Inverse() Event {
	back := Event{Subject: e.Subject, A: e.A, B: e.B, Was: e.Now, Now: e.Was}
	switch {
	case e.Subject == Deleted, e.Subject == Merged:
		back.Subject = Restored
	case e.Subject == Restored && e.B.IsZero():
		back.Subject = Deleted
	case e.Subject == Restored:
		back.Subject = Merged
	}
	return back
}

// Invert returns the inverses of the events of an operation or a group in reverse order: if
// one link changed twice, the later change is taken back first. The events are given in the
// order in which they were written.
func Invert(events []Event) []Event {
	back := make([]Event, len(events))
	for i, e := range events {
		back[len(events)-1-i] = e.Inverse()
	}
	return back
}
