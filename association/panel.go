package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/association/internal/metered"
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
func (r Reader) Panel(ctx context.Context, of record.Ref, to record.Type, names NameLookup) (_ []PanelRow, err error) {
	ctx, call := r.observe.begin(ctx, "panel")
	defer call.end(&err)
	var rows []history.PanelRow
	err = r.panelEvents(ctx, of, to, func(ids []record.Ref, events iter.Seq[history.Event]) {
		rows = history.Panel(ids[0], events, ids[1:]...)
	})
	if err != nil {
		return nil, err
	}
	return r.panelRows(ctx, rows, names)
}

// A PanelQuery asks for one page of a history panel.
type PanelQuery struct {
	Names NameLookup `json:"-"` // asked about the records of the page; may be nil
	// After is where the page begins: the Next of the page before, or zero for the first.
	After Cursor `json:"after,omitzero"`
	// Max is the most rows that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A PanelPage is some rows of a history panel, in Ref order.
type PanelPage struct {
	Rows []PanelRow `json:"rows,omitzero"`
	Next Cursor     `json:"next,omitzero"` // the After of the next page; zero: there are no more rows
}

// PanelPage returns one page of the rows that [Reader.Panel] returns. It holds and names the
// rows of the page alone, and reads the states of their records alone. But no index has the
// records that a record was ever associated with, so each page reads all of the record's events
// towards the type.
func (r Reader) PanelPage(ctx context.Context, of record.Ref, to record.Type, q PanelQuery) (_ PanelPage, err error) {
	ctx, call := r.observe.begin(ctx, "panel page")
	defer call.end(&err)
	most, err := checkPageSize(q.Max, "rows")
	if err != nil {
		return PanelPage{}, err
	}
	asked := asking(asksPanel).ref(of).text(string(to))
	if err := checkCursor(ctx, r.questions, q.After, asked); err != nil {
		return PanelPage{}, err
	}
	var after record.Ref
	if !q.After.IsZero() {
		after = record.New(to, q.After.place.id)
	}
	var rows []history.PanelRow
	more := false
	err = r.panelEvents(ctx, of, to, func(ids []record.Ref, events iter.Seq[history.Event]) {
		rows, more = history.PanelAfter(after, most, ids[0], events, ids[1:]...)
	})
	if err != nil {
		return PanelPage{}, err
	}
	var page PanelPage
	if page.Rows, err = r.panelRows(ctx, rows, q.Names); err == nil && more {
		page.Next, err = cursorOf(ctx, r.questions, asked, place{id: rows[len(rows)-1].Other.ID})
	}
	return page, err
}

// panelEvents calls fn, once, with a record and the ids that were merged into it, and with
// their events towards a type, newest first.
func (r Reader) panelEvents(ctx context.Context, of record.Ref, to record.Type, fn func([]record.Ref, iter.Seq[history.Event])) error {
	timeline, err := past.Open(ctx, r.questions, of, to)
	if err != nil {
		return err
	}
	fn(timeline.IDs(), func(yield func(history.Event) bool) {
		for e, failed := range timeline.Events(ctx) {
			if failed != nil {
				err = failed
				return
			}
			if !yield(e) {
				return
			}
		}
	})
	return err
}

// panelRows completes rows with the states and the names of the records at the other end.
func (r Reader) panelRows(ctx context.Context, rows []history.PanelRow, names NameLookup) ([]PanelRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	panel := make([]PanelRow, len(rows))
	refs := make([]record.Ref, len(rows))
	for i, row := range rows {
		panel[i].PanelRow, refs[i] = row, row.Other
	}
	if err := r.readFates(ctx, refs, panel); err != nil || names == nil {
		return panel, err
	}
	called, err := names(metered.Caller(ctx), refs)
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
