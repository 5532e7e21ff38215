package schema

import (
	"cmp"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// Limits is every limit of an account, and its subscription. The value is immutable, and
// any number of goroutines may share. The zero Limits has the defaults.
//
// A configured label limit is never above the configured limit of its pair. Of a
// configured and a technical limit the lower holds.
type Limits struct {
	// A pointer, because every write asks several questions, and a copy of the
	// settings costs more than the answer.
	stored *settings // nil: the defaults; never changed in place
}

type settings struct {
	plan  limits.Subscription
	pairs map[direction]pairLimits // only configured limits; nil without any
	sum   activitySum
}

var defaults = settings{sum: defaultSum}

func (l Limits) settings() *settings {
	if l.stored == nil {
		return &defaults
	}
	return l.stored
}

// limitsOf returns the limits of s. Defaults have a single form, so equal limits are deeply
// equal.
func limitsOf(s settings) Limits {
	if s.plan.IsZero() && s.pairs == nil && s.sum.isDefault() {
		return Limits{}
	}
	return Limits{&s}
}

// Technical returns the technical limit in force from a record of type from
// towards the type to, which is also the highest value that configuration may set:
// the activity sum where it applies, else the value of the plan's table.
func (l Limits) Technical(from, to record.Type) int {
	if max, _, applies := l.Sum(from, to); applies {
		return max
	}
	return l.settings().plan.Technical(from, to)
}

// setTechnical changes the direction's entry in the table of the account's plan,
// 1 to [limits.MaxValue]. Limits that were configured above that stay stored and are not in
// force. A later [Limits.withSubscription] brings another table. The error is a
// *[limits.ConfigError].
func (l Limits) setTechnical(from, to record.Type, max int) (Limits, error) {
	plan, err := l.Subscription().WithTechnical(from, to, max)
	if err != nil {
		return l, err
	}
	return l.withSubscription(plan), nil
}

// Subscription returns the subscription of the account.
func (l Limits) Subscription() limits.Subscription { return l.settings().plan }

// withSubscription returns the table under another plan. Configured limits stay; where the
// new plan's technical limit is lower, that limit holds.
func (l Limits) withSubscription(p limits.Subscription) Limits {
	s := *l.settings()
	s.plan = p
	s.plan.Without = p.Without.Known() // other bits mean nothing and are not stored
	return limitsOf(s)
}

// Max returns the limit of a record of type from towards all records of type to:
// the lower of the configured and the technical limit. Reports compare
// with Max; a write asks [Limits.HardMax], because not every limit is an error.
func (l Limits) Max(from, to record.Type) int {
	technical := l.Technical(from, to)
	if p := l.pair(from, to); p.max != 0 {
		return min(p.max, technical)
	}
	return technical
}

// HardMax returns the limit whose excess is an error, for new links from a record of
// type from towards the type to. Where [Limits.Sum] applies, the sum replaces the technical
// limit, so that only a configured limit is hard there; without a configured limit, limited is
// false. A write tests the hard limit first and then the sum.
func (l Limits) HardMax(from, to record.Type) (max int, limited bool) {
	p := l.pair(from, to)
	if _, _, applies := l.Sum(from, to); applies {
		return p.max, p.max != 0
	}
	max = l.settings().plan.Technical(from, to)
	if p.max != 0 {
		max = min(p.max, max)
	}
	return max, true
}

func (l Limits) pair(from, to record.Type) pairLimits {
	if l.stored == nil || l.stored.pairs == nil {
		return pairLimits{}
	}
	return l.stored.pairs[direction{from, to}]
}

func compareDirections(a, b direction) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
}
