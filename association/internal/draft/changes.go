package draft

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A change is the new state of one link, as From sees it, and why its marks moved. Every
// write of every operation is a list of changes.
type change struct {
	link   Link
	now    history.State
	causes history.Causes
}

// Changes is what one operation, or one step of it, wants to change. The list is filled
// while the operation checks, and written at the end.
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
	c.list = append(c.list, change{*l, now, causes})
}

// IsEmpty reports whether nothing is to change.
func (c *Changes) IsEmpty() bool { return len(c.list) == 0 }

func (c *Changes) promoted(ref record.Ref) {
	if c.Promoted.IsZero() {
		c.Promoted = ref
	}
}

// one counts a condition.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
