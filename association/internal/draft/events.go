package draft

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// History calls fn with the events of a record, newest first and as the record sees them,
// those of earlier operations of the transaction included, until fn returns false. With a
// type, only the events of links towards that type are shown. History returns [MoreRows] when a
// page is still to be read.
func (d *Draft) History(of record.Ref, to record.Type, pageLen int, fn func(history.Event) bool) error {
	goesOn := d.EarlierEvents(func(e history.Event) bool {
		if !e.Touches(of) || to != "" && (e.Subject != history.Link || e.From(of).B.Type != to) {
			return true
		}
		return fn(e.From(of))
	})
	if !goesOn {
		return nil
	}
	q := storage.EventPage{Kind: storage.OfRecord, Of: of, To: to, Max: pageLen}
	return d.StoredEvents(q, func(e history.Event) bool { return fn(e.From(of)) })
}

// StoredEvents calls fn with the events that the store has for a question, page by page,
// until fn returns false. StoredEvents returns [MoreRows] when a page is still to be read.
func (d *Draft) StoredEvents(q storage.EventPage, fn func(history.Event) bool) error {
	for {
		page := d.Rows.EventsOf(q)
		if page == nil {
			return MoreRows
		}
		rows := page.Rows(&d.Rows.Batch)
		for i := range rows {
			if !fn(rows[i].Event) {
				return nil
			}
		}
		if !page.More {
			return nil
		}
		q.After = rows[len(rows)-1].Position
	}
}

// FewEvents is how many events are read at once where the first mostly suffices.
const FewEvents = 20

// MergedIDs returns a record and all ids that were merged into it, directly or by way of
// others. When a row is still to be read, MergedIDs returns the known ids and
// [MoreRows].
func (d *Draft) MergedIDs(of record.Ref) ([]record.Ref, error) {
	ids, more := []record.Ref{of}, error(nil)
	for i := 0; i < len(ids); i++ {
		into := ids[i]
		take := func(e history.Event) bool {
			if e.Subject != history.Merged || e.B != into || slices.Contains(ids, e.A) {
				return true
			}
			if state := d.Stored(e.A); state.Status == storage.Merged && state.Into == into.ID {
				ids = append(ids, e.A)
			}
			return true
		}
		for _, e := range d.Rows.Events {
			take(e)
		}
		if err := d.StoredEvents(storage.EventPage{Kind: storage.OfRecordState, Of: into, Max: FewEvents}, take); err != nil {
			more = err
		}
	}
	if !d.Ready() {
		more = MoreRows
	}
	return ids, more
}
