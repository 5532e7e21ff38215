package association

import (
	"context"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Names returns what the host calls records, in the order of refs; "" where it knows no
// name. It is asked once for all records of an answer.
type NameLookup func(ctx context.Context, refs []record.Ref) ([]string, error)

// A PanelRow is one record in the history panel of another: the first association, the
// last change and whether the association stands. What the record itself had as an id that
// was merged into it since is its own, and the row says under which id it was.
type PanelRow struct {
	history.PanelRow
	Name string // what the host calls Other; "" when unknown
	// Into is the record that Other was merged into, which has a row of its own when the
	// association went with it; zero: none.
	Into    record.Ref
	Deleted bool // Other is deleted
}

// Panel returns one row for each record of type to that was ever associated with of, in
// Ref order, removed ones included. names may be nil. It reads all of the record's events
// towards the type, those of the ids that were merged into it included, and then what
// became of the others.
func (r Reader) Panel(ctx context.Context, of record.Ref, to record.Type, names NameLookup) ([]PanelRow, error) {
	p, err := r.past(ctx, of, to)
	if err != nil {
		return nil, err
	}
	rows := history.Panel(p.ids[0], func(yield func(history.Event) bool) {
		for e, failed := range p.all(ctx) {
			if failed != nil {
				err = failed
				return
			}
			if !yield(e) {
				return
			}
		}
	}, p.ids[1:]...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	panel := make([]PanelRow, len(rows))
	refs := make([]record.Ref, len(rows))
	for i, row := range rows {
		panel[i].PanelRow, refs[i] = row, row.Other
	}
	if err := r.became(ctx, refs, panel); err != nil || names == nil {
		return panel, err
	}
	called, err := names(ctx, refs)
	for i := range min(len(panel), len(called)) {
		panel[i].Name = called[i]
	}
	return panel, err
}

// became tells in each row what became of the record at the other end.
func (r Reader) became(ctx context.Context, refs []record.Ref, panel []PanelRow) error {
	return r.ask(ctx, func(a *ask) error {
		for _, ref := range refs {
			a.Records = append(a.Records, storage.Record{Of: ref})
		}
		if err := a.read(ctx); err != nil {
			return err
		}
		for i, ref := range refs {
			life := a.Records[i].Was
			panel[i].Deleted = life.Status == storage.Deleted
			if life.Status == storage.Merged {
				panel[i].Into = record.New(ref.Type, life.Into)
			}
		}
		return nil
	})
}
