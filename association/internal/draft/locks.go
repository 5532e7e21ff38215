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
