package schema

import (
	"iter"
	"maps"
	"slices"

	"github.com/relata-go/relata/limits"
)

// set configures the limit of k, 1 to the technical limit in force. A label's is at most the
// limit of its pair, a pair's at least the configured limit of each of its labels. A limit
// below what records already have is legal: nothing is removed. The parent limit of a child
// company is fixed. The error is a *[limits.ConfigError] with the range that is legal.
func (l Limits) set(k limits.Key, max int) (Limits, error) {
	if err := l.checkSet(k, max); err != nil {
		return l, err
	}
	return l.with(k, max), nil
}

func (l Limits) checkSet(k limits.Key, max int) error {
	if err := checkChangeable(k); err != nil {
		return err
	}
	if k.Label.IsZero() {
		return l.checkPair(k, max)
	}
	return checkRange(k, max, labelLimit{max: 1}, l.Max(k.From, k.To))
}

func (l Limits) checkPair(k limits.Key, max int) error {
	low := l.pair(k.From, k.To).highest()
	if low.max == 0 {
		low.max = 1
	}
	return checkRange(k, max, low, l.Technical(k.From, k.To))
}

// checkRange returns nil when max is from low to high, both inclusive.
func checkRange(k limits.Key, max int, low labelLimit, high int) error {
	switch {
	case max > high:
		return &limits.ConfigError{Key: k, Value: max, Min: low.max, Max: high, Reason: "the limit is too high"}
	case max < low.max:
		return &limits.ConfigError{Key: k, Value: max, Min: low.max, Max: high, Label: low.id, Reason: "the limit is too low"}
	}
	return nil
}

// checkChangeable refuses keys that are not legal and the fixed limit.
func checkChangeable(k limits.Key) error {
	if err := k.Validate(); err != nil {
		return err
	}
	if k == limits.Parent {
		return &limits.ConfigError{Key: k, Reason: "a child company has one parent: this limit is fixed"}
	}
	return nil
}

// clear takes the configured limit of k away, so that the technical limit holds for
// a pair and the pair's for a label. Without such a limit nothing changes. The error is a
// *[limits.ConfigError]: the parent limit of a child company is fixed.
func (l Limits) clear(k limits.Key) (Limits, error) {
	if err := checkChangeable(k); err != nil {
		return l, err
	}
	if _, configured := l.Configured(k); !configured {
		return l, nil
	}
	return l.with(k, 0), nil
}

// with returns the table with the limit of k replaced, unchecked; 0 takes the limit away.
func (l Limits) with(k limits.Key, max int) Limits {
	s := *l.settings()
	pairs := maps.Clone(s.pairs)
	if pairs == nil {
		pairs = map[direction]pairLimits{}
	}
	d := direction{k.From, k.To}
	p := pairs[d].with(k.Label, max)
	pairs[d] = p
	if p.max == 0 && p.labels == nil {
		delete(pairs, d)
	}
	if len(pairs) == 0 {
		pairs = nil
	}
	s.pairs = pairs
	return limitsOf(s)
}

// Configured returns the limit that was configured for k, also when a technical
// limit below it is in force, and whether such a limit exists.
func (l Limits) Configured(k limits.Key) (int, bool) {
	max := l.pair(k.From, k.To).value(k.Label)
	return max, max != 0
}

// All returns the configured limits as they are stored, by From, To and Label, a
// pair's own before those of its labels.
func (l Limits) All() iter.Seq2[limits.Key, int] {
	return func(yield func(limits.Key, int) bool) {
		pairs := l.settings().pairs
		for _, d := range slices.SortedFunc(maps.Keys(pairs), compareDirections) {
			p, k := pairs[d], limits.Key{From: d.from, To: d.to}
			if p.max != 0 && !yield(k, p.max) {
				return
			}
			for _, each := range p.labels {
				if k.Label = each.id; !yield(k, each.max) {
					return
				}
			}
		}
	}
}
