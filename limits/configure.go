package limits

import (
	"iter"
	"maps"
	"slices"
)

// Set configures the limit of k, 1 to the technical limit in force. A label's is at
// most the limit of its pair, a pair's at least the configured limit of each of its
// labels. A limit below what records already have is legal: it removes nothing. The
// parent limit of a child company is fixed.
// The error is a *[ConfigError] with the range that is legal.
func (t Table) Set(k Key, max int) (Table, error) {
	if err := t.checkSet(k, max); err != nil {
		return t, err
	}
	return t.with(k, max), nil
}

func (t Table) checkSet(k Key, max int) error {
	if err := checkChangeable(k); err != nil {
		return err
	}
	if k.Label.IsZero() {
		return t.checkPair(k, max)
	}
	return checkRange(k, max, labelLimit{max: 1}, t.Max(k.From, k.To))
}

func (t Table) checkPair(k Key, max int) error {
	low := t.pair(k.From, k.To).highest()
	if low.max == 0 {
		low.max = 1
	}
	return checkRange(k, max, low, t.Technical(k.From, k.To))
}

// checkRange returns nil when max is from low to high, both inclusive.
func checkRange(k Key, max int, low labelLimit, high int) error {
	switch {
	case max > high:
		return &ConfigError{Key: k, Value: max, Min: low.max, Max: high, Reason: "the limit is too high"}
	case max < low.max:
		return &ConfigError{Key: k, Value: max, Min: low.max, Max: high, Label: low.id, Reason: "the limit is too low"}
	}
	return nil
}

// checkChangeable refuses keys that are not legal and the one that is fixed.
func checkChangeable(k Key) error {
	if err := k.Validate(); err != nil {
		return err
	}
	if k == parent {
		return &ConfigError{Key: k, Reason: "a child company has one parent: this limit is fixed"}
	}
	return nil
}

// Clear takes the configured limit of k away, so that the technical limit holds for
// a pair and the pair's for a label. Without one it changes nothing. The error is a
// *[ConfigError]: the parent limit of a child company is fixed.
func (t Table) Clear(k Key) (Table, error) {
	if err := checkChangeable(k); err != nil {
		return t, err
	}
	if _, configured := t.Configured(k); !configured {
		return t, nil
	}
	return t.with(k, 0), nil
}

// with returns the table with the limit of k replaced, unchecked; 0 takes it away.
func (t Table) with(k Key, max int) Table {
	s := *t.settings()
	pairs := maps.Clone(s.pairs)
	if pairs == nil {
		pairs = map[direction]pair{}
	}
	p := pairs[k.direction()].with(k.Label, max)
	pairs[k.direction()] = p
	if p.max == 0 && p.labels == nil {
		delete(pairs, k.direction())
	}
	if len(pairs) == 0 {
		pairs = nil
	}
	s.pairs = pairs
	return tableOf(s)
}

// Configured returns the limit that was configured for k, also when a technical
// limit below it is in force, and whether there is one.
func (t Table) Configured(k Key) (int, bool) {
	max := t.pair(k.From, k.To).value(k.Label)
	return max, max != 0
}

// All returns the configured limits as they are stored, by From, To and Label, a
// pair's own before those of its labels.
func (t Table) All() iter.Seq2[Key, int] {
	return func(yield func(Key, int) bool) {
		pairs := t.settings().pairs
		for _, d := range slices.SortedFunc(maps.Keys(pairs), compareDirections) {
			p, k := pairs[d], Key{From: d.from, To: d.to}
			if p.max != 0 && !yield(k, p.max) {
				return
			}
			for _, l := range p.labels {
				if k.Label = l.id; !yield(k, l.max) {
					return
				}
			}
		}
	}
}
