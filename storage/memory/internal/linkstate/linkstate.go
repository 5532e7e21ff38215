// Package linkstate packs the state of a link into numbers: the labels of both ends
// into the number of an interned pair, the primary marks into two bits.
//
// A row of a link and an event of a link store the same three things, which are when
// the link was created, its labels and its marks. Both use this package.
package linkstate

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Labels are the labels of a link as one of the two records sees them. An account has
// few different pairs, so they are interned.
type Labels struct{ Near, Far label.Set }

// LabelsOf returns the labels of both ends.
func LabelsOf(link *history.State) Labels { return Labels{link.Near.Labels, link.Far.Labels} }

// Marks say at which ends of a link the other record is the primary. They take the
// lowest two bits; higher bits are not looked at.
type Marks uint32

// The bits of Marks.
const (
	NearPrimary Marks = 1 << iota
	FarPrimary
)

// MarksBits is how many bits Marks take.
const MarksBits = 2

// MarksOf returns the marks of a link.
func MarksOf(link *history.State) (marks Marks) {
	if link.Near.Primary {
		marks = NearPrimary
	}
	if link.Far.Primary {
		marks |= FarPrimary
	}
	return marks
}

// State returns the state of a link that has these labels and marks.
func State(created record.Time, labels *Labels, marks Marks) history.State {
	return history.State{
		Created: created,
		Near:    history.End{Labels: labels.Near, Primary: marks&NearPrimary != 0},
		Far:     history.End{Labels: labels.Far, Primary: marks&FarPrimary != 0},
	}
}
