package association

import (
	"errors"

	"github.com/relata-go/relata/association/internal/draft"
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
// nothing; a merged-away id means its survivor. The events of the links have the
// source [history.ObjectDeletion], that of the record the graph's own.
//
// Rules C7 and J4 of docs/semantics.md; cases in storage/storagetest/laws/rule_delete.go.
type DeleteRecord struct {
	Record record.Ref `json:"record,omitzero"`
}

func (op *DeleteRecord) named(refs []record.Ref) []record.Ref { return append(refs, op.Record) }

func (op *DeleteRecord) needs(d *draft.Draft) {
	d.Rows.Record(op.Record)
	d.Rows.DegreesOf(op.Record)
}

func (op *DeleteRecord) decide(d *draft.Draft) (Result, error) {
	of, err := d.Alive(op.Record)
	if errors.Is(err, record.ErrDeleted) {
		return Result{}, nil
	}
	if err != nil {
		return Result{}, err
	}
	links, err := d.HubLinks(of)
	if err != nil {
		return Result{}, err
	}
	d.Rows.Reserve(len(links), len(links))
	d.Touch(of)
	for i := range links {
		d.Rows.Degree(of, links[i].Other.Type, label.TypeID{})
		d.TouchFarEnd(&links[i].FarEnd, of.Type)
	}
	result := Result{Outcome: Removed, Links: len(links)}
	d.SetSource(history.By(history.ObjectDeletion))
	defer d.SetSource(history.Source{})
	err = d.Steps(len(links)+1, func(i int) error {
		if i == 0 {
			return afterAll(d, of, links)
		}
		return cut(d, of, &links[i-1], &result)
	})
	if err != nil {
		return Result{}, err
	}
	return result, d.SetState(of, history.Deleted, record.Ref{}, storage.RecordState{Status: storage.Deleted})
}

// afterAll makes the time of the operation later than all events of a record and of the
// records that it is linked to.
func afterAll(d *draft.Draft, of record.Ref, links []draft.HubLink) error {
	for i := range links {
		if err := d.AfterFarEnd(&links[i].FarEnd); err != nil {
			return err
		}
	}
	return d.After(of)
}

// cut removes one link of a record that goes away with all its links. If the record was
// the primary of the other end, another succeeds it. The record itself needs no successor.
func cut(d *draft.Draft, of record.Ref, h *draft.HubLink, result *Result) error {
	l := d.Shown(of, h)
	was := d.State(&l)
	c := d.Begin()
	var causes history.Causes
	if was.Near.Primary {
		causes.Near = primary.Unlinked
	}
	if was.Far.Primary {
		causes.Far = primary.Unlinked
		turned := l.Turn()
		if err := d.SucceedUnattended(c, &turned); err != nil {
			return err
		}
		result.take(c)
	}
	c.Add(&l, history.State{}, causes)
	return d.Write(c)
}

func (op *DeleteRecord) request(text []byte) []byte {
	return appendRequest(text, "delete", op.Record)
}

// String says what is to be done.
func (op *DeleteRecord) String() string { return "delete " + op.Record.String() }
