package association

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// parts makes n changes, one after another, as one operation: all or none. Each sees what
// those before it did. Where one has to read more, the others are tried as well, so that
// they ask for what they need together.
func (d *draft) parts(n int, part func(i int) error) error {
	if err := d.settled(); err != nil {
		return err
	}
	before, again := d.save(), false
	for i := range n {
		err := part(i)
		switch {
		case err == errAgain:
			again = true
		case err != nil:
			d.restore(before)
			return err
		}
	}
	if !again {
		return nil
	}
	d.restore(before)
	if err := d.settled(); err != nil {
		return err
	}
	return errAgain
}

// settled returns nil when everything that was asked for has been read and all records
// that are to change may be; else the error that makes the engine see to it.
func (d *draft) settled() error {
	switch {
	case len(d.wanted) > 0:
		return errWiden
	case !d.ready(), d.asking:
		return errAgain
	}
	return nil
}

// touch asks for a record that will get an event, and returns its row.
func (d *draft) touch(ref record.Ref) int {
	d.want(ref)
	return d.Record(ref)
}

// begins makes the time of the operation later than all events of the records, which have
// been read.
func (d *draft) begins(refs ...record.Ref) error {
	for _, ref := range refs {
		if !d.raise(d.Record(ref)) {
			return errLater
		}
	}
	return nil
}

// live gives a record another life and writes the event of it. survivor is that of a merge,
// or of one that is taken back; else it is zero.
func (d *draft) live(of record.Ref, subject history.Subject, survivor record.Ref, life storage.RecordState) error {
	refs := []record.Ref{of}
	if !survivor.IsZero() {
		refs = append(refs, survivor)
	}
	if err := d.begins(refs...); err != nil {
		return err
	}
	if life.Status != storage.Alive {
		life.At, life.Operation = d.time.at, d.id
	}
	if life.Status == storage.Deleted {
		life.Expires = life.At + d.keep
	}
	d.record(of).Now = life
	d.Events = append(d.Events, history.Event{Subject: subject, A: of, B: survivor, At: d.time.at})
	for _, ref := range refs {
		d.stamped(d.Record(ref))
	}
	return nil
}
