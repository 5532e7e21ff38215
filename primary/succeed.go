package primary

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/record"
)

// A Candidate is a record that could be primary: it stays linked.
type Candidate struct {
	ID      record.ID
	Created int64 // when the link began, Unix nanoseconds
}

// CompareAge returns -1, 0 or +1 as a is older than b, the same or younger: by the
// time the link began, then by id.
func CompareAge(a, b Candidate) int {
	if c := cmp.Compare(a.Created, b.Created); c != 0 {
		return c
	}
	return record.CompareIDs(a.ID, b.ID)
}

// Others is the linked records without the one whose mark or link goes, as far as
// the caller read them.
type Others struct {
	// Count is how many there are, exactly.
	Count int
	// List is the first of them in the rule's order, the exact reverse of
	// [CompareAge] when [Rule.NewestFirst], else CompareAge. It may be empty: a
	// decision that needs it is then an [ErrUnread].
	List []Candidate
}

// A Request is what the caller wants when the present primary goes.
type Request struct {
	// Of is the record whose primary goes. It is named in errors, no more.
	Of record.Ref
	// Successor is the record that the caller named; "": none.
	Successor record.ID
	// Linked says that Successor was looked up and is one of the others. It counts
	// only where List does not show them all.
	Linked bool
	// Unattended says that nobody can be asked: the decision finds a successor by itself.
	Unattended bool
}

// Unlinked decides who succeeds a primary whose link goes. None left: nobody. One
// left: it. More: the named successor, else the rule's own choice, else the oldest;
// but a required rule that asks is a [ChooseError], unless the caller is Unattended.
// A named successor that is none of the others is an [ErrNotCandidate] always.
func (r Rule) Unlinked(others Others, req Request) (Decision, error) {
	if err := r.check(others, req); err != nil {
		return Decision{}, err
	}
	if others.Count == 0 {
		return Decision{}, nil
	}
	return r.succeed(others, req)
}

// Cleared decides who succeeds a primary that only loses the mark and stays linked.
// Where the rule requires a primary: no other is a [RequiredError], one takes over,
// and of more it is as in [Rule.Unlinked]. Where it does not: the named successor,
// else nobody; neither the rule's choice nor Unattended puts back a mark that was taken
// away on purpose.
func (r Rule) Cleared(others Others, req Request) (Decision, error) {
	if err := r.check(others, req); err != nil {
		return Decision{}, err
	}
	switch {
	case !r.Required && req.Successor == "":
		return Decision{}, nil
	case !r.Required:
		return Decision{Primary: req.Successor, Cause: Named}, nil
	case others.Count == 0:
		return Decision{}, &RequiredError{Record: req.Of, To: r.To}
	}
	return r.succeed(others, req)
}

// Elect decides who becomes primary of a record that has links and no primary
// although the rule requires one. It is the first of List, which the caller orders: oldest
// first when the rule became required, whatever it chooses else, and in the rule's order
// after a restore. It is nobody when the rule does not require one or there is no link.
func (r Rule) Elect(others Others) (Decision, error) {
	switch {
	case !r.Required || others.Count == 0:
		return Decision{}, nil
	case len(others.List) == 0:
		return Decision{}, ErrUnread
	}
	return Decision{Primary: others.List[0].ID, Cause: ElectedByRule}, nil
}

// succeed chooses among at least one other.
func (r Rule) succeed(others Others, req Request) (Decision, error) {
	named := req.Successor != ""
	switch {
	case named && others.Count == 1:
		return Decision{Primary: req.Successor, Cause: OnlyOne}, nil
	case named:
		return Decision{Primary: req.Successor, Cause: Named}, nil
	case len(others.List) == 0:
		return Decision{}, ErrUnread
	}
	first := others.List[0].ID
	switch {
	case others.Count == 1:
		return Decision{Primary: first, Cause: OnlyOne}, nil
	case r.Choice != Ask:
		return Decision{Primary: first, Cause: ChosenByRule}, nil
	case !r.Required || req.Unattended:
		return Decision{Primary: first, Cause: OldestLeft}, nil
	}
	return Decision{}, &ChooseError{
		Record: req.Of, To: r.To, Count: others.Count, Candidates: slices.Clone(others.List),
	}
}

// check returns an error when the caller named a successor that is no candidate.
func (r Rule) check(others Others, req Request) error {
	if req.Successor == "" || others.has(req) {
		return nil
	}
	return &SuccessorError{Record: req.Of, Successor: record.New(r.To, req.Successor)}
}

// has reports whether the named successor is one of the others. What the list shows
// in full outweighs the caller's word.
func (o Others) has(req Request) bool {
	listed := slices.ContainsFunc(o.List, func(c Candidate) bool { return c.ID == req.Successor })
	return listed || req.Linked && o.Count > len(o.List)
}
