package draft

import (
	"slices"

	"github.com/relata-go/relata/record"
)

// Locks are the records that a transaction may change, and those that turned out to be
// needed beside them. A store locks records before the transaction begins, all at once and in
// Ref order. So a record that is found to be needed later is noted, and the transaction
// starts over with that record.
type Locks struct {
	// All says that every record may be changed: the store runs its Updates one at a
	// time, or nothing will be written.
	All bool
	// Held are the records that are locked, in Ref order.
	Held []record.Ref
	// Missing are the records that are needed and not held, as they were found.
	Missing []record.Ref
}

// Set makes the given records those to lock: sorted, each once. Set takes over the slice.
func (l *Locks) Set(refs []record.Ref) {
	slices.SortFunc(refs, record.Compare)
	l.Held = slices.Compact(refs)
}

// Widen adds the missing records to those to lock.
func (l *Locks) Widen() { l.Set(append(l.Held, l.Missing...)) }

// need notes a record that is to be changed, or that a decision rests on.
func (l *Locks) need(ref record.Ref) {
	if l.All {
		return
	}
	if _, held := slices.BinarySearchFunc(l.Held, ref, record.Compare); !held {
		l.Missing = append(l.Missing, ref)
	}
}

// Touch asks for a record that will get an event and has to be locked, and returns the row.
func (d *Draft) Touch(ref record.Ref) int {
	d.Locks.need(ref)
	return d.Rows.Record(ref)
}

// Lock notes that a decision rests on a record, which has to be locked.
func (d *Draft) Lock(ref record.Ref) { d.Locks.need(ref) }

// Settled returns nil when everything that was asked for has been read and every record
// that is to change is locked; else the [Restart] that sees to it.
func (d *Draft) Settled() error {
	switch {
	case len(d.Locks.Missing) > 0:
		return MoreLocks
	case !d.Ready(), d.phase == collecting:
		return MoreRows
	}
	return nil
}
