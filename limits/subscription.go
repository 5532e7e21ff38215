package limits

import (
	"errors"
	"fmt"
	"maps"

	"github.com/relata-go/relata/record"
)

// A Subscription is what an account pays for: features it lacks and the table of technical
// limits. The zero Subscription lacks nothing and has [DefaultMax] everywhere. It is an
// immutable value.
//
// Only the features of [Feature] are gated. Reading, removing and the built-in
// primary never are, and a smaller plan removes nothing.
type Subscription struct {
	Name    string
	Without Feature // the features it lacks, joined with |

	max       int // of directions that are not in technical; 0: DefaultMax
	technical map[direction]int
}

// Subscriptions to start from. Labels and what builds on them need Professional or
// Enterprise, custom types Enterprise. Ungated is the default.
var (
	Ungated      = Subscription{}
	Starter      = Subscription{Name: "Starter", Without: DefineLabels | UseLabels | LabelScopes | CustomTypes | CustomPrimaryRules}
	Professional = Subscription{Name: "Professional", Without: CustomTypes}
	Enterprise   = Subscription{Name: "Enterprise"}
)

// Check returns nil when the subscription has f, else a *[SubscriptionError]. Of several features
// joined with | all are asked for.
func (p Subscription) Check(f Feature) error {
	if lacks := p.Without & f; lacks != 0 {
		return &SubscriptionError{Subscription: p.Name, Feature: lacks}
	}
	return nil
}

// Technical returns the plan's limit of associations from one record of type from
// to records of type to.
func (p Subscription) Technical(from, to record.Type) int { return p.limit(from, to) }

// limit is Technical without the copy, for questions that every write asks.
func (p *Subscription) limit(from, to record.Type) int {
	if p.technical != nil {
		if max, found := p.technical[direction{from, to}]; found {
			return max
		}
	}
	return p.base()
}

func (p Subscription) isZero() bool {
	return p.Name == "" && p.Without == 0 && p.max == 0 && len(p.technical) == 0
}

// base is the limit of the directions that have none of their own.
func (p *Subscription) base() int {
	if p.max == 0 {
		return DefaultMax
	}
	return p.max
}

// WithTechnical returns the plan with the limit of one direction changed, 1 to
// [MaxValue]. The error is a *[ConfigError].
func (p Subscription) WithTechnical(from, to record.Type, max int) (Subscription, error) {
	k := Key{From: from, To: to}
	if err := k.Validate(); err != nil {
		return p, err
	}
	if max < 1 || max > MaxValue {
		return p, &ConfigError{Key: k, Value: max, Min: 1, Max: MaxValue, Reason: "a technical limit is out of range"}
	}
	technical := maps.Clone(p.technical)
	if technical == nil {
		technical = map[direction]int{}
	}
	technical[k.direction()] = max
	p.technical = technical
	return p, nil
}

// WithMax returns the plan with the limit of all directions changed that have none
// of their own, 1 to [MaxValue]. The error is a *[ConfigError].
func (p Subscription) WithMax(max int) (Subscription, error) {
	if max < 1 || max > MaxValue {
		return p, &ConfigError{Value: max, Min: 1, Max: MaxValue, Reason: "a technical limit is out of range"}
	}
	p.max = max
	if max == DefaultMax {
		p.max = 0
	}
	return p, nil
}

// ErrNotInSubscription is what every [SubscriptionError] is, for errors.Is.
var ErrNotInSubscription = errors.New("not in the subscription")

// A SubscriptionError says which feature a call needs that the plan lacks.
type SubscriptionError struct {
	Subscription string // the plan's name, empty when it has none
	Feature      Feature
}

// Error returns a clause that names feature and plan.
func (e *SubscriptionError) Error() string {
	return fmt.Sprintf("%s is not in the subscription %q: a larger one is needed", e.Feature, e.Subscription)
}

// Is reports whether target is [ErrNotInSubscription].
func (e *SubscriptionError) Is(target error) bool { return target == ErrNotInSubscription }
