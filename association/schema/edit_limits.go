package schema

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// SetLimit configures how many records of type Key.To a record of type Key.From may be
// associated with, or, with a label, under that label. Links above the limit stay.
type SetLimit struct {
	Key limits.Key `json:"key,omitzero"`
	Max int        `json:"max,omitzero"`
}

func (e *SetLimit) edit(s *Schema) (err error) {
	if err := s.CheckKey(e.Key); err != nil {
		return err
	}
	known := e.Key.Label.IsZero() || s.IsCounted(e.Key)
	if s.limits, err = s.limits.set(e.Key, e.Max); err != nil || known {
		return err
	}
	key := e.Key
	s.backfill = &Backfill{Counting: &key}
	return nil
}

// String returns the edit in words.
func (e *SetLimit) String() string { return fmt.Sprintf("limit %s to %d", e.Key, e.Max) }

// ClearLimit takes a configured limit away.
type ClearLimit struct {
	Key limits.Key `json:"key,omitzero"`
}

func (e *ClearLimit) edit(s *Schema) (err error) {
	s.limits, err = s.limits.clear(e.Key)
	return err
}

// String returns the edit in words.
func (e *ClearLimit) String() string { return fmt.Sprintf("clear the limit of %s", e.Key) }

// SetTechnicalLimit changes the highest limit of a direction, see [Limits.Technical].
type SetTechnicalLimit struct {
	From record.Type `json:"from,omitzero"`
	To   record.Type `json:"to,omitzero"`
	Max  int         `json:"max,omitzero"`
}

func (e *SetTechnicalLimit) edit(s *Schema) (err error) {
	s.limits, err = s.limits.setTechnical(e.From, e.To, e.Max)
	return err
}

// String returns the edit in words.
func (e *SetTechnicalLimit) String() string {
	return fmt.Sprintf("set the technical limit of %s -> %s to %d", e.From, e.To, e.Max)
}

// SetActivitySum changes how many activities a record may have, and the types that are
// counted together.
type SetActivitySum struct {
	Max   int           `json:"max,omitzero"`
	Types []record.Type `json:"types,omitzero"`
}

func (e *SetActivitySum) edit(s *Schema) (err error) {
	s.limits, err = s.limits.setActivitySum(e.Max, e.Types)
	return err
}

// String returns the edit in words.
func (e *SetActivitySum) String() string { return fmt.Sprintf("set the activity sum to %d", e.Max) }

// SetSubscription changes the plan of the account. A smaller plan removes nothing.
type SetSubscription struct {
	Subscription limits.Subscription `json:"subscription,omitzero"`
}

func (e *SetSubscription) edit(s *Schema) error {
	s.limits = s.limits.withSubscription(e.Subscription)
	return nil
}

// String returns the edit in words.
func (e *SetSubscription) String() string {
	return fmt.Sprintf("change the plan to %q", e.Subscription.Name)
}

// CheckKey returns the error of a limit's pair or label.
func (s *Schema) CheckKey(k limits.Key) error {
	if err := s.labels.CheckPair(k.From, k.To); err != nil {
		return err
	}
	if k.Label.IsZero() {
		return nil
	}
	l, err := s.labels.Resolve(k.From, k.To, label.WithID(k.Label))
	if err != nil {
		return err
	}
	if !l.IsLabel() {
		return &label.Error{Err: label.ErrUnknown, From: k.From, To: k.To, ID: k.Label, Reason: "it is no label: leave it out to limit the whole pair"}
	}
	return nil
}
