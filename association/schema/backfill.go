package schema

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A Backfill is the part of an edit that has to look at every link, while under way.
// Every write respects the backfill until the end, and another edit finishes the backfill
// first. Exactly one field is set.
type Backfill struct {
	// Counting is a label that gets a first limit. The carriers are being
	// counted: a stored count of zero may mean that nobody has counted yet.
	Counting *limits.Key `json:"counting,omitempty"`
	// Retiring is a label that is to be removed if no link has that label.
	Retiring *label.TypeID `json:"retiring,omitempty"`
	// Electing is a rule that became required. Records without a primary are given one.
	Electing *[2]record.Type `json:"electing,omitempty"`
	// Withdrawing is a rule that was taken away. The marks are being cleared.
	Withdrawing *[2]record.Type `json:"withdrawing,omitempty"`
}

// Backfill returns the backfill that is under way, or nil.
func (s *Schema) Backfill() *Backfill { return s.backfill }

// Retires reports whether a backfill is removing the label.
func (s *Schema) Retires(set label.Set) bool {
	return s.backfill != nil && s.backfill.Retiring != nil && set.Has(*s.backfill.Retiring)
}

// AfterBackfill returns the next version, in which the backfill has ended. A
// retiring label is removed, with the limits of both directions. Nobody could see
// or change those any more, and they would keep their pair's limit up.
func (s *Schema) AfterBackfill() (*Schema, error) {
	next := s.next()
	switch b := s.backfill; {
	case b == nil:
		return next, nil
	case b.Counting != nil:
		next.counted = append(next.counted[:len(next.counted):len(next.counted)], *b.Counting)
	case b.Retiring != nil:
		if err := next.remove(*b.Retiring); err != nil {
			return nil, err
		}
	}
	next.backfill = nil
	return next, nil
}

// AfterRefusal returns the next version, in which a label that was to be removed is active
// again, because links carry that label.
func (s *Schema) AfterRefusal() (*Schema, error) {
	next := s.next()
	if b := s.backfill; b != nil && b.Retiring != nil {
		labels, err := next.labels.reactivate(*b.Retiring)
		if err != nil {
			return nil, err
		}
		next.labels = labels
	}
	next.backfill = nil
	return next, nil
}

func (s *Schema) remove(id label.TypeID) (err error) {
	l, _ := s.labels.Lookup(id)
	if s.labels, err = s.labels.remove(id); err != nil {
		return err
	}
	for _, k := range [...]limits.Key{{From: l.From, To: l.To, Label: l.ID}, {From: l.To, To: l.From, Label: l.Inverse}} {
		if s.limits, err = s.limits.clear(k); err != nil {
			return err
		}
	}
	return nil
}
