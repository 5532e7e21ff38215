package association

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/internal/usage"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A ReportQuery asks which records use limits. The zero ReportQuery asks for the first
// records of the account that are at any limit or near it: with four fifths or more of the
// links that they may have.
type ReportQuery struct {
	// Keys are the limits that are looked at, one or several. A key counts the links of
	// records of type From towards To, under Label if that is set; without To it counts
	// their activities together. Nil: everything that has a limit.
	Keys []limits.Key `json:"keys,omitzero"`
	// AtLimit leaves out the records that are near their limit and not at it.
	AtLimit bool `json:"atLimit,omitzero"`
	// AtLeast, when it is not zero, asks for the records with so many links or more
	// instead, however far the limit is and also where there is none. If a limit were
	// lowered to n, the records from n+1 would keep what they have and get no more.
	AtLeast int `json:"atLeast,omitzero"`
	// After is where the page begins: the Next of the page before it, or the zero
	// place for the first page.
	After ReportCursor `json:"after,omitzero"`
	// Max is the most rows that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A ReportCursor is a place in a report: after a record, among those of one limit.
type ReportCursor struct {
	Key limits.Key `json:"key,omitzero"`
	ID  record.ID  `json:"id,omitzero"`
}

// A ReportPage is some rows of a report: by limit, as [limits.Compare] orders them, then
// in Ref order. A row's Max is the limit in force, or zero where there is none.
type ReportPage struct {
	Rows []limits.Usage `json:"rows,omitzero"`
	More bool           `json:"more,omitzero"` // there may be rows after the last
	Next ReportCursor   `json:"next,omitzero"` // the After of the next page
}

// Report returns one page of the records that use limits: those near them, at them, or with
// at least so many links. One Read looks at some 64 limits, another one at the activities of
// those that may have too many; a page is of one moment. Only records with that many links
// are looked at, as far as the store has an index on counts. A label without a limit is
// counted by walking over its links.
func (r Reader) Report(ctx context.Context, q ReportQuery) (ReportPage, error) {
	if q.Max == 0 {
		q.Max = defaultMax
	}
	if q.Max < 0 || q.Max > storage.MaxPage {
		return ReportPage{}, fmt.Errorf("%w: a report of %d rows: ask for 1 to %d", storage.ErrInvalid, q.Max, storage.MaxPage)
	}
	asked := usage.Query{Keys: q.Keys, AtLimit: q.AtLimit, AtLeast: q.AtLeast, After: usage.Cursor(q.After), Max: q.Max}
	var page usage.Page
	err := r.questions.Snapshot(ctx, func(source question.Source) (err error) {
		page, err = usage.Report(ctx, source, asked)
		return err
	})
	return ReportPage{Rows: page.Rows, More: page.More, Next: ReportCursor(page.Next)}, err
}
