package schema

import (
	"slices"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// An activitySum bounds how many records of several types a record has together.
type activitySum struct {
	max   int
	types []record.Type // sorted, distinct
}

var defaultSum = activitySum{
	max:   limits.DefaultMax,
	types: []record.Type{record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks},
}

// counts reports whether links from a type to the other are summed. From its own
// side an activity is bounded by the technical limit, like any record.
func (s *activitySum) counts(from, to record.Type) bool {
	return slices.Contains(s.types, to) && !slices.Contains(s.types, from)
}

func (s *activitySum) isDefault() bool {
	return s.max == defaultSum.max && slices.Equal(s.types, defaultSum.types)
}

// Sum returns the most links that a record of type from may have towards the
// counted types together, and those types, in order and shared: they must not be
// changed. The sum applies when to is a counted type and from is not. Reaching the sum
// is no error: a link beyond the sum is left out.
func (l Limits) Sum(from, to record.Type) (max int, types []record.Type, applies bool) {
	sum := &l.settings().sum
	if !sum.counts(from, to) {
		return 0, nil, false
	}
	return sum.max, sum.types, true
}

// SumOf returns the most activities that a record of a type may have together, and the
// types that are counted, as [Limits.Sum] does. The sum applies unless the type is itself
// counted or no type is.
func (l Limits) SumOf(from record.Type) (max int, types []record.Type, applies bool) {
	sum := &l.settings().sum
	if len(sum.types) == 0 || slices.Contains(sum.types, from) {
		return 0, nil, false
	}
	return sum.max, sum.types, true
}

// setActivitySum changes the most activities of a record, 1 to [limits.MaxValue], and the
// types that are counted together; order and repetition do not matter. Types left
// out have the technical limit, each alone; with no types there is no sum.
// The error is a *[limits.ConfigError].
func (l Limits) setActivitySum(max int, types []record.Type) (Limits, error) {
	if max < 1 || max > limits.MaxValue {
		return l, &limits.ConfigError{Value: max, Min: 1, Max: limits.MaxValue, Reason: "an activity sum is out of range"}
	}
	for _, counted := range types {
		if err := counted.Validate(); err != nil {
			return l, &limits.ConfigError{Reason: "a counted type is not legal", Err: err}
		}
	}
	sorted := append([]record.Type{}, types...)
	slices.Sort(sorted)
	s := *l.settings()
	s.sum = activitySum{max: max, types: slices.Compact(sorted)}
	return limitsOf(s), nil
}
