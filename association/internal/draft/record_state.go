package draft

import (
	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Alive returns the record that ref means, which is the survivor when ref was merged
// away. A deleted record is a [record.DeletedError].
func (d *Draft) Alive(ref record.Ref) (record.Ref, error) {
	for range batch.MaxAliases {
		state := d.Stored(ref)
		if !d.Ready() {
			d.Locks.need(ref)
			return ref, MoreRows
		}
		switch state.Status {
		case storage.Alive:
			return ref, nil
		case storage.Deleted:
			return ref, &record.DeletedError{Record: ref}
		}
		ref = record.New(ref.Type, state.Into)
		d.Locks.need(ref)
	}
	return ref, batch.Circle(ref)
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

// SetState gives a record another state and writes the event of the change. survivor is that of
// a merge, or of a merge that is taken back; else zero.
func (d *Draft) SetState(of record.Ref, subject history.Subject, survivor record.Ref, state storage.RecordState) error {
	refs := []record.Ref{of}
	if !survivor.IsZero() {
		refs = append(refs, survivor)
	}
	if err := d.After(refs...); err != nil {
		return err
	}
	if state.Status != storage.Alive {
		state.At, state.Operation = d.Clock.at, d.operation.id
	}
	if state.Status == storage.Deleted {
		state.Expires = state.At.Add(d.options.Keep)
	}
	d.Rows.Records[d.Rows.Record(of)].Now = state
	d.Rows.Events = append(d.Rows.Events, history.Event{Subject: subject, A: of, B: survivor, At: d.Clock.at})
	for _, ref := range refs {
		d.stamped(d.Rows.Record(ref))
	}
	return nil
}
