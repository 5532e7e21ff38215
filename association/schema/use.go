package schema

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

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
