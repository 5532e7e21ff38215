package history

import (
	"errors"
	"fmt"

	"github.com/relata-go/relata/record"
)

// ErrBroken is what every [BrokenError] is, for errors.Is.
var ErrBroken = errors.New("history does not join up")

// A BrokenError names the event at which a history does not join up: events are
// missing or out of order, or what wrote them was wrong.
type BrokenError struct {
	Event  Event
	State  State  // of a link: what stands where the event says Was (or, stepping back, Now)
	Reason string // what is wrong
}

// Error returns a clause that names the records, the operation and the reason.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("history does not join up at %q of operation %q at %d: %s",
		e.Event, e.Event.Operation, e.Event.At, e.Reason)
}

// Is reports whether target is [ErrBroken].
func (e *BrokenError) Is(target error) bool { return target == ErrBroken }

// check returns why e cannot be the next event, or nil. The order of events within
// one operation is not its business: a merge may be told before or behind the links
// that it moves.
func (l *Projection) check(e Event) error {
	reason := malformed(e)
	if reason == "" {
		reason = l.outOfTime(e)
	}
	if reason == "" && !l.gaps.before(e) {
		reason = l.mismatch(e)
	}
	if reason == "" {
		return nil
	}
	return &BrokenError{Event: e, State: l.Link(e.A, e.B), Reason: reason}
}

// malformed says what no event of any history can be.
func malformed(e Event) string {
	switch {
	case e.Subject > Merged:
		return "its subject is unknown"
	case e.Subject == Link && (e.A.IsZero() || e.B.IsZero()):
		return "a link has two records"
	case e.A.IsZero():
		return "it has no record"
	case e.A == e.B:
		return "a record has no link to itself and is not merged into itself"
	case e.Subject == Link:
		return malformedLink(e)
	case e.Was != State{} || e.Now != State{}:
		return "an event of a record's life has no link states"
	case e.Subject == Deleted && !e.B.IsZero():
		return "a deletion has one record"
	case e.Subject == Merged && e.B.Type != e.A.Type:
		return "a merge has two records of one type"
	}
	return ""
}

// malformedLink refuses events without effect too: a write that changes nothing
// writes no event.
func malformedLink(e Event) string {
	switch {
	case e.Was == e.Now:
		return "it changes nothing"
	case !e.Was.Linked() && e.Was != State{}, !e.Now.Linked() && e.Now != State{}:
		return "no link has no labels and no marks"
	}
	return ""
}

// outOfTime says which record's time goes backwards. At one record two events share
// a time only when they came together.
func (l *Projection) outOfTime(e Event) string {
	for _, ref := range [...]record.Ref{e.A, e.B} {
		last, touched := l.newest[ref]
		switch {
		case touched && e.At < last.at:
			return fmt.Sprintf("%s has a newer event already, at %d", ref, last.at)
		case touched && e.At == last.at && e.Group != last.group:
			return fmt.Sprintf("%s has an event of another group at that time", ref)
		}
	}
	return ""
}

// mismatch says where what the event assumes differs from what stands.
func (l *Projection) mismatch(e Event) string {
	end, ended := l.End(e.A)
	switch {
	case e.Subject == Link && l.Link(e.A, e.B) != e.Was:
		return "the link that stood before is another one"
	case (e.Subject == Deleted || e.Subject == Merged) && ended:
		return fmt.Sprintf("%s is not alive", e.A)
	case e.Subject == Restored && !ended:
		return fmt.Sprintf("%s is alive", e.A)
	case e.Subject == Restored && e.B != end.B:
		return fmt.Sprintf("%s comes back from another end than its own, which is: %s", e.A, end)
	}
	return ""
}
