package history

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A State is what one link is at one moment, seen from both of its ends. The zero
// State is no link.
type State struct {
	// Created is when the link began to stand, in Unix nanoseconds. Zero: no link.
	Created int64
	// Labels is the set that A sees on B, and the one that B sees on A: each is
	// the other's mirror.
	Labels [2]label.Set
	// Primary says whether B is A's primary of its type, and whether A is B's.
	Primary [2]bool
}

// Linked reports whether the two records are associated.
func (s State) Linked() bool { return s.Created != 0 }

// Flip returns the same state as seen with the two ends exchanged.
func (s State) Flip() State {
	s.Labels[0], s.Labels[1] = s.Labels[1], s.Labels[0]
	s.Primary[0], s.Primary[1] = s.Primary[1], s.Primary[0]
	return s
}

// A Subject says what an event is about.
type Subject uint8

// The subjects.
const (
	Link     Subject = iota // the link between A and B
	Deleted                 // record A was deleted; B is zero
	Restored                // record A was restored; B is zero
	Merged                  // record A was merged into record B
)

// An Event is one change of one link, or of one record's life, by one operation.
// What happened is derived from the states before and after, see [Event.Kinds].
type Event struct {
	Subject   Subject
	Cause     Cause       // why a primary mark changed, if one did
	A, B      record.Ref  // of a link: A stands before B in Ref order
	At        int64       // Unix nanoseconds; grows with every operation that touches a record
	Operation OperationID // the operation that made the change
	Group     OperationID // what it came with: the Do, the import, the plan
	Source    Source      // who or what wrote it
	Was, Now  State       // of a link, before and after; A's view first
}

// A Cause says why a primary mark was set or taken away.
type Cause uint8

// The causes. Of an event that changes no mark the cause is zero.
const (
	NoCause       Cause = iota
	FirstLinked         // no link to that type stood when this one came
	Set                 // the caller named it
	Named               // the caller named it as the successor of the one that went
	OnlyOne             // it was the only one left
	ChosenByRule        // the rule's own choice, oldest or newest
	OldestLeft          // nobody could be asked and the oldest took over
	Demoted             // another took its place
	Cleared             // the mark was taken away on purpose
	Unlinked            // the link itself went
	MergedInto          // a merge moved the mark
	BroughtBack         // a restore or an undo brought the mark back
	ElectedByRule       // the rule became required and chose one
)
