// Package limits decides how many associations a record may have: of one type,
// under one label, of all its activities together. It also holds the account's
// plan, which sets the technical limits and gates features.
//
// A [Table] is an immutable value; an edit returns a new one. Nothing here counts
// links, reads storage or removes anything: the caller brings a count and learns
// whether one more fits. The law: a configured label limit is never above the
// configured limit of its pair, and of a configured and a technical limit the
// lower one holds.
package limits

import (
	"math"

	"github.com/relata-go/relata/record"
)

// DefaultMax is the technical limit where the plan names no other: the most
// associations from one record to the records of one type, and the default of the
// activity sum. Inclusive: a record may have exactly that many.
const DefaultMax = 10_000

// MaxValue is the highest value any limit takes, inclusive. A document written on
// one platform is so legal on all of them.
const MaxValue = math.MaxInt32

// A Table holds every limit of an account. The zero Table has the defaults. It is
// an immutable value that any number of goroutines may share.
type Table struct {
	// A pointer, because every write asks several questions and a copy of the
	// settings costs more than the answer.
	stored *settings // nil: the defaults; never changed in place
}

type settings struct {
	plan  Subscription
	pairs map[direction]pair // only what is configured; nil without any
	sum   activitySum
}

var defaults = settings{sum: defaultSum}

func (t Table) settings() *settings {
	if t.stored == nil {
		return &defaults
	}
	return t.stored
}

// tableOf returns the table of s. Defaults have one form, so that equal tables are
// deeply equal.
func tableOf(s settings) Table {
	if s.plan.isZero() && s.pairs == nil && s.sum.isDefault() {
		return Table{}
	}
	return Table{&s}
}

// New returns the table with the defaults: no plan, nothing configured.
func New() Table { return Table{} }

// A direction is an ordered pair of types: limits of the two ways are independent.
type direction struct{ from, to record.Type }

// Technical returns the technical limit in force from one record of type from
// towards the type to, which is also the highest value that configuration may set:
// the activity sum where it applies, else the value of the plan's table.
func (t Table) Technical(from, to record.Type) int {
	if max, _, applies := t.Sum(from, to); applies {
		return max
	}
	return t.settings().plan.limit(from, to)
}

// SetTechnical changes the direction's entry in the table of the account's plan,
// 1 to [MaxValue]. Limits that were configured above it stay stored and are not in
// force. A later [Table.WithSubscription] brings a table of its own. The error is a
// *[ConfigError].
func (t Table) SetTechnical(from, to record.Type, max int) (Table, error) {
	plan, err := t.Subscription().WithTechnical(from, to, max)
	if err != nil {
		return t, err
	}
	return t.WithSubscription(plan), nil
}

// Subscription returns the subscription of the account.
func (t Table) Subscription() Subscription { return t.settings().plan }

// WithSubscription returns the table under another plan. Configured limits stay; where the
// new plan's technical limit is lower, that one holds.
func (t Table) WithSubscription(p Subscription) Table {
	s := *t.settings()
	s.plan = p
	s.plan.Without &= allFeatures // other bits mean nothing and are not stored
	return tableOf(s)
}

// Max returns the limit of a record of type from towards all records of type to:
// the lower of the configured and the technical limit. It is what reports compare
// with; a write asks [Table.HardMax], because not every limit is an error.
func (t Table) Max(from, to record.Type) int {
	technical := t.Technical(from, to)
	if p := t.pair(from, to); p.max != 0 {
		return min(p.max, technical)
	}
	return technical
}

// HardMax returns the limit whose excess is an error, for new links from a record of
// type from towards the type to. Where [Table.Sum] applies it replaces the technical
// limit, so that only a configured limit is hard there; without one, limited is
// false. A write tests the hard limit first and the sum after it.
func (t Table) HardMax(from, to record.Type) (max int, limited bool) {
	p := t.pair(from, to)
	if _, _, applies := t.Sum(from, to); applies {
		return p.max, p.max != 0
	}
	max = t.settings().plan.limit(from, to)
	if p.max != 0 {
		max = min(p.max, max)
	}
	return max, true
}

func (t Table) pair(from, to record.Type) pair {
	if t.stored == nil || t.stored.pairs == nil {
		return pair{}
	}
	return t.stored.pairs[direction{from, to}]
}
