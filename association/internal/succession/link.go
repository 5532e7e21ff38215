package succession

import (
	"fmt"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A Decision says which record is primary after a change, and why.
type Decision struct {
	Primary record.ID     // "": none
	Cause   primary.Cause // NoCause: as before, or none
}

// A Linking is the situation in which two records are associated, seen from one end, Of. The
// link may be new or exist already.
type Linking struct {
	Of       record.Ref // the record whose primary is decided
	Other    record.ID  // the other end, a record of the rule's To
	Had      int        // Of's links to that type before the write, a link with Other included
	Current  record.ID  // Of's primary of that type before the write; "": none
	Marked   bool       // the caller wants Other as primary
	Declined bool       // the caller wants that Other does not become primary by itself
	Keep     bool       // an existing primary must not be moved: imports, domain matches
}

// Link decides which record is primary after an association. A marked record becomes primary, also
// if another was. An unmarked record becomes primary if it is the first, unless the rule or the
// caller says no. Otherwise the primary stays. A record is the first if no link to its type
// existed: after a mark was cleared on purpose, a further link does not take the mark.
//
// Declining is a [primary.ErrRequired] if the rule requires a primary, whatever links exist.
// Otherwise an existing mark stays. Marking a declined record is a
// [primary.ErrMarks]. Marking another record than the primary to Keep is a
// [primary.ErrHasPrimary].
func Link(r primary.Rule, l Linking) (Decision, error) {
	switch {
	case l.Marked && l.Declined:
		return Decision{}, fmt.Errorf("%w: %s is to be primary of %s, and is not", primary.ErrMarks, record.New(r.To, l.Other), l.Of)
	case l.Declined && r.Required:
		return Decision{}, &primary.RequiredError{Record: l.Of, To: r.To}
	case l.Current == l.Other:
		return Decision{Primary: l.Current}, nil
	case l.Marked && l.Keep && l.Current != "":
		return Decision{}, &primary.HasPrimaryError{Record: l.Of, Primary: record.New(r.To, l.Current), Wanted: record.New(r.To, l.Other)}
	case l.Marked:
		return Decision{Primary: l.Other, Cause: primary.Set}, nil
	case l.Had == 0 && takesFirst(r) && !l.Declined:
		return Decision{Primary: l.Other, Cause: primary.FirstLinked}, nil
	}
	return Decision{Primary: l.Current}, nil
}

// takesFirst reports whether a first link becomes primary by itself.
func takesFirst(r primary.Rule) bool { return r.Required || !r.NoFirst }

// Pick returns the index of the record that becomes primary, of several that a write gives
// to a record without links to the type: the marked record, else the first if the rule takes
// the first, else -1 for none. marks says for each record whether the caller marked it. More
// than one mark is a [primary.ErrMarks].
func Pick(r primary.Rule, marks []bool) (index int, err error) {
	index = -1
	for i, marked := range marks {
		switch {
		case marked && index >= 0:
			return -1, fmt.Errorf("%w: a record has one primary of %s; number %d and number %d are marked", primary.ErrMarks, r.To, index+1, i+1)
		case marked:
			index = i
		}
	}
	if index < 0 && len(marks) > 0 && takesFirst(r) {
		return 0, nil
	}
	return index, nil
}
