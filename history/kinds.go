package history

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Kinds says how an event changed a link or a record, as a set of the bits below. Marks are as
// A sees them: call [Event.From] first for the view of a record.
type Kinds uint16

// The kinds. A link is created and removed with all labels and marks: a link that is
// created with a label and as primary is Created, LabelsAdded and PrimarySet.
const (
	Created             Kinds = 1 << iota // the link began
	Removed                               // the link was removed
	LabelsAdded                           // the link carries a label that was not there
	LabelsRemoved                         // the link lost a label
	PrimarySet                            // B became A's primary of that type
	PrimaryCleared                        // B is A's primary no longer
	OtherPrimarySet                       // A became B's primary of that type
	OtherPrimaryCleared                   // A is B's primary no longer
	TimeMoved                             // the link has another creation time, as after a merge
	RecordDeleted                         // record A was deleted
	RecordRestored                        // record A is alive again
	RecordMerged                          // record A was merged into record B
)

// kindNames are in the order of the bits.
var kindNames = [...]string{
	"created", "removed", "labels added", "labels removed",
	"primary set", "primary cleared", "primary of the other set", "primary of the other cleared",
	"creation time moved", "record deleted", "record restored", "record merged",
}

// Has reports whether every kind of want is in k.
func (k Kinds) Has(want Kinds) bool { return k&want == want }

// HasAny reports whether any kind of want is in k.
func (k Kinds) HasAny(want Kinds) bool { return k&want != 0 }

// String returns the words a person reads, as in "created, primary set". No kind at
// all is "unchanged".
func (k Kinds) String() string {
	if k == 0 {
		return "unchanged"
	}
	words := make([]string, 0, bits.OnesCount16(uint16(k)))
	for i, name := range kindNames {
		if k.Has(1 << i) {
			words = append(words, name)
		}
	}
	if unknown := k >> len(kindNames) << len(kindNames); unknown != 0 {
		words = append(words, fmt.Sprintf("Kinds(%#x)", uint16(unknown)))
	}
	return strings.Join(words, ", ")
}

// Kinds returns the kinds of change, derived from the states before and after. Of a link
// they are zero exactly when the two states are equal.
func (e Event) Kinds() Kinds {
	switch e.Subject {
	case Link:
		return changeOf(e.Was, e.Now)
	case Deleted:
		return RecordDeleted
	case Restored:
		return RecordRestored
	case Merged:
		return RecordMerged
	}
	return 0
}

// changeOf looks at the labels of both ends, since each end has ids of its own. A label
// counts once, whichever end shows it.
func changeOf(was, now State) Kinds {
	k := lifeOf(was.Created, now.Created)
	k |= labelsOf(was.Near.Labels, now.Near.Labels)
	k |= labelsOf(was.Far.Labels, now.Far.Labels)
	k |= markOf(was.Near.Primary, now.Near.Primary, PrimarySet, PrimaryCleared)
	k |= markOf(was.Far.Primary, now.Far.Primary, OtherPrimarySet, OtherPrimaryCleared)
	return k
}

// lifeOf returns whether a link was created or removed, by the creation time. A link that
// gets another creation time is neither.
func lifeOf(was, now record.Time) Kinds {
	switch {
	case was == now:
		return 0
	case was == 0:
		return Created
	case now == 0:
		return Removed
	}
	return TimeMoved
}

func labelsOf(was, now label.Set) (k Kinds) {
	if was == now { // most changes touch no label
		return 0
	}
	if !now.Minus(was).IsEmpty() {
		k |= LabelsAdded
	}
	if !was.Minus(now).IsEmpty() {
		k |= LabelsRemoved
	}
	return k
}

func markOf(was, now bool, set, cleared Kinds) Kinds {
	switch {
	case was == now:
		return 0
	case now:
		return set
	}
	return cleared
}
