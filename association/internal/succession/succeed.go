package succession

import (
	"cmp"
	"errors"
	"slices"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// CompareAge returns -1, 0 or +1 as a is older than b, the same or younger: by the
// time the link began, then by id.
func CompareAge(a, b primary.Candidate) int {
	if c := cmp.Compare(a.Created, b.Created); c != 0 {
		return c
	}
	return record.CompareIDs(a.ID, b.ID)
}

// ErrUnread is the error of a decision that needs candidates which the caller has not read.
// The caller reads a page of them and decides again.
var ErrUnread = errors.New("candidates to decide about not read")

// Others is the linked records, without the record that loses its mark or link, as far as the
// caller has read them.
type Others struct {
	// Count is how many there are, exactly.
	Count int
	// List is the first of them in the rule's order, the exact reverse of
	// [CompareAge] when [primary.Rule.NewestFirst], else CompareAge. List may be empty: a
	// decision that needs candidates is then an [ErrUnread].
	List []primary.Candidate
}

// A Request is the wish of the caller when the primary goes.
type Request struct {
	// Of is the record whose primary goes. Only errors use it.
	Of record.Ref
	// Successor is the record that the caller named; "": none.
	Successor record.ID
	// Linked says that Successor was looked up and is among the others. Linked counts
	// only where List does not show them all.
	Linked bool
	// Unattended says that nobody can be asked: the decision finds a successor by itself.
	Unattended bool
}

// Unlinked decides which record succeeds a primary whose link is removed. If no other is left,
// none does. A single record that is left does. Of several it is the named successor, else the
// rule's own choice, else the oldest. But a required rule that asks is a
// [primary.ChooseError], unless the request is Unattended. A named successor that is not among
// the others is always a [primary.ErrNotCandidate].
func Unlinked(r primary.Rule, others Others, req Request) (Decision, error) {
	if err := check(r, others, req); err != nil {
		return Decision{}, err
	}
	if others.Count == 0 {
		return Decision{}, nil
	}
	return succeed(r, others, req)
}

// Cleared decides which record succeeds a primary that only loses the mark and stays linked.
//
// If the rule requires a primary: with no other record it returns a
// [primary.RequiredError], a single record takes over, and with several it decides as
// [Unlinked] does. If the rule requires none, the named successor takes over, else nobody:
// neither the rule's choice nor Unattended puts back a mark that was taken away on purpose.
func Cleared(r primary.Rule, others Others, req Request) (Decision, error) {
	if err := check(r, others, req); err != nil {
		return Decision{}, err
	}
	switch {
	case !r.Required && req.Successor == "":
		return Decision{}, nil
	case !r.Required:
		return Decision{Primary: req.Successor, Cause: primary.Named}, nil
	case others.Count == 0:
		return Decision{}, &primary.RequiredError{Record: req.Of, To: r.To}
	}
	return succeed(r, others, req)
}

// Elect decides which record becomes primary of a record that has links and no primary although
// the rule requires a primary: the first of List, which the caller orders: oldest first if the
// rule became required, and in the rule's order after a restore. The answer is nobody if the rule
// does not require a primary or there is no link.
func Elect(r primary.Rule, others Others) (Decision, error) {
	switch {
	case !r.Required || others.Count == 0:
		return Decision{}, nil
	case len(others.List) == 0:
		return Decision{}, ErrUnread
	}
	return Decision{Primary: others.List[0].ID, Cause: primary.ElectedByRule}, nil
}

// succeed chooses among the others, of which there are some.
func succeed(r primary.Rule, others Others, req Request) (Decision, error) {
	named := req.Successor != ""
	switch {
	case named && others.Count == 1:
		return Decision{Primary: req.Successor, Cause: primary.OnlyOne}, nil
	case named:
		return Decision{Primary: req.Successor, Cause: primary.Named}, nil
	case len(others.List) == 0:
		return Decision{}, ErrUnread
	}
	first := others.List[0].ID
	switch {
	case others.Count == 1:
		return Decision{Primary: first, Cause: primary.OnlyOne}, nil
	case r.Choice != primary.Ask:
		return Decision{Primary: first, Cause: primary.ChosenByRule}, nil
	case !r.Required || req.Unattended:
		return Decision{Primary: first, Cause: primary.OldestLeft}, nil
	}
	return Decision{}, &primary.ChooseError{
		Record: req.Of, To: r.To, Count: others.Count, Candidates: slices.Clone(others.List),
	}
}

// check returns an error if the caller named a successor that is not a candidate.
func check(r primary.Rule, others Others, req Request) error {
	if req.Successor == "" || others.has(req) {
		return nil
	}
	return &primary.SuccessorError{Record: req.Of, Successor: record.New(r.To, req.Successor)}
}

// has reports whether the named successor is among the others. A full list outweighs the
// caller's word.
func (o Others) has(req Request) bool {
	listed := slices.ContainsFunc(o.List, func(c primary.Candidate) bool { return c.ID == req.Successor })
	return listed || req.Linked && o.Count > len(o.List)
}
