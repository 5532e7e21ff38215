package history

// Inverse returns the event that restores what stood before e: Was and Now are
// exchanged, so a link that comes back has its old labels, marks and creation time.
// A deletion or a merge becomes a restoration, which names the survivor of the
// merge as B; such a restoration becomes the merge again, any other a deletion.
//
// Time, operation, group, source and cause are left zero for whoever writes it. That
// nothing else has changed the link since is not known here: compare Was with what
// stands.
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

// Invert returns the inverses of the events of an operation or a group, which are
// given in the order they were written, in reverse order: where one link changed
// twice, the later change is taken back first.
func Invert(events []Event) []Event {
	back := make([]Event, len(events))
	for i, e := range events {
		back[len(events)-1-i] = e.Inverse()
	}
	return back
}
