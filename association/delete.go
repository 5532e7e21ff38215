package association

import (
	"errors"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// DeleteRecord removes all links of a record, however many, and refuses writes to its id
// from then on. Where the record was a primary another succeeds it: the rule's own choice,
// else the oldest. Its history stays, and [RestoreRecord] brings it back for as long as
// [Options].RestoreWithin says.
//
// A record that never had a link can be deleted too. Deleting a deleted one changes
// nothing; a merged-away id stands for its survivor. The events of the links have the
// source [history.ObjectDeletion], that of the record the graph's own.
type DeleteRecord struct{ Record record.Ref }

func (op *DeleteRecord) named(refs []record.Ref) []record.Ref { return append(refs, op.Record) }

func (op *DeleteRecord) needs(d *draft) {
	d.record(op.Record)
	d.DegreesOf(op.Record)
}

func (op *DeleteRecord) decide(d *draft) (Result, error) {
	of, err := d.alive(op.Record)
	if errors.Is(err, record.ErrDeleted) {
		return Result{}, nil
	}
	if err != nil {
		return Result{}, err
	}
	return d.delete(of)
}

// delete removes a record with all its links.
func (d *draft) delete(of record.Ref) (Result, error) {
	spokes, err := d.spokes(of)
	if err != nil {
		return Result{}, err
	}
	d.Reserve(len(spokes), len(spokes))
	d.touch(of)
	for i := range spokes {
		d.Degree(of, spokes[i].other.Type, label.TypeID{})
		d.reach(&spokes[i].farEnd, of.Type)
	}
	result := Result{Outcome: Removed, Links: len(spokes)}
	d.by = history.By(history.ObjectDeletion)
	defer func() { d.by = history.Source{} }()
	err = d.parts(len(spokes)+1, func(i int) error {
		if i == 0 {
			return d.beginsAt(of, spokes)
		}
		return d.cut(of, spokes[i-1], &result)
	})
	if err != nil {
		return Result{}, err
	}
	return result, d.live(of, history.Deleted, record.Ref{}, storage.RecordState{Status: storage.Deleted})
}

// beginsAt makes the time of the operation later than all events of a record and of those
// that it is linked to.
func (d *draft) beginsAt(of record.Ref, spokes []spoke) error {
	for i := range spokes {
		if !d.raise(spokes[i].row) {
			return errLater
		}
	}
	return d.begins(of)
}

// cut removes one link of a record that goes away with all its links: the other end gets a
// successor where the record was its primary, the record itself needs none.
func (d *draft) cut(of record.Ref, s spoke, result *Result) error {
	e := d.shown(of, s)
	was := d.state(e)
	c := d.begin()
	var causes history.Causes
	if was.Near.Primary {
		causes.Near = primary.Unlinked
	}
	if was.Far.Primary {
		causes.Far = primary.Unlinked
		if err := d.succeed(c, e.turn(), successor{alone: true}, primary.Rule.Unlinked, result); err != nil {
			return err
		}
	}
	c.add(e, history.State{}, causes)
	return d.commit(c)
}

func (op *DeleteRecord) request(text []byte) []byte {
	return appendRequest(text, "delete", op.Record)
}

// String says what is to be done.
func (op *DeleteRecord) String() string { return "delete " + op.Record.String() }
