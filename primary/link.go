package primary

import (
	"fmt"

	"github.com/relata-go/relata/record"
)

// A Decision is who is primary after a change, and why.
type Decision struct {
	Primary record.ID // "": none
	Cause   Cause     // NoCause: as before, or none
}

// A Linking is what is asked of the mark when two records are associated, the link
// being new or standing. [Rule.Link] reads it from the side of Of, one end.
type Linking struct {
	Of       record.Ref // the record whose primary is decided
	Other    record.ID  // the other end, a record of the rule's To
	Had      int        // Of's links to that type before the write, a standing one with Other included
	Current  record.ID  // Of's primary of that type before the write; "": none
	Marked   bool       // the caller wants Other as primary
	Declined bool       // the caller wants that Other does not become primary by itself
	Keep     bool       // a primary that stands is not to be moved: imports, domain matches
}

// Link decides who is primary after an association: the marked one, also when
// another was; else the first, unless the rule or the caller says no; else who was.
// First means that no link to that type stood: once a mark was cleared on purpose,
// a further link does not take it.
//
// Declining is an [ErrRequired] where the rule requires a primary, whatever stands,
// and leaves a standing mark alone. Marking what is declined is an [ErrMarks].
// Marking another than the one to Keep is an [ErrHasPrimary].
func (r Rule) Link(l Linking) (Decision, error) {
	switch {
	case l.Marked && l.Declined:
		return Decision{}, fmt.Errorf("%w: %s is to be primary of %s, and is not", ErrMarks, record.New(r.To, l.Other), l.Of)
	case l.Declined && r.Required:
		return Decision{}, &RequiredError{Record: l.Of, To: r.To}
	case l.Current == l.Other:
		return Decision{Primary: l.Current}, nil
	case l.Marked && l.Keep && l.Current != "":
		return Decision{}, &HasPrimaryError{Record: l.Of, Primary: record.New(r.To, l.Current), Wanted: record.New(r.To, l.Other)}
	case l.Marked:
		return Decision{Primary: l.Other, Cause: Set}, nil
	case l.Had == 0 && r.takesFirst() && !l.Declined:
		return Decision{Primary: l.Other, Cause: FirstLinked}, nil
	}
	return Decision{Primary: l.Current}, nil
}

// takesFirst reports whether a first link becomes primary by itself.
func (r Rule) takesFirst() bool { return r.Required || !r.NoFirst }

// Pick returns which of several records that are given in one write, to a record
// without links to the type, becomes primary: the marked one, else the first given
// when the rule takes the first, else -1 for none. marks says for each whether the
// caller marked it; more than one is an [ErrMarks].
func (r Rule) Pick(marks []bool) (index int, err error) {
	index = -1
	for i, marked := range marks {
		switch {
		case marked && index >= 0:
			return -1, fmt.Errorf("%w: a record has one primary of %s; number %d and number %d are marked", ErrMarks, r.To, index+1, i+1)
		case marked:
			index = i
		}
	}
	if index < 0 && len(marks) > 0 && r.takesFirst() {
		return 0, nil
	}
	return index, nil
}
