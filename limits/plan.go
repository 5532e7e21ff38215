package limits

import (
	"errors"
	"fmt"
	"maps"

	"github.com/relata-go/relata/record"
)

// A Plan is what an account pays for: features it lacks and the table of technical
// limits. The zero Plan lacks nothing and has [DefaultMax] everywhere. It is an
// immutable value.
//
// Only the features of [Feature] are gated. Reading, removing and the built-in
// primary never are, and a smaller plan removes nothing.
type Plan struct {
	Name    string
	Without Feature // the features it lacks, joined with |

	max       int // of directions that are not in technical; 0: DefaultMax
	technical map[direction]int
}

// Plans to start from. Labels and what builds on them need Professional or
// Enterprise, custom types Enterprise. Ungated is the default.
var (
	Ungated      = Plan{}
	Starter      = Plan{Name: "Starter", Without: DefineLabels | UseLabels | LabelScopes | CustomTypes | CustomPrimaryRules}
	Professional = Plan{Name: "Professional", Without: CustomTypes}
	Enterprise   = Plan{Name: "Enterprise"}
)

// Check returns nil when the plan has f, else a *[PlanError]. Of several features
// joined with | all are asked for.
func (p Plan) Check(f Feature) error {
	if lacks := p.Without & f; lacks != 0 {
		return &PlanError{Plan: p.Name, Feature: lacks}
	}
	return nil
}

// Technical returns the plan's limit of associations from one record of type from
// to records of type to.
func (p Plan) Technical(from, to record.Type) int { return p.limit(from, to) }

// limit is Technical without the copy, for questions that every write asks.
func (p *Plan) limit(from, to record.Type) int {
	if p.technical != nil {
		if max, found := p.technical[direction{from, to}]; found {
			return max
		}
	}
	return p.base()
}

func (p Plan) isZero() bool {
	return p.Name == "" && p.Without == 0 && p.max == 0 && len(p.technical) == 0
}

// base is the limit of the directions that have none of their own.
func (p *Plan) base() int {
	if p.max == 0 {
		return DefaultMax
	}
	return p.max
}

// WithTechnical returns the plan with the limit of one direction changed, 1 to
// [MaxValue]. The error is a *[ConfigError].
func (p Plan) WithTechnical(from, to record.Type, max int) (Plan, error) {
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
func (p Plan) WithMax(max int) (Plan, error) {
	if max < 1 || max > MaxValue {
		return p, &ConfigError{Value: max, Min: 1, Max: MaxValue, Reason: "a technical limit is out of range"}
	}
	p.max = max
	if max == DefaultMax {
		p.max = 0
	}
	return p, nil
}

// ErrNotInPlan is what every [PlanError] is, for errors.Is.
var ErrNotInPlan = errors.New("not in the plan")

// A PlanError says which feature a call needs that the plan lacks.
type PlanError struct {
	Plan    string // the plan's name, empty when it has none
	Feature Feature
}

// Error returns a clause that names feature and plan.
func (e *PlanError) Error() string {
	return fmt.Sprintf("%s is not in the plan %q: a larger plan is needed", e.Feature, e.Plan)
}

// Is reports whether target is [ErrNotInPlan].
func (e *PlanError) Is(target error) bool { return target == ErrNotInPlan }
