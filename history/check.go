package history

import (
	"fmt"

	"github.com/relata-go/relata/record"
)

// check returns why e cannot be the next event, or nil. The order of the
// events of one operation is not checked: a merge may come before or after the moved links.
func (p *Projection) check(e Event) error {
	reason := malformed(e)
	if reason == "" {
		reason = p.outOfTime(e)
	}
	if reason == "" && !p.trimmed.mayPrecede(e) {
		reason = p.mismatch(e)
	}
	if reason == "" {
		return nil
	}
	return &BrokenError{Event: e, State: p.Link(e.A, e.B), Reason: reason}
}

// malformed returns why e cannot be an event of any history, or "".
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

// malformedLink is malformed for the event of a link. It refuses events without effect
// too: a write that changes nothing writes no event.
func malformedLink(e Event) string {
	switch {
	case e.Was == e.Now:
		return "it changes nothing"
	case !e.Was.Linked() && e.Was != State{}, !e.Now.Linked() && e.Now != State{}:
		return "no link has no labels and no marks"
	}
	return ""
}

// outOfTime returns which record's time goes backwards, or "". Two events of one record
// have the same time only if they are of the same group.
func (p *Projection) outOfTime(e Event) string {
	for _, ref := range [...]record.Ref{e.A, e.B} {
		last, touched := p.newest[ref]
		switch {
		case touched && e.At < last.at:
			return fmt.Sprintf("%s has a newer event already, at %d", ref, last.at)
		case touched && e.At == last.at && e.Group != last.group:
			return fmt.Sprintf("%s has an event of another group at that time", ref)
		}
	}
	return ""
}

// mismatch returns how the state that the event says was before differs from the state that
// exists, or "".
func (p *Projection) mismatch(e Event) string {
	end, ended := p.End(e.A)
	switch {
	case e.Subject == Link && p.Link(e.A, e.B) != e.Was:
		return "the link that existed before is another one"
	case (e.Subject == Deleted || e.Subject == Merged) && ended:
		return fmt.Sprintf("%s is not alive", e.A)
	case e.Subject == Restored && !ended:
		return fmt.Sprintf("%s is alive", e.A)
	case e.Subject == Restored && e.B != end.B:
		return fmt.Sprintf("%s comes back from another end than its own, which is: %s", e.A, end)
	}
	return ""
}
