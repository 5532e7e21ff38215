package primary

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/relata-go/relata/record"
)

// Rules is the table of all primary rules: at most one for a pair of types and a
// direction. It is an immutable value, and the zero Rules has exactly the rules
// that are built in. Methods that change it return the changed table.
type Rules struct {
	edits []Rule // by From, then To; each differs from what is built in
}

// New returns the built-in rules, which the zero Rules is too.
func New() Rules { return Rules{} }

// Rule returns the rule from one type to the other, and whether there is one. It
// allocates nothing.
func (r Rules) Rule(from, to record.Type) (Rule, bool) {
	if i, found := r.find(from, to); found {
		return r.edits[i], true
	}
	return initial(from, to)
}

// Declare returns the table with the given rule in it: a new one, or an edit of
// the one that stands for its pair. A built-in rule may be edited in everything,
// except that contacts -> companies stays required (else [ErrBuiltIn]). A type
// name or choice that is not legal, and a required rule with NoFirst, are an
// [ErrRule]. Declaring marks nobody: when the rule becomes required, the caller
// elects for the records that have none, see [Rule.Elect].
func (r Rules) Declare(rule Rule) (Rules, error) {
	if err := rule.validate(); err != nil {
		return r, err
	}
	edits := slices.Clone(r.edits)
	i, found := r.find(rule.From, rule.To)
	if standard, ok := initial(rule.From, rule.To); ok && standard == rule {
		// Back to what is built in: nothing is left to remember.
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

// Withdraw returns the table without the declared rule from one type to the other.
// A built-in rule stays, edited or not ([ErrBuiltIn]): declare it as it was to undo
// an edit. Where no rule stands the error is an [ErrNoRule].
func (r Rules) Withdraw(from, to record.Type) (Rules, error) {
	if BuiltIn(from, to) {
		return r, fmt.Errorf("%w: %s -> %s cannot be withdrawn", ErrBuiltIn, from, to)
	}
	i, found := r.find(from, to)
	if !found {
		return r, fmt.Errorf("%w from %s to %s", ErrNoRule, from, to)
	}
	return Rules{slices.Delete(slices.Clone(r.edits), i, i+1)}, nil
}

// All returns the rules by From, then To: those built in by name and those
// declared. A custom type's built-in rule towards companies is among them only
// when it was edited, since this package does not know which types there are.
func (r Rules) All() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		names := builtIn[:]
		edits := r.edits
		for len(names)+len(edits) > 0 {
			next, n, e := merge(names, edits)
			names, edits = names[n:], edits[e:]
			if !yield(next) {
				return
			}
		}
	}
}

// merge returns the lesser of the two first rules, the edit where both are of one
// pair, and how many of each list it uses up.
func merge(names, edits []Rule) (next Rule, n, e int) {
	switch {
	case len(edits) == 0:
		return names[0], 1, 0
	case len(names) == 0:
		return edits[0], 0, 1
	}
	switch c := comparePairs(names[0], edits[0].From, edits[0].To); {
	case c < 0:
		return names[0], 1, 0
	case c > 0:
		return edits[0], 0, 1
	}
	return edits[0], 1, 1
}

// find returns where the edit of the pair stands, or belongs.
func (r Rules) find(from, to record.Type) (int, bool) {
	low, high := 0, len(r.edits)
	for low < high {
		middle := (low + high) / 2
		c := comparePairs(r.edits[middle], from, to)
		if c == 0 {
			return middle, true
		}
		if c < 0 {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, false
}

func comparePairs(r Rule, from, to record.Type) int {
	if c := cmp.Compare(r.From, from); c != 0 {
		return c
	}
	return cmp.Compare(r.To, to)
}

// validate returns nil when r may be declared.
func (r Rule) validate() error {
	for _, t := range []record.Type{r.From, r.To} {
		if err := t.Validate(); err != nil {
			return fmt.Errorf("%w: %w", ErrRule, err)
		}
	}
	switch {
	case int(r.Choice) >= len(choiceNames):
		return fmt.Errorf("%w %s: choose among ask, oldest and newest", ErrRule, r)
	case r.Required && r.NoFirst:
		return fmt.Errorf("%w %s: where a primary is required the first link becomes it", ErrRule, r)
	case fixed(r.From, r.To) && !r.Required:
		return fmt.Errorf("%w: %s -> %s stays required", ErrBuiltIn, r.From, r.To)
	}
	return nil
}
