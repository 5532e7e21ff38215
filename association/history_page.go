package association

import (
	"context"
	"errors"

	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A HistoryQuery asks for one page of a history.
type HistoryQuery struct {
	// After is where the page begins: the Next of the page before, or zero for the first.
	After Cursor `json:"after,omitzero"`
	// Max is the most events that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A HistoryPage is some events of a record or of an association, newest first.
type HistoryPage struct {
	Events []history.Event `json:"events,omitzero"`
	Next   Cursor          `json:"next,omitzero"` // the After of the next page; zero: there are no older events
}

// HistoryPage returns one page of the events that [Reader.History] yields. Events that are
// written after the first page was read are newer, so no page has them. It reads as many events
// as it returns; a few more for each id that was merged into the record, and in another Read.
func (r Reader) HistoryPage(ctx context.Context, of record.Ref, to record.Type, q HistoryQuery) (_ HistoryPage, err error) {
	ctx, call := r.observe.begin(ctx, "history page")
	defer call.end(&err)
	return r.historyPage(ctx, q, asking(asksHistory).ref(of).text(string(to)), of, to)
}

// HistoryOfPage returns one page of the events that [Reader.HistoryOf] yields, as
// [Reader.HistoryPage] does.
func (r Reader) HistoryOfPage(ctx context.Context, from, to record.Ref, q HistoryQuery) (_ HistoryPage, err error) {
	ctx, call := r.observe.begin(ctx, "history of page")
	defer call.end(&err)
	return r.historyPage(ctx, q, asking(asksPair).ref(from).ref(to), from, to.Type, to)
}

// historyPage returns one page of the history of a record, or with a second record of a pair.
func (r Reader) historyPage(ctx context.Context, q HistoryQuery, asked fingerprint, of record.Ref, to record.Type, with ...record.Ref) (HistoryPage, error) {
	most, err := checkPageSize(q.Max, "events")
	if err != nil {
		return HistoryPage{}, err
	}
	if err := checkCursor(ctx, r.questions, q.After, asked); err != nil {
		return HistoryPage{}, err
	}
	read, err := past.ReadPage(ctx, r.questions, past.Place{After: q.After.place.event, Max: most}, of, to, with...)
	if errors.Is(err, storage.ErrPosition) {
		err = &CursorError{Cursor: shortened(q.After.String()), Reason: "is newer than all events"}
	}
	page := HistoryPage{Events: read.Events}
	if err == nil && read.More {
		page.Next, err = cursorOf(ctx, r.questions, asked, place{event: read.Last})
	}
	return page, err
}
