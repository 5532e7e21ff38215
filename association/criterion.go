package association

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/record"
)

// A Predicate is the host's answer, for each of some records of one type, whether it
// is as wanted: properties are the host's. It is given no record twice and returns as
// many answers as it was given records, in their order.
type Predicate func(ctx context.Context, records []record.Ref) ([]bool, error)

// ErrPredicate says that a [Predicate] gave more or fewer answers than it was asked for.
var ErrPredicate = errors.New("the predicate did not answer for each record")

// ask returns the host's answers about records, if there are any.
func (p Predicate) ask(ctx context.Context, records []record.Ref) ([]bool, error) {
	if len(records) == 0 {
		return nil, nil
	}
	if p == nil {
		p = always
	}
	answers, err := p(ctx, records)
	if err != nil {
		return nil, fmt.Errorf("ask about %d %s: %w", len(records), records[0].Type, err)
	}
	if len(answers) != len(records) {
		return nil, fmt.Errorf("%w: %d answers about %d %s", ErrPredicate, len(answers), len(records), records[0].Type)
	}
	return answers, nil
}

func always(_ context.Context, records []record.Ref) ([]bool, error) {
	return slices.Repeat([]bool{true}, len(records)), nil
}

// A Criterion is a question about a record's associations that is answered with yes or
// no: do all its deals, does its primary company, do three of its labeled contacts meet
// a condition of the host's. The same value serves one record, as a trigger or a branch
// of a workflow, and many, as a list; see [Reader.Meets] and [Reader.MeetsMany].
type Criterion struct {
	// To is the type of the associated records, and Scope says which of them
	// count.
	To    record.Type
	Scope Scope
	// Quantifier says how many of those in scope have to be as Where says.
	Quantifier Quantifier
	// Where is the host's condition. Nil holds for every record, so that the criterion
	// is about their number alone.
	Where Predicate
	// Empty says what holds when no record is in scope.
	Empty Empty
}

// Empty is the answer of a criterion without any record in scope.
type Empty uint8

// The answers without a record in scope.
const (
	EmptyAsQuantified Empty = iota // as the quantifier says: every and any are not met, none is, numbers compare with zero
	EmptyMeets                     // the criterion is met
	EmptyFails                     // the criterion is not met
)

// String returns the criterion in words, as in "every of companies (primary)".
func (c Criterion) String() string { return fmt.Sprintf("%s of %s (%s)", c.Quantifier, c.To, c.Scope) }

// ListCriterion returns the criterion of a list that filters by associated records: all
// of them must be as wanted, or the primary one, or some record with the label.
func ListCriterion(to record.Type, scope Scope, where Predicate) Criterion {
	c := Criterion{To: to, Scope: scope, Where: where}
	if scope.kind == scopeAll || scope.kind == scopePrimaryOf {
		c.Quantifier = EveryMeets()
	}
	return c
}

// WorkflowCriterion returns the criterion that a workflow uses by default: about
// companies it looks at the primary one, about records of other types at all of them,
// quantified as in a list.
func WorkflowCriterion(to record.Type, where Predicate) Criterion {
	if to == record.Companies {
		return ListCriterion(to, Primary(), where)
	}
	return ListCriterion(to, All(), where)
}

// Meets reports whether a record meets a criterion.
func (r Reader) Meets(ctx context.Context, of record.Ref, c Criterion) (bool, error) {
	answers, err := r.MeetsMany(ctx, []record.Ref{of}, c)
	if err != nil {
		return false, err
	}
	return answers[0], nil
}

// MeetsMany reports, for each record, whether it meets a criterion. It reads up to 500 of
// them at once, and goes on only with those that have so many associations that the
// answer is still open. The host is asked about many records at once, up to 10,000, and
// about each at most once in all; an error of it is returned. Unless r is of one
// snapshot, each Read shows what stands then.
func (r Reader) MeetsMany(ctx context.Context, of []record.Ref, c Criterion) ([]bool, error) {
	once, at := distinct(of)
	e := evaluation{
		Criterion: c, reach: newReach(r, once, c.To, c.Scope),
		findings: make([]finding, len(once)), known: make(map[record.ID]bool),
	}
	if err := e.run(ctx); err != nil {
		return nil, err
	}
	answers := make([]bool, len(of))
	for i, k := range at {
		answers[i] = e.findings[k].answer
	}
	return answers, nil
}
