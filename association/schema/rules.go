package schema

import (
	"cmp"
	"iter"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// Rules is every primary rule of an account, at most one for each direction of a pair of
// types. Any number of goroutines may share the immutable value. The zero Rules
// has exactly the built-in rules.
type Rules struct {
	edits []primary.Rule // by From, then To; each differs from the built-in rule of the pair
}

// Rule returns the rule of a direction, and whether a rule exists. Rule
// allocates nothing.
func (r Rules) Rule(from, to record.Type) (primary.Rule, bool) {
	if i, found := r.find(from, to); found {
		return r.edits[i], true
	}
	return initial(from, to)
}

// All returns the rules by From, then To: the built-in rules between HubSpot's own types,
// and the declared rules. The built-in rule of a custom type towards companies is among
// them only if edited, since Rules does not know which custom types exist.
func (r Rules) All() iter.Seq[primary.Rule] {
	return func(yield func(primary.Rule) bool) {
		names := builtInRules
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

// merge returns the lesser of the two first rules, and how many of each list are used up.
// If both are of the same pair, merge returns the edit.
func merge(names, edits []primary.Rule) (next primary.Rule, n, e int) {
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

// find returns the index of the edit of the pair, and whether an edit exists. Without an
// edit, find returns the index at which the edit belongs.
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

func comparePairs(r primary.Rule, from, to record.Type) int {
	if c := cmp.Compare(r.From, from); c != 0 {
		return c
	}
	return cmp.Compare(r.To, to)
}
