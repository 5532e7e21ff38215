package association

import (
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Undo takes back one operation, or a group of operations such as an import or a
// [Graph.Do]. Links, labels, marks and the lives of records are again as they were before,
// creation times included. The undo of a merge separates the two records again.
//
// Undo requires that every changed link and record is still as the operation left it, and
// that all rules hold afterwards. Otherwise it returns an [UndoError] that names each
// conflict, and nothing changes. A group is taken back as one change. If the history has no events of the
// operation, because it never ran, wrote nothing or was trimmed, the error is
// [history.ErrNotFound]. If some of its events may have been trimmed, the error is a
// [retention.TooOldError]. An undo is an operation too and can be undone.
//
// Rules E5 and J3 of docs/semantics.md; cases in storage/storagetest/laws/rule_undo.go.
type Undo struct {
	Operation history.OperationID `json:"of,omitzero"`
	Group     bool                `json:"group,omitzero"` // Operation names a group
}

func (op *Undo) named(refs []record.Ref) []record.Ref { return refs }

func (op *Undo) needs(d *draft.Draft) {
	d.Rows.EventsOf(op.question())
	d.Rows.Note(retention.Key)
}

func (op *Undo) question() storage.EventPage {
	q := storage.EventPage{Kind: storage.OfOperation, Operation: op.Operation, Max: storage.MaxPage}
	if op.Group {
		q.Kind = storage.OfGroup
	}
	return q
}

func (op *Undo) decide(d *draft.Draft) (Result, error) {
	events, err := op.events(d)
	if err != nil {
		return Result{}, err
	}
	if len(events) == 0 {
		return Result{}, fmt.Errorf("%w: %q", history.ErrNotFound, op.Operation)
	}
	if err := checkRetained(d, events); err != nil {
		return Result{}, err
	}
	u := undoing{draft: d, id: op.Operation}
	u.invert(events)
	if err := u.read(); err != nil {
		return Result{}, err
	}
	return u.run()
}

// events returns the events of the operation, in order.
func (op *Undo) events(d *draft.Draft) ([]history.Event, error) {
	var events []history.Event
	for q := op.question(); ; {
		s := d.Rows.EventsOf(q)
		if s == nil {
			return nil, draft.MoreRows
		}
		rows := s.Rows(&d.Rows.Batch)
		events = slices.Grow(events, len(rows))
		for i := range rows {
			events = append(events, rows[i].Event)
		}
		if !s.More {
			break
		}
		q.After = rows[len(rows)-1].Position
	}
	for i := range d.Rows.Events {
		if e := &d.Rows.Events[i]; op.Group && e.Group == op.Operation || !op.Group && e.Operation == op.Operation {
			events = append(events, *e)
		}
	}
	return events, nil
}

// checkRetained returns an error unless events are so new that others of their operation
// cannot have been dropped.
func checkRetained(d *draft.Draft, events []history.Event) error {
	memo := d.Rows.Note(retention.Key)
	if !d.Ready() {
		return draft.MoreRows
	}
	row, err := retention.Parse(memo)
	for i := range events {
		if err == nil {
			err = row.Check(events[i].At)
		}
	}
	return err
}

func (op *Undo) request(text []byte) []byte {
	return appendRequest(text, "undo", op.Operation, op.Group)
}

// String reads: undo "op-1", or: undo the group "op-1".
func (op *Undo) String() string {
	if op.Group {
		return fmt.Sprintf("undo the group %q", op.Operation)
	}
	return fmt.Sprintf("undo %q", op.Operation)
}

// An UndoError lists the conflicts that prevent an undo. errors.Is(err, [ErrUndoConflict]) holds.
type UndoError struct {
	Operation history.OperationID `json:"operation,omitzero"`
	Conflicts []Conflict          `json:"conflicts,omitzero"`
}

var _ = failure.Register[*UndoError]("association.UndoError")

// A Conflict is one link or record that cannot be as it was.
type Conflict struct {
	From   record.Ref `json:"from,omitzero"`
	To     record.Ref `json:"to,omitzero"` // To is zero when it is about a record
	Reason string     `json:"reason,omitzero"`
}

// Error names the operation and the first conflicts.
func (e *UndoError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "operation %q cannot be undone, %d conflicts", e.Operation, len(e.Conflicts))
	for _, c := range e.Conflicts[:min(len(e.Conflicts), 3)] {
		fmt.Fprintf(&b, "; %s", c)
	}
	return b.String()
}

// Unwrap returns [ErrUndoConflict].
func (e *UndoError) Unwrap() error { return ErrUndoConflict }

// String reads: contacts/1 - companies/2: it was changed since.
func (c Conflict) String() string {
	if c.To.IsZero() {
		return fmt.Sprintf("%s: %s", c.From, c.Reason)
	}
	return fmt.Sprintf("%s - %s: %s", c.From, c.To, c.Reason)
}
