package draft

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A change is the new state of a link, seen from From, and why the marks moved. Every write of
// every operation is a list of changes.
type change struct {
	link   Link
	now    history.State
	causes history.Causes

	was     history.State // set by require, as are the others
	links   int           // +1: the link is new, -1: the link goes, else 0
	retired bool          // a label that is being removed comes to the link
}

// Changes is the changes that an operation, or a step of an operation, wants. The list is
// filled while the operation checks, and written at the end.
type Changes struct {
	list []change

	// Promoted and Demoted are the first records that became primary, and that stopped
	// being primary because another took their place.
	Promoted, Demoted record.Ref
}

// NewLink means the time of the operation in the creation time of a new link. The
// time is decided last.
const NewLink = -1

// Add appends a change. Each link is changed at most once.
func (c *Changes) Add(l *Link, now history.State, causes history.Causes) {
	c.list = append(c.list, change{link: *l, now: now, causes: causes})
}

// IsEmpty reports whether nothing is to change.
func (c *Changes) IsEmpty() bool { return len(c.list) == 0 }

func (c *Changes) promoted(ref record.Ref) {
	if c.Promoted.IsZero() {
		c.Promoted = ref
	}
}

// toInt returns 1 for true and 0 for false.
func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
