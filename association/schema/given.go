package schema

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// Given is the labels and marks that a write asks for, on a link in a direction. Primary
// types and the unlabeled type are not labels: a primary type asks for a mark, and the
// unlabeled type means the link itself.
type Given struct {
	Set       label.Set
	NearMark  bool // the primary type of From was among them
	FarMark   bool // the primary type of To was among them
	Unlabeled bool // the unlabeled type was among them
}

// Resolve returns the labels and marks that the given labels ask for. The error is a [label.Error].
func (s *Schema) Resolve(from, to record.Type, labels []label.Label) (Given, error) {
	var g Given
	for _, reference := range labels {
		l, err := s.labels.Resolve(from, to, reference)
		if err != nil {
			return Given{}, err
		}
		switch l.Kind {
		case label.KindUnlabeled:
			g.Unlabeled = true
		case label.KindPrimary:
			if mark, forward := s.labels.Primary(from, to); forward && mark.ID == l.ID {
				g.NearMark = true
			} else {
				g.FarMark = true
			}
		default:
			g.Set = g.Set.Union(s.labels.SetOf(l))
		}
	}
	return g, nil
}

// CheckUse returns why labels cannot be added to the link of two records, which then has
// the whole set: a [limits.SubscriptionError], a [RetiredError] or an [ExclusiveError].
func (s *Schema) CheckUse(from, to record.Ref, added, whole label.Set) error {
	if added.IsEmpty() {
		return nil
	}
	for id := range added.All() {
		if id.Category != label.HubSpotDefined {
			if err := s.limits.Subscription().Check(limits.UseLabels); err != nil {
				return err
			}
		}
		if l, known := s.labels.Lookup(id); known && l.Status != label.Active {
			return &RetiredError{From: from, To: to, Label: l}
		}
	}
	if a, b, found := s.labels.Conflict(whole); found {
		return &ExclusiveError{From: from, To: to, Labels: [2]label.Label{a, b}}
	}
	return nil
}
