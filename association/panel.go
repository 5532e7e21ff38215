package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A NameLookup returns the names that the application has for records, in the order of refs;
// "" where it has none. It is asked once for all records of an answer.
type NameLookup func(ctx context.Context, refs []record.Ref) ([]string, error)

// A PanelRow is one record in the history panel of another: the first association, the
// last change, and whether the association exists. Links of an id that was later merged into
// the record count as the record's own. The row names the id that had them.
type PanelRow struct {
	history.PanelRow
	Name string `json:"name,omitzero"` // that the application has for Other; "" when it has none
	// Into is the record that Other was merged into, which has a row of its own when the
	// association went with it; zero: none.
	Into    record.Ref `json:"into,omitzero"`
	Deleted bool       `json:"deleted,omitzero"` // Other is deleted
}

// Panel returns one row for each record of type to that was ever associated with of, in
// Ref order, removed ones included. names may be nil. It reads all of the record's events
// towards the type, those of the ids that were merged into it included, and then the states
// of the others.
func (r Reader) Panel(ctx context.Context, of record.Ref, to record.Type, names NameLookup) ([]PanelRow, error) {
	timeline, err := past.Open(ctx, r.questions, of, to)
	if err != nil {
		return nil, err
	}
	ids := timeline.IDs()
	rows := history.Panel(ids[0], func(yield func(history.Event) bool) {
		for e, failed := range timeline.Events(ctx) {
			if failed != nil {
				err = failed
				return
			}
			if !yield(e) {
				return
			}
		}
	}, ids[1:]...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	panel := make([]PanelRow, len(rows))
	refs := make([]record.Ref, len(rows))
	for i, row := range rows {
		panel[i].PanelRow, refs[i] = row, row.Other
	}
	if err := r.readFates(ctx, refs, panel); err != nil || names == nil {
		return panel, err
	}
	called, err := names(ctx, refs)
	for i := range min(len(panel), len(called)) {
		panel[i].Name = called[i]
	}
	return panel, err
}

// readFates notes in each row whether the record at the other end was deleted or merged.
func (r Reader) readFates(ctx context.Context, refs []record.Ref, panel []PanelRow) error {
	return r.questions.Ask(ctx, func(ask *question.Question) error {
		for _, ref := range refs {
			ask.Batch.Records = append(ask.Batch.Records, storage.Record{Of: ref})
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		for i, ref := range refs {
			life := ask.Batch.Records[i].Was
			panel[i].Deleted = life.Status == storage.Deleted
			if life.Status == storage.Merged {
				panel[i].Into = record.New(ref.Type, life.Into)
			}
		}
		return nil
	})
}
