package schema

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// declare returns the rules with the given rule in them: a new rule, or an edit of the rule
// of the pair. A built-in rule may be edited in everything, except that contacts ->
// companies stays required (else [primary.ErrBuiltIn]). An illegal rule is a
// [primary.ErrRule], see [primary.Rule.Validate]. Declaring marks nobody: if the rule
// becomes required, the caller elects a primary for the records that have none.
func (r Rules) declare(rule primary.Rule) (Rules, error) {
	if err := checkRule(rule); err != nil {
		return r, err
	}
	edits := slices.Clone(r.edits)
	i, found := r.find(rule.From, rule.To)
	if standard, ok := initial(rule.From, rule.To); ok && standard == rule {
		// Back to the built-in rule: nothing is left to remember.
		if found {
			edits = slices.Delete(edits, i, i+1)
		}
		return Rules{edits}, nil
	}
	if found {
		edits[i] = rule
		return Rules{edits}, nil
	}
	return Rules{slices.Insert(edits, i, rule)}, nil
}

// withdraw returns the rules without the declared rule of a direction. A
// built-in rule stays, edited or not ([primary.ErrBuiltIn]): declare the original to undo an
// edit. Without a rule the error is a [primary.ErrNoRule].
func (r Rules) withdraw(from, to record.Type) (Rules, error) {
	if isBuiltInRule(from, to) {
		return r, fmt.Errorf("%w: %s -> %s cannot be withdrawn", primary.ErrBuiltIn, from, to)
	}
	i, found := r.find(from, to)
	if !found {
		return r, fmt.Errorf("%w from %s to %s", primary.ErrNoRule, from, to)
	}
	return Rules{slices.Delete(slices.Clone(r.edits), i, i+1)}, nil
}

func checkRule(r primary.Rule) error {
	if err := r.Validate(); err != nil {
		return err
	}
	if alwaysRequired(r.From, r.To) && !r.Required {
		return fmt.Errorf("%w: %s -> %s stays required", primary.ErrBuiltIn, r.From, r.To)
	}
	return nil
}
