package importer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
)

// A pair is two ends of a mapping that every row associates, by their numbers.
type pair struct{ from, to int }

// pairs returns the pairs of ends that rows associate: first From and To.
func (m Mapping) pairs(catalog schema.Labels) ([]pair, error) {
	if err := catalog.CheckPair(m.From.Type, m.To.Type); err != nil {
		return nil, err
	}
	ends, pairs := m.ends(), []pair{{0, 1}}
	for to := 2; to < len(ends); to++ {
		alone := true
		for from := range to {
			wanted, err := m.wants(catalog, ends[from], ends[to])
			if err != nil {
				return nil, err
			}
			if wanted {
				pairs, alone = append(pairs, pair{from, to}), false
			}
		}
		if alone && !m.later(catalog, ends, to) {
			return nil, fmt.Errorf("%w: %s of column %q are associated with no other column: list a pair, or leave the column out", ErrMapping, ends[to].Type, ends[to].Header)
		}
	}
	return pairs, m.listed(catalog)
}

// wants reports whether records of two ends are associated.
func (m Mapping) wants(catalog schema.Labels, a, b End) (bool, error) {
	err := catalog.CheckPair(a.Type, b.Type)
	if m.Pairs == nil {
		if errors.Is(err, label.ErrUndefinedPair) {
			return false, nil
		}
		return err == nil, err
	}
	return slices.ContainsFunc(m.Pairs, func(p Pair) bool { return p.is(a, b) }), nil
}

// later reports whether an end has a pair with one after it.
func (m Mapping) later(catalog schema.Labels, ends []End, of int) bool {
	for i := of + 1; i < len(ends); i++ {
		if wanted, err := m.wants(catalog, ends[of], ends[i]); wanted || err != nil {
			return true
		}
	}
	return false
}

// listed returns what is wrong with the pairs that the caller listed.
func (m Mapping) listed(catalog schema.Labels) error {
	ends := m.ends()
	for _, p := range m.Pairs {
		if err := catalog.CheckPair(p.A, p.B); err != nil {
			return err
		}
		mapped := false
		for i := range ends {
			for k := range i {
				mapped = mapped || p.is(ends[i], ends[k])
			}
		}
		if !mapped {
			return fmt.Errorf("%w: the pair of %s and %s is listed, and the columns of the mapping have none", ErrMapping, p.A, p.B)
		}
	}
	return nil
}

// is reports whether p is the pair of two ends.
func (p Pair) is(a, b End) bool {
	return p.A == a.Type && p.B == b.Type || p.A == b.Type && p.B == a.Type
}
