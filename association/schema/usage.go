package schema

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// CheckUsage returns the error of a key that has no limit to report on. A key
// without To is the sum of activities.
func (s *Schema) CheckUsage(k limits.Key) error {
	if k.To != "" {
		return s.CheckKey(k)
	}
	if _, _, applies := s.limits.SumOf(k.From); !applies || !s.labels.HasType(k.From) || !k.Label.IsZero() {
		return &label.Error{Err: label.ErrUndefinedPair, From: k.From, Reason: "its activities are not counted together: name both types"}
	}
	return nil
}

// Max returns the limit in force for k, and whether a limit exists.
func (s *Schema) Max(k limits.Key) (most int, limited bool) {
	switch {
	case k.To == "":
		most, _, limited = s.limits.SumOf(k.From)
		return most, limited
	case k.Label.IsZero():
		return s.limits.Max(k.From, k.To), true
	}
	return s.limits.LabelMax(k)
}

// Limited returns the keys of everything that has its own limit, in order. Towards
// activities that are counted together that is the sum, and a configured limit besides.
func (s *Schema) Limited() []limits.Key {
	var keys []limits.Key
	types := s.labels.Types()
	for _, from := range types {
		if _, _, applies := s.limits.SumOf(from); applies {
			keys = append(keys, limits.Key{From: from})
		}
		for _, to := range types {
			if s.labels.CheckPair(from, to) != nil {
				continue
			}
			if _, hard := s.limits.HardMax(from, to); hard {
				keys = append(keys, limits.Key{From: from, To: to})
			}
			for id := range s.limits.LabelLimits(from, to) {
				keys = append(keys, limits.Key{From: from, To: to, Label: id})
			}
		}
	}
	return keys
}

// A LabelUse says how many of the labels that a pair of types may have are in use.
type LabelUse struct {
	Types [2]record.Type `json:"types,omitzero"` // in byte order
	Used  int            `json:"used,omitzero"`
	Max   int            `json:"max,omitzero"` // labels that the account defined, a paired label once
}

// LabelUse returns, in order, every pair of types that has labels of the account's own.
func (s *Schema) LabelUse() []LabelUse {
	var uses []LabelUse
	types := s.labels.Types()
	for i, a := range types {
		for _, b := range types[i:] {
			if used := s.labels.Used(a, b); used > 0 {
				uses = append(uses, LabelUse{Types: [2]record.Type{a, b}, Used: used, Max: s.labels.MaxLabels()})
			}
		}
	}
	return uses
}
