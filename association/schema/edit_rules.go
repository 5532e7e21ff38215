package schema

import (
	"fmt"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// DeclareRule declares or changes the primary rule of a direction. Declaring marks no
// record. But a rule that becomes required elects a primary for every record that has links
// and no primary, as an operation with the source Job.
type DeclareRule struct {
	Rule primary.Rule `json:"rule,omitzero"`
}

func (e *DeclareRule) edit(s *Schema) error {
	from, to := e.Rule.From, e.Rule.To
	if err := s.labels.CheckPair(from, to); err != nil {
		return err
	}
	if !isBuiltInRule(from, to) {
		if err := s.limits.Subscription().Check(limits.CustomPrimaryRules); err != nil {
			return err
		}
	}
	before, _ := s.primary.Rule(from, to)
	rules, err := s.primary.declare(e.Rule)
	if err != nil {
		return err
	}
	s.primary = rules
	if e.Rule.Required && !before.Required {
		s.backfill = &Backfill{Electing: &[2]record.Type{from, to}}
	}
	return nil
}

// String returns the edit in words.
func (e *DeclareRule) String() string { return fmt.Sprintf("declare the rule %s", e.Rule) }

// WithdrawRule takes a declared primary rule away, and then clears the marks, as an
// operation with the source Job. The links stay.
type WithdrawRule struct {
	From record.Type `json:"from,omitzero"`
	To   record.Type `json:"to,omitzero"`
}

func (e *WithdrawRule) edit(s *Schema) (err error) {
	s.primary, err = s.primary.withdraw(e.From, e.To)
	s.backfill = &Backfill{Withdrawing: &[2]record.Type{e.From, e.To}}
	return err
}

// String returns the edit in words.
func (e *WithdrawRule) String() string {
	return fmt.Sprintf("withdraw the rule %s -> %s", e.From, e.To)
}
