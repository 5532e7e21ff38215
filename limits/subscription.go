package limits

import (
	"maps"
	"math"

	"github.com/relata-go/relata/record"
)

// A Subscription is the plan that an account pays for: the features that the plan lacks and its
// technical limits. The zero Subscription lacks nothing and has [DefaultMax] everywhere. A plan
// is an immutable value.
//
// Only the features of [Feature] are gated. Reading, removing and the built-in
// primary never are, and a smaller plan removes nothing.
type Subscription struct {
	Name    string
	Without Feature // the missing features, joined with |

	max       int                    // of directions that are not in technical; 0: DefaultMax
	technical map[[2]record.Type]int // by From and To
}

// DefaultMax is the technical limit where the plan names no other: the most associations
// from a record to the records of a type. The same number is the default of the activity sum.
// Inclusive: a record may have exactly that many.
const DefaultMax = 10_000

// MaxValue is the highest value of any limit, inclusive. The value is the same on all platforms,
// so a document that was written on some platform is legal on all.
const MaxValue = math.MaxInt32

// Subscriptions to start from. Labels and features that build on them need Professional or
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

// Technical returns the plan's limit of associations from a record of type from
// to records of type to.
func (p Subscription) Technical(from, to record.Type) int {
	// So short that the compiler inlines the method: every write asks, and most plans have no
	// table.
	if p.technical == nil {
		return p.base()
	}
	return p.listed([2]record.Type{from, to})
}

func (p *Subscription) listed(pair [2]record.Type) int {
	if max, found := p.technical[pair]; found {
		return max
	}
	return p.base()
}

// IsZero reports whether p is the zero Subscription: the plan has no name, lacks no feature and
// has [DefaultMax] everywhere.
func (p Subscription) IsZero() bool {
	return p.Name == "" && p.Without == 0 && p.max == 0 && len(p.technical) == 0
}

// base is the limit of the directions that have none of their own.
func (p *Subscription) base() int {
	if p.max == 0 {
		return DefaultMax
	}
	return p.max
}

// WithTechnical returns the plan with the limit of a direction changed, 1 to
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
		technical = map[[2]record.Type]int{}
	}
	technical[[2]record.Type{from, to}] = max
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
