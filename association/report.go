package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/internal/usage"
	"github.com/relata-go/relata/limits"
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
	// After is where the page begins: the Next of the page before, or zero for the first.
	After Cursor `json:"after,omitzero"`
	// Max is the most rows that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A ReportPage is some rows of a report: by limit, as [limits.Compare] orders them, then
// in Ref order. A row's Max is the limit in force, or zero where there is none.
type ReportPage struct {
	Rows []limits.Usage `json:"rows,omitzero"`
	// Next is the After of the next page, which may be empty. Zero: there are no more rows.
	Next Cursor `json:"next,omitzero"`
}

// Report returns one page of the records that use limits: those near them, at them, or with
// at least so many links. One Read looks at some 64 limits, another one at the activities of
// those that may have too many; a page is of one moment. Only records with that many links
// are looked at, as far as the store has an index on counts. A label without a limit is
// counted by walking over its links.
func (r Reader) Report(ctx context.Context, q ReportQuery) (_ ReportPage, err error) {
	ctx, call := r.observe.begin(ctx, "report")
	defer call.end(&err)
	if q.Max, err = checkPageSize(q.Max, "rows"); err != nil {
		return ReportPage{}, err
	}
	is := asking(asksReport).keys(q.Keys).number(uint64(max(q.AtLeast, 0)))
	if q.AtLimit {
		is = is.number(1)
	}
	if err := checkCursor(ctx, r.questions, q.After, is); err != nil {
		return ReportPage{}, err
	}
	asked := usage.Query{
		Keys: q.Keys, AtLimit: q.AtLimit, AtLeast: q.AtLeast, Max: q.Max,
		After: usage.Cursor{Key: q.After.place.key, ID: q.After.place.id},
	}
	var found usage.Page
	err = r.questions.Snapshot(ctx, func(source question.Source) (err error) {
		found, err = usage.Report(ctx, source, asked)
		return err
	})
	page := ReportPage{Rows: found.Rows}
	if err == nil && found.More {
		page.Next, err = cursorOf(ctx, r.questions, is, place{key: found.Next.Key, id: found.Next.ID})
	}
	return page, err
}
