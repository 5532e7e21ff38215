package history

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A State is a link at a moment, as one of the two records sees the link. Near is that
// record's own view, Far is the view of the record at the other end. The zero State
// is no link.
type State struct {
	// Created is when the link began. Zero: no link.
	Created record.Time `json:"created,omitzero"`
	// Near and Far are the two ends. Their labels are each other's mirror.
	Near End `json:"near,omitzero"`
	Far  End `json:"far,omitzero"`
}

// An End is how a record of a link sees the other.
type End struct {
	Labels  label.Set `json:"labels,omitzero"`  // the labels that the record sees on the other
	Primary bool      `json:"primary,omitzero"` // the other is the record's primary of that type
}

// Linked reports whether the two records are associated.
func (s State) Linked() bool { return s.Created != 0 }

// Flip returns the same state as the record at the other end sees the link.
func (s State) Flip() State {
	s.Near, s.Far = s.Far, s.Near
	return s
}

// Causes say why the primary marks of a link's two ends changed. A cause is zero where
// the mark did not change.
type Causes struct {
	Near primary.Cause `json:"near,omitzero"`
	Far  primary.Cause `json:"far,omitzero"`
}

// Flip returns the same causes as the record at the other end sees them.
func (c Causes) Flip() Causes { return Causes{Near: c.Far, Far: c.Near} }

// A Subject says whether an event is about a link, or which change of a record.
type Subject uint8

// The subjects.
const (
	Link     Subject = iota // the link between A and B
	Deleted                 // record A was deleted; B is zero
	Restored                // record A is alive again; B is the survivor of a merge that was taken back, else zero
	Merged                  // record A was merged into record B
)

var subjectNames = [...]string{
	Link:     "link",
	Deleted:  "record deleted",
	Restored: "record restored",
	Merged:   "record merged",
}

// String returns the words a person reads, such as "record deleted".
func (s Subject) String() string {
	if int(s) < len(subjectNames) {
		return subjectNames[s]
	}
	return fmt.Sprintf("Subject(%d)", uint8(s))
}

// An Event is one change of a link, or of a record's state, by an operation.
// The kinds of change are derived from the states before and after, see [Event.Kinds].
type Event struct {
	Subject   Subject     `json:"subject,omitzero"`
	Causes    Causes      `json:"causes,omitzero"` // of a link: why the marks changed, as A sees them
	A         record.Ref  `json:"a,omitzero"`
	B         record.Ref  `json:"b,omitzero"`         // of a link: A is before B in Ref order, see [Event.From]
	At        record.Time `json:"at,omitzero"`        // grows with every operation that touches a record
	Operation OperationID `json:"operation,omitzero"` // the operation that made the change
	Group     OperationID `json:"group,omitzero"`     // the Do, import or plan that the event is a part of; zero: none
	Source    Source      `json:"source,omitzero"`    // the author of the change
	Was       State       `json:"was,omitzero"`
	Now       State       `json:"now,omitzero"` // of a link, before and after; A's view first
}

// String returns a line for a person, such as "contacts/1 - companies/10: created, primary
// set". The line names neither time nor source.
func (e Event) String() string {
	switch {
	case e.Subject == Link:
		return fmt.Sprintf("%s - %s: %s", e.A, e.B, e.Kinds())
	case e.B.IsZero():
		return fmt.Sprintf("%s: %s", e.A, e.Subject)
	case e.Subject == Restored:
		return fmt.Sprintf("%s: %s from %s", e.A, e.Subject, e.B)
	}
	return fmt.Sprintf("%s: %s into %s", e.A, e.Subject, e.B)
}
