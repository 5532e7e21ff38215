package label

import (
	"fmt"

	"github.com/relata-go/relata/record"
)

// A Kind is the role of a type on a link.
type Kind uint8

// The kinds. Only KindSingle and KindPaired are labels, which a [Set] can hold.
const (
	KindUnlabeled Kind = iota // the type that every link has
	KindPrimary               // the mark of a primary, or the same mark seen from the marked record
	KindSingle                // a label with the same word for both directions
	KindPaired                // a label with a word for each direction
)

var kindNames = [...]string{"unlabeled", "primary", "single", "paired"}

// String returns unlabeled, primary, single or paired.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// A Status says how a definition may be used.
type Status uint8

// The statuses. A definition keeps its ids and words in all of them.
const (
	Active   Status = iota // may be put on links
	Retiring               // being removed: links keep the label, and no other link gets it
	Removed                // no link carries the label; only history still has it
)

var statusNames = [...]string{"active", "retiring", "removed"}

// String returns active, retiring or removed.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("Status(%d)", uint8(s))
}

// Size limits, in bytes, both inclusive. A longer word is an error, never cut.
const (
	MaxText = 100 // a display text
	MaxName = 100 // an internal name
)

// A Label is one direction of a definition: the word that a To record carries as
// a From record sees it. With "Manager" from Ann to Bob, Bob is Ann's manager.
//
// Callers refer to a label by a value that the account's definitions returned, or by
// [WithID] or [Named]. The schema of the account completes such a reference.
type Label struct {
	ID, Inverse TypeID      // this direction's id, and the other's; equal only between records of the same type
	From, To    record.Type // empty in a reference that is still to be resolved
	Name        string      // internal name, which never changes
	Text        string      // display word of this direction; empty for the unlabeled type
	Kind        Kind
	Status      Status
}

// WithID returns a reference to the direction that has the given id.
func WithID(id TypeID) Label { return Label{ID: id} }

// Named returns a reference by word: an internal name, or the display text of
// the direction in which it is used.
func Named(name string) Label { return Label{Name: name} }

// IsLabel reports whether l is a label, single or paired, and not the unlabeled
// type or a primary mark.
func (l Label) IsLabel() bool { return l.Kind == KindSingle || l.Kind == KindPaired }

// String returns the display text or, where there is none, the name or the id.
func (l Label) String() string {
	switch {
	case l.Text != "":
		return l.Text
	case l.Name != "":
		return l.Name
	}
	return l.ID.String()
}
