package criteria

import (
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// A Predicate is the application's condition. For each of some records of the same type the
// Predicate answers whether the record meets the condition. No record is given twice, and there
// must be as many answers as records, in their order.
type Predicate func(ctx context.Context, records []record.Ref) ([]bool, error)

// ErrPredicate says that a [Predicate] returned more or fewer answers than records.
var ErrPredicate = failure.Sentinel(failure.Internal, "criteria.ErrPredicate", "the predicate did not answer for each record")

// ask returns the application's answers about records, if there are any.
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

// A Criterion is a question about a record's associations that is answered with yes or no: do
// all its deals, does its primary company, do three of its labeled contacts meet a condition of
// the application's. The same value serves a single record and many, see [Meets] and
// [MeetsMany].
type Criterion struct {
	// To is the type of the associated records, and Scope says which of them
	// count.
	To    record.Type
	Scope association.Scope
	// Quantifier says how many of those in scope have to meet Where.
	Quantifier Quantifier
	// Where is the application's condition. Nil holds for every record, so that the criterion
	// is about their number alone.
	Where Predicate
	// Empty is the answer if no record is in scope.
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
