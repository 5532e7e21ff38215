package draft

import (
	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Clock decides the time of an operation: the later of the application's clock and a
// nanosecond after the newest event of any record that the operation touches. So the times
// of each record's events grow, even when the application's clock runs backwards.
//
// The operations of a Do share a time. If the time turns out to be too early for a record, they
// go on, to find the time that is late enough for all of them, and then start over together.
type Clock struct {
	shared bool        // all operations have the same time
	now    record.Time // of the application's clock
	floor  record.Time // the earliest time that an earlier try found possible
	at     record.Time // the time of the operation
	state  clockState

	rows []int               // records with an event of the operation
	own  map[record.Ref]bool // records with an event of the shared time
}

// A clockState says whether the time of an operation may still change.
type clockState uint8

const (
	open  clockState = iota // no event has the time yet
	taken                   // an event has the time
	late                    // an event has the shared time, which turned out to be too early
)

// Begin begins a transaction: now is the application's time, and shared says that all
// operations have the same time.
func (c *Clock) Begin(now record.Time, shared bool) { c.now, c.shared, c.floor = now, shared, 0 }

// BeginAttempt begins an attempt, at the time that the attempt before found to be needed.
func (c *Clock) BeginAttempt() {
	c.at, c.state, c.rows = max(c.now, c.floor), open, c.rows[:0]
	if len(c.own) > batch.Kept {
		c.own = nil
	}
	clear(c.own)
}

// BeginOperation forgets the time that the operation before needed.
func (c *Clock) BeginOperation() {
	if !c.shared {
		c.floor = 0
	}
}

// beginTry begins a try of an operation.
func (c *Clock) beginTry() {
	if !c.shared {
		c.at, c.state, c.rows = max(c.now, c.floor), open, c.rows[:0]
	}
}

// endAttempt keeps the shared time that was found, and reports whether that time was late enough.
func (c *Clock) endAttempt() bool {
	if c.state == late {
		c.floor = c.at
		return false
	}
	return true
}

// after makes the time later than a record's newest event, and reports false when an event
// of the operation has the earlier time: the operation is tried again.
func (c *Clock) after(r *storage.Record) bool {
	if r.Newest < c.at || c.own[r.Of] {
		return true
	}
	c.at = r.Newest + 1
	switch {
	case c.state == open:
	case c.shared:
		c.state = late
	default:
		c.floor = c.at
		return false
	}
	return true
}

// stamped notes that a record, in the given row, has an event with the present time.
func (c *Clock) stamped(of record.Ref, row int) {
	if c.state == open {
		c.state = taken
	}
	if !c.shared {
		c.rows = append(c.rows, row)
		return
	}
	if c.own == nil {
		c.own = map[record.Ref]bool{}
	}
	c.own[of] = true
}

// endOperation makes the events of the operation the newest of their records.
func (c *Clock) endOperation(records []storage.Record) {
	if c.shared {
		return
	}
	for _, row := range c.rows {
		records[row].Newest = c.at
	}
}
