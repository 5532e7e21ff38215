package schema

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// DefineType makes a type active: a custom type, or a built-in type such as leads.
type DefineType struct {
	Type record.Type `json:"type,omitzero"`
}

func (e *DefineType) edit(s *Schema) (err error) {
	if !isBuiltIn(e.Type) {
		if err := s.limits.Subscription().Check(limits.CustomTypes); err != nil {
			return err
		}
	}
	s.labels, err = s.labels.addType(e.Type)
	return err
}

// String returns the edit in words.
func (e *DefineType) String() string { return fmt.Sprintf("define type %s", e.Type) }

// DefinePair lets records of two types be associated, in both directions.
type DefinePair struct {
	From record.Type `json:"from,omitzero"`
	To   record.Type `json:"to,omitzero"`
}

func (e *DefinePair) edit(s *Schema) (err error) {
	s.labels, err = s.labels.addPair(e.From, e.To)
	return err
}

// String returns the edit in words.
func (e *DefinePair) String() string { return fmt.Sprintf("define pair %s and %s", e.From, e.To) }

// DefineLabel defines a label.
type DefineLabel struct {
	Definition label.Definition `json:"definition,omitzero"`
	Defined    label.Label      `json:"defined,omitzero"` // set by the edit: the forward direction
}

func (e *DefineLabel) edit(s *Schema) (err error) {
	if err := s.limits.Subscription().Check(limits.DefineLabels); err != nil {
		return err
	}
	s.labels, e.Defined, err = s.labels.define(e.Definition)
	return err
}

// String returns the edit in words.
func (e *DefineLabel) String() string {
	d := e.Definition.Forward
	return fmt.Sprintf("define label %q from %s to %s", d.Text, d.From, d.To)
}

// RenameLabel changes the display text of a direction of a label, or of both directions
// of a single label.
type RenameLabel struct {
	ID   label.TypeID `json:"id,omitzero"`
	Text string       `json:"text,omitzero"`
}

func (e *RenameLabel) edit(s *Schema) (err error) {
	s.labels, err = s.labels.rename(e.ID, e.Text)
	return err
}

// String returns the edit in words.
func (e *RenameLabel) String() string { return fmt.Sprintf("rename label %s to %q", e.ID, e.Text) }

// RemoveLabel removes a label, with all limits of the label, if no link carries the label.
// Otherwise the edit is refused with an [InUseError] and the label stays. While the edit is
// under way no link gets the label.
type RemoveLabel struct {
	ID label.TypeID `json:"id,omitzero"`
}

func (e *RemoveLabel) edit(s *Schema) (err error) {
	s.labels, err = s.labels.retire(e.ID)
	id := e.ID // the caller's may change
	s.backfill = &Backfill{Retiring: &id}
	return err
}

// String returns the edit in words.
func (e *RemoveLabel) String() string { return fmt.Sprintf("remove label %s", e.ID) }

// SetMaxLabels changes how many labels a pair of types can have, from 0.
type SetMaxLabels struct {
	Max int `json:"max,omitzero"`
}

func (e *SetMaxLabels) edit(s *Schema) error {
	s.labels = s.labels.withMaxLabels(e.Max)
	return nil
}

// String returns the edit in words.
func (e *SetMaxLabels) String() string { return fmt.Sprintf("allow %d labels", e.Max) }
