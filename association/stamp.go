package association

import (
	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/record"
)

// A stamp decides the time of an operation: the later of the clock and one
// nanosecond after the newest event of any record that the operation touches. So
// the events of every record have growing times even when the clock runs backwards.
type stamp struct {
	at     int64 // the time of the operation under way
	shared bool  // all operations have one time, as those of a Do have
	fixed  bool  // an event with that time was written
	late   bool  // the shared time turned out to be too early
	floor  int64 // what an earlier try found the time to be at least

	rows []int               // records with an event of the operation under way
	own  map[record.Ref]bool // records with an event of the shared time
}

// start begins an attempt.
func (s *stamp) start(clock int64) {
	s.at, s.fixed, s.late, s.rows = max(clock, s.floor), false, false, s.rows[:0]
	if len(s.own) > batch.Kept {
		s.own = nil
	}
	clear(s.own)
}

// begin begins an operation.
func (s *stamp) begin(clock int64) {
	if !s.shared {
		s.at, s.fixed, s.rows = max(clock, s.floor), false, s.rows[:0]
	}
}

// raise makes the time later than the newest event of the record in the given row. It
// reports false when an event of the operation has the earlier time already: it starts
// over with the time that was found. Operations that share their time go on, to find the
// time that is late enough for all, and then start over together.
func (d *draft) raise(row int) bool {
	s := &d.time
	newest := d.Records[row].Newest
	if newest < s.at || s.own[d.Records[row].Of] {
		return true
	}
	s.at = newest + 1
	switch {
	case !s.fixed:
	case s.shared:
		s.late = true
	default:
		s.floor = s.at
		return false
	}
	return true
}

// stamped notes that the record in the given row has an event with the present time.
func (d *draft) stamped(row int) {
	s := &d.time
	s.fixed = true
	if !s.shared {
		s.rows = append(s.rows, row)
		return
	}
	if s.own == nil {
		s.own = map[record.Ref]bool{}
	}
	s.own[d.Records[row].Of] = true
}

// restamp notes anew which records have an event of the operation under way, whose events
// begin at the given one: several that leave a link as it was are none.
func (d *draft) restamp(events int) {
	s := &d.time
	if s.shared {
		return
	}
	s.rows = s.rows[:0]
	for i := events; i < len(d.Events); i++ {
		e := &d.Events[i]
		d.stamped(d.Record(e.A))
		if !e.B.IsZero() {
			d.stamped(d.Record(e.B))
		}
	}
}

// finish ends an operation that took effect. Its events are now the newest of its
// records.
func (d *draft) finish() {
	s := &d.time
	if s.shared {
		return
	}
	for _, row := range s.rows {
		d.Records[row].Newest = s.at
	}
}
