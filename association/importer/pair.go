package importer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
)

// A pair is two ends of a mapping whose records every row associates. from and to are their
// places in Mapping.ends.
type pair struct{ from, to int }

// pairs returns the pairs of ends that every row associates, From and To first. An end in no
// pair is an error: the column would be read in vain.
func (m Mapping) pairs(labels schema.Labels) ([]pair, error) {
	if err := labels.CheckPair(m.From.Type, m.To.Type); err != nil {
		return nil, err
	}
	ends, pairs := m.ends(), []pair{{0, 1}}
	for to := 2; to < len(ends); to++ {
		alone := true
		for from := range to {
			wanted, err := m.isWanted(labels, ends[from], ends[to])
			if err != nil {
				return nil, err
			}
			if wanted {
				pairs, alone = append(pairs, pair{from, to}), false
			}
		}
		if alone && !m.hasLaterPair(labels, ends, to) {
			return nil, fmt.Errorf("%w: %s of column %q are associated with no other column: list a pair, or leave the column out", ErrMapping, ends[to].Type, ends[to].Header)
		}
	}
	return pairs, m.checkListed(labels)
}

// isWanted reports whether the records of two ends are associated. A pair that is not defined
// is left out, unless the caller listed it; then checkListed returns the error.
func (m Mapping) isWanted(labels schema.Labels, a, b End) (bool, error) {
	err := labels.CheckPair(a.Type, b.Type)
	if m.Pairs == nil {
		if errors.Is(err, label.ErrUndefinedPair) {
			return false, nil
		}
		return err == nil, err
	}
	return slices.ContainsFunc(m.Pairs, func(p Pair) bool { return p.matches(a, b) }), nil
}

// hasLaterPair reports whether an end has a pair with an end that comes later.
func (m Mapping) hasLaterPair(labels schema.Labels, ends []End, of int) bool {
	for i := of + 1; i < len(ends); i++ {
		if wanted, err := m.isWanted(labels, ends[of], ends[i]); wanted || err != nil {
			return true
		}
	}
	return false
}

// checkListed returns the error of the pairs that the caller listed: each must be defined, and
// the mapping must have columns for both types.
func (m Mapping) checkListed(labels schema.Labels) error {
	ends := m.ends()
	for _, p := range m.Pairs {
		if err := labels.CheckPair(p.A, p.B); err != nil {
			return err
		}
		mapped := false
		for i := range ends {
			for k := range i {
				mapped = mapped || p.matches(ends[i], ends[k])
			}
		}
		if !mapped {
			return fmt.Errorf("%w: the pair of %s and %s is listed, and the columns of the mapping have none", ErrMapping, p.A, p.B)
		}
	}
	return nil
}

// matches reports whether p is the types of two ends, in either order.
func (p Pair) matches(a, b End) bool {
	return p.A == a.Type && p.B == b.Type || p.A == b.Type && p.B == a.Type
}
